/** @file Homogenization: how much two texts of a set have in common, word by word and in order. */
import { LabError, shown } from '../../core/errors';
import { shuffled, type Rng } from '../../core/random';
import { GramTable, type TokenTexts } from '../../text/gram-table';
import { needAtLeast, needCount, type Measure } from '../measure';

export const homogenizationMeasure: Measure = {
  info: {
    id: 'homogenization',
    label: 'homogenization (ROUGE-L)',
    unit: 'ROUGE-L F',
    range: [0, 1],
    moreDiverseWhen: 'lower',
    cost: 'O(n²L⌈L/32⌉), bounded by a sample of pairs',
    source: 'Padmakumar & He 2023, arXiv 2309.05196; ROUGE-L of Lin 2004',
  },
  needs: ['tokens'],
  formula: 'mean over pairs of 2 LCS / (length + length)',
  take: (context) => {
    const { value, numPairs, isSampled } = homogenization(
      context.words,
      context.stream('homogenization'),
      context.settings.mostPairs,
    );
    return { value, note: isSampled ? `over a seeded sample of ${numPairs} pairs` : null };
  },
};

/** From this many pairs on, a sample of them is measured: about half a second of work. */
export const MOST_PAIRS = 2_000_000;

/** Of long texts fewer pairs, so that their comparison takes at most about so many steps: two seconds or three. */
const MOST_STEPS = 5e8;

/** What stands where in the longest text takes at most so many numbers: 256 MB. */
const MOST_PLACES = 2 ** 26;

export interface HomogenizationResult {
  readonly value: number;
  /** How many pairs were compared. */
  readonly numPairs: number;
  /** False where `value` is over all pairs, true where it is over a seeded sample of them. */
  readonly isSampled: boolean;
}

/**
 * Mean over pairs of texts of ROUGE-L's F = 2·LCS / (length + length), LCS the longest common subsequence of tokens.
 * In [0, 1]: 0 where no two texts share a word, 1 where all are the same. A text without tokens has nothing in common
 * with any other. The original returns 1 where it should return 0, and rounds to three digits.
 *
 * Above `mostPairs` pairs, the texts are laid out in a circle in random order and each is compared with the next few:
 * every text is then in equally many pairs, which keeps the sample's error small. So it is with fewer pairs where texts
 * are thousands of tokens long.
 * @param texts tokens of each text, at least two of them
 * @param rng places the texts in the circle; untouched where all pairs are measured
 * @throws LabError `bad-dataset` where there are fewer than two texts, or one is so long that memory is short: about
 *   100,000 tokens, fewer where they are all different
 */
export function homogenization(texts: TokenTexts, rng: Rng, mostPairs = MOST_PAIRS): HomogenizationResult {
  needCount(mostPairs, 1, 'homogenization', 'number of pairs');
  const whole = GramTable.of(texts);
  const n = whole.numTexts;
  needAtLeast(2, n, 'homogenization');
  const most = Math.min(mostPairs, Math.max(n, Math.floor(MOST_STEPS / stepsOf(whole))));
  const isSampled = (n * (n - 1)) / 2 > most;
  const table = isSampled ? whole.pick(shuffled([...Array(n).keys()], rng)) : whole;
  const mostPartners = Math.max(1, Math.floor(most / n));
  const matcher = new SubsequenceMatcher(table);
  let sum = 0;
  let numPairs = 0;
  for (let text = 0; text < n; text++) {
    matcher.setPattern(text);
    const numPartners = isSampled ? mostPartners : n - 1 - text;
    for (let step = 1; step <= numPartners; step++) {
      const other = (text + step) % n;
      const length = table.lengthOf(text) + table.lengthOf(other);
      if (length > 0) sum += (2 * matcher.commonWith(other)) / length;
    }
    numPairs += numPartners;
  }
  return { value: sum / numPairs, numPairs, isSampled };
}

/** Steps that a pair takes on average, at least 1. */
function stepsOf(table: GramTable): number {
  const n = table.numTexts;
  let words = 0;
  for (let text = 0; text < n; text++) words += Math.ceil(table.lengthOf(text) / 32);
  return Math.max(1, (table.numTokens / n) * (words / n));
}

