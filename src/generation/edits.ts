/**
 * @file Edits of a generated set, each on a share of every class's rows: other labels, shuffled words,
 * near-duplicates, text about other topics; and the choice of a varied subset.
 */
import type { Example } from '../core/example';
import { type Rng, sampleWithout, type SeedPart, shuffled, stream } from '../core/random';
import { detokenize, tokenize } from '../text/tokenize';

/**
 * round(share · n) of the numbers below n, in random order. What is chosen at one share is chosen at every greater one.
 * @param share 0 to 1
 */
export function chosenRows(n: number, share: number, seed: readonly SeedPart[]): number[] {
  const numbers = Array.from({ length: n }, (_, i) => i);
  return shuffled(numbers, stream(...seed)).slice(0, Math.round(share * n));
}

/** The rows of each class by themselves, in the order in which the classes first come. */
export function rowsByClass<T extends Example>(rows: readonly T[]): Map<number, T[]> {
  const classes = new Map<number, T[]>();
  for (const row of rows) {
    const own = classes.get(row.label);
    if (own) own.push(row);
    else classes.set(row.label, [row]);
  }
  return classes;
}

/**
 * Changes a share of each class's rows, chosen by the seed and the class; the others stay as they are, all in their places.
 * @param change gets a row that was chosen, and how many of its class were chosen before it
 */
function editRows<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
  change: (row: T, index: number) => Example,
): Example[] {
  return [...rowsByClass(rows)].flatMap(([label, own]) => {
    const out: Example[] = own.slice();
    chosenRows(own.length, share, [...seed, label]).forEach((row, i) => (out[row] = change(own[row]!, i)));
    return out;
  });
}

/**
 * The rows with a wrong label on round(share · n) of each class's n. Which wrong label is as good as random, but the
 * classes trade: where they are equally large each gives away as many rows as it gets, so that the labels stay balanced.
 * Sorted by label.
 * @param numClasses at least 2
 */
export function mislabel<T extends Example>(
  rows: readonly T[],
  share: number,
  numClasses: number,
  seed: readonly SeedPart[],
): Example[] {
  const steps = Array.from({ length: numClasses - 1 }, (_, i) => i + 1);
  // The i-th row chosen of every class moves on by the same number of classes: that is a permutation of the classes.
  const stepOf = (i: number): number => {
    const round = Math.floor(i / steps.length);
    return shuffled(steps, stream(...seed, 'steps', round))[i % steps.length]!;
  };
  return editRows(rows, share, seed, (row, i) => ({
    ...row,
    label: (row.label + stepOf(i)) % numClasses,
  })).sort((a, b) => a.label - b.label);
}

/**
 * The rows with the oracle's label on round(share · n) of each class's n; the classes need not stay equally large. Sorted
 * by label.
 * @param oracleLabels of each row, in the order of the rows
 */
export function repairLabels<T extends Example>(
  rows: readonly T[],
  share: number,
  oracleLabels: readonly number[],
  seed: readonly SeedPart[],
): Example[] {
  const labelOf = new Map(rows.map((row, i) => [row, oracleLabels[i]!]));
  return editRows(rows, share, seed, (row) => ({ ...row, label: labelOf.get(row)! })).sort(
    (a, b) => a.label - b.label,
  );
}

/** How many foreign texts `replaceByForeign` takes. */
export function foreignTextsNeeded(rows: readonly Example[], share: number): number {
  return [...rowsByClass(rows).values()].reduce(
    (sum, own) => sum + chosenRows(own.length, share, []).length,
    0,
  );
}

/** The rows with a share of each class's replaced by the foreign texts, one after the other, each under that class's label. */
export function replaceByForeign<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
  foreign: readonly string[],
): Example[] {
  let next = 0;
  return editRows(rows, share, seed, (row) => {
    const text = foreign[next++];
    return text === undefined ? row : { text, label: row.label };
  });
}

export function shuffleWords<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
): Example[] {
  return editRows(rows, share, seed, ({ text, label }, i) => ({
    text: detokenize(shuffled(tokenize(text), stream(...seed, 'order', label, i))),
    label,
  }));
}

/** A row that gives way, and the row of its class that is said again in its place. */
interface Replacement {
  readonly row: number;
  readonly original: number;
}

/**
 * Which of n rows of a class give way to which others: round(share · n), but never all of them. What gives way at one
 * share does so at every greater one.
 */
export function replacements(n: number, share: number, seed: readonly SeedPart[]): Replacement[] {
  const order = chosenRows(n, 1, seed);
  const count = Math.min(Math.round(share * n), Math.max(0, n - 1));
  const kept = order.slice(count);
  return order.slice(0, count).map((row) => ({
    row,
    original: kept[stream(...seed, 'original', row).integer(kept.length)]!,
  }));
}