/**
 * Length of the longest common subsequence, 32 tokens of the pattern at a time (Hyyrö 2004, "Bit-parallel LCS-length
 * computation revisited"): a bit of V falls to 0 where one more token of the pattern has been matched.
 */
class SubsequenceMatcher {
  readonly #table: GramTable;
  readonly #tokens: Int32Array;
  /** Row of `places` for each token of the vocabulary; 0 for those the pattern lacks. */
  readonly #rowOf: Int32Array;
  /** (most different tokens of a text + 1, words): where in the pattern a token stands, one bit a place. Row 0 stays empty. */
  readonly #places: Int32Array;
  readonly #v: Int32Array;
  #words = 0;
  #pattern = -1;

  constructor(table: GramTable) {
    const { ids, numIds } = table.order(1);
    let longest = 1;
    for (let text = 0; text < table.numTexts; text++) longest = Math.max(longest, table.lengthOf(text));
    this.#table = table;
    this.#tokens = ids;
    this.#rowOf = new Int32Array(numIds);
    this.#v = new Int32Array(Math.ceil(longest / 32));
    const numPlaces = (mostDifferent(table) + 1) * this.#v.length;
    if (numPlaces > MOST_PLACES) {
      throw new LabError(
        'bad-dataset',
        `homogenization: invalid length of a text: ${shown(longest)} (wanted at most some 100,000 tokens) — cut the texts into shorter ones`,
      );
    }
    this.#places = new Int32Array(numPlaces);
  }

  setPattern(text: number): void {
    const { starts } = this.#table;
    if (this.#pattern >= 0) {
      for (let p = starts[this.#pattern]!; p < starts[this.#pattern + 1]!; p++)
        this.#rowOf[this.#tokens[p]!] = 0;
    }
    this.#pattern = text;
    const length = this.#table.lengthOf(text);
    const stride = this.#v.length;
    this.#words = Math.ceil(length / 32);
    let numRows = 0;
    for (let i = 0; i < length; i++) {
      const token = this.#tokens[starts[text]! + i]!;
      if (this.#rowOf[token] === 0) {
        this.#rowOf[token] = ++numRows;
        this.#places.fill(0, numRows * stride, numRows * stride + this.#words);
      }
      this.#places[this.#rowOf[token]! * stride + (i >>> 5)]! |= 1 << (i & 31);
    }
  }

  commonWith(text: number): number {
    if (this.#words === 0) return 0;
    return this.#words === 1 ? this.#commonOfOneWord(text) : this.#commonOfWords(text);
  }

  #commonOfOneWord(text: number): number {
    const tokens = this.#tokens;
    const rowOf = this.#rowOf;
    const places = this.#places;
    const stride = this.#v.length;
    const end = this.#table.starts[text + 1]!;
    let v = -1;
    for (let p = this.#table.starts[text]!; p < end; p++) {
      const u = v & places[rowOf[tokens[p]!]! * stride]!;
      v = (v + u) | (v - u);
    }
    return countOnes(~v);
  }

  #commonOfWords(text: number): number {
    const v = this.#v.fill(-1);
    const end = this.#table.starts[text + 1]!;
    for (let p = this.#table.starts[text]!; p < end; p++) {
      const row = this.#rowOf[this.#tokens[p]!]! * v.length;
      let carry = 0;
      for (let word = 0; word < this.#words; word++) {
        const old = v[word]!;
        const u = old & this.#places[row + word]!;
        const sum = (old >>> 0) + (u >>> 0) + carry;
        carry = sum > 0xffffffff ? 1 : 0;
        v[word] = sum | (old & ~u);
      }
    }
    let zeros = 0;
    for (let word = 0; word < this.#words; word++) zeros += countOnes(~v[word]!);
    return zeros;
  }
}

/** Different tokens of the text that has the most. */
function mostDifferent(table: GramTable): number {
  const { ids, numIds } = table.order(1);
  const lastSeenIn = new Int32Array(numIds).fill(-1);
  let most = 0;
  for (let text = 0; text < table.numTexts; text++) {
    let different = 0;
    for (let p = table.starts[text]!; p < table.starts[text + 1]!; p++) {
      if (lastSeenIn[ids[p]!] !== text) different++;
      lastSeenIn[ids[p]!] = text;
    }
    most = Math.max(most, different);
  }
  return most;
}

function countOnes(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