/** The texts to paraphrase, class by class, in the order in which the paraphraser answers. */
export function textsToRepeat(
  rows: readonly Example[],
  share: number,
  seed: readonly SeedPart[],
): Map<number, string[]> {
  const texts = [...rowsByClass(rows)].map(([label, own]): [number, string[]] => [
    label,
    replacements(own.length, share, [...seed, label]).map(({ original }) => own[original]!.text),
  ]);
  return new Map(texts.filter(([, own]) => own.length > 0));
}

/**
 * The rows with a share of them replaced by the given texts, which say again what `textsToRepeat` listed. Of a class for
 * which fewer came than were asked for, the rest stays as it is.
 */
export function replaceByRepeats<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
  repeats: ReadonlyMap<number, readonly string[]>,
): Example[] {
  return [...rowsByClass(rows)].flatMap(([label, own]) => {
    const out: Example[] = own.slice();
    replacements(own.length, share, [...seed, label]).forEach(({ row }, i) => {
      const text = repeats.get(label)?.[i];
      if (text !== undefined) out[row] = { text, label };
    });
    return out;
  });
}

/** The rows with a share of them replaced by close copies of the others. */
export function replaceByCopies<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
): Example[] {
  const words = new Map(
    [...rowsByClass(rows)].map(([label, own]) => [label, own.flatMap(({ text }) => tokenize(text))]),
  );
  const copies = [...textsToRepeat(rows, share, seed)].map(([label, texts]): [number, string[]] => [
    label,
    texts.map((text, i) => closeCopy(text, words.get(label)!, stream(...seed, 'copy', label, i))),
  ]);
  return replaceByRepeats(rows, share, seed, new Map(copies));
}

/**
 * A text with one word dropped, doubled, swapped with its neighbour, or replaced by one of `words`; another text than the
 * one given, and never an empty one. A text without words comes back as it is.
 */
export function closeCopy(text: string, words: readonly string[], rng: Rng): string {
  const tokens = tokenize(text);
  if (tokens.length === 0) return text;
  const at = rng.integer(tokens.length);
  const changes = [
    tokens.filter((_, i) => i !== at),
    [...tokens.slice(0, at), words[rng.integer(Math.max(1, words.length))] ?? '', ...tokens.slice(at + 1)],
    tokens.map((token, i) => (i === at ? (tokens[at + 1] ?? token) : i === at + 1 ? tokens[at]! : token)),
    [...tokens.slice(0, at), tokens[at]!, ...tokens.slice(at)],
  ];
  const isCopy = (changed: readonly string[]): boolean =>
    changed.some((token) => token !== '') &&
    (changed.length !== tokens.length || changed.some((token, i) => token !== tokens[i]));
  // A doubled word always makes a copy; the others may leave nothing, or the text as it was.
  const change = sampleWithout(changes, changes.length, rng).find(isCopy)!;
  return detokenize(change.filter((token) => token !== ''));
}

/**
 * The numbers of `count` rows, in the order in which they are chosen. The first is drawn at random. A row's distance from
 * those chosen is that to the nearest of them; each next row is the one at the quantile `spread` of these distances among
 * all rows that are left. 0 stays as close together as can be; 1 is the farthest-first traversal of Gonzalez (1985).
 * Equal distances rank in the order of the rows. Exact, O(count · n (d + log n)).
 *
 * @param embeddings (n, d) row-major; the distance is the Euclidean one, which orders unit vectors as the cosine does
 * @param count at most n; all rows are chosen where it is more
 * @param spread 0 to 1
 */
export function greedySubset(
  embeddings: ArrayLike<number>,
  d: number,
  count: number,
  spread: number,
  rng: Rng,
): number[] {
  const n = embeddings.length / d;
  const left = Array.from({ length: n }, (_, i) => i);
  const distances = new Float64Array(n).fill(Infinity);
  const chosen: number[] = [];
  let next = n > 0 ? rng.integer(n) : 0;
  while (chosen.length < Math.min(count, n)) {
    chosen.push(next);
    left.splice(left.indexOf(next), 1);
    for (const row of left) {
      const squared = squaredDistance(embeddings, row * d, next * d, d);
      if (squared < distances[row]!) distances[row] = squared;
    }
    const ranked = Array.from(left).sort((a, b) => distances[a]! - distances[b]! || a - b);
    next = ranked[Math.round(spread * (ranked.length - 1))]!;
  }
  return chosen;
}

function squaredDistance(values: ArrayLike<number>, a: number, b: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const difference = values[a + k]! - values[b + k]!;
    sum += difference * difference;
  }
  return sum;
}
