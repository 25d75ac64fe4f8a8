/**
 * @file Measures of words. Reference numbers: `python3 tests/diversity/golden.py ORIGINALS` with NLTK 3.8,
 * SciPy 1.10.1 and the commits named there, over `sentences.json`.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/core/random.js';
import { contextLength } from '../../../src/measures/diversity/context-length.js';
import { distinctN, distinctNPerText, nGramDiversity } from '../../../src/measures/diversity/distinct-n.js';
import { expectationAdjustedDistinct } from '../../../src/measures/diversity/expectation-adjusted-distinct.js';
import { homogenization } from '../../../src/measures/diversity/homogenization.js';
import { selfBleu, selfBleuUpTo } from '../../../src/measures/diversity/self-bleu.js';
import { selfRepetition } from '../../../src/measures/diversity/self-repetition.js';
import { refusalOf, rng, SENTENCES, tokenLists, TOKENS } from './fixtures.js';

const SAME = Array.from({ length: 6 }, () => ['a', 'kind', 'of', 'small', 'brown', 'bird']);
const UNLIKE = Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, k) => `w${i}-${k}`));

describe('distinct-n', () => {
  it('is unique over total n-grams within texts', () => {
    // golden.py · nltk 3.8: set(nltk.ngrams(tokens, n)) over all texts / all n-grams
    const golden = [0.373417721518987, 0.643835616438356, 0.77037037037037, 0.830645161290323];
    golden.forEach((value, i) => expect(distinctN(TOKENS, i + 1)).toBeCloseTo(value, 14));
  });

  it('equals the package Distinct-N per text where it divides by tokens, as that does', () => {
    const texts = TOKENS.filter((tokens) => tokens.length >= 2); // the original fails on texts shorter than n − 1
    // golden.py · neural-dialogue-metrics/Distinct-N e94edcb: distinct_n_corpus_level(texts, n)
    expect(distinctNPerText(texts, 1, 'tokens')).toBeCloseTo(0.825783438941334, 14);
    expect(distinctNPerText(texts, 2, 'tokens')).toBeCloseTo(0.834360317255054, 14);
  });

  it('deviates from it by dividing by n-grams: a text without repetition stands at 1, however short', () => {
    expect(distinctNPerText([['a', 'b', 'c']], 2)).toBe(1);
    expect(distinctNPerText([['a', 'b', 'c']], 2, 'tokens')).toBeCloseTo(2 / 3, 14);
    expect(distinctNPerText([['a', 'a', 'a', 'a'], ['x']], 2)).toBeCloseTo(1 / 3, 14); // "x" has no pair
  });

  it('is 0 where no text has n tokens, and refuses an n that is no length', () => {
    expect(distinctN([], 2)).toBe(0);
    expect(distinctN([[], ['a']], 2)).toBe(0);
    expect(distinctNPerText([[], ['a']], 2)).toBe(0);
    expect(refusalOf(() => distinctN(TOKENS, 0)).code).toBe('bad-setting');
  });

  it('falls with a copy of any text, pooled; within texts it need not', () => {
    fc.assert(
      fc.property(tokenLists, fc.nat(), (texts, which) => {
        const more = [...texts, texts[which % texts.length]!];
        for (const n of [1, 2, 3]) expect(distinctN(more, n)).toBeLessThanOrEqual(distinctN(texts, n));
        expect(nGramDiversity(more)).toBeLessThanOrEqual(nGramDiversity(texts) + 1e-12);
        expect(expectationAdjustedDistinct(more, 50)).toBeLessThanOrEqual(
          expectationAdjustedDistinct(texts, 50) + 1e-12,
        );
      }),
    );
    const texts = [
      ['a', 'a', 'a'],
      ['a', 'b', 'c'],
    ];
    expect(distinctNPerText([...texts, texts[1]!], 2)).toBeGreaterThan(distinctNPerText(texts, 2));
  });
});

describe('expectation-adjusted distinct', () => {
  it('is N / (V (1 − ((V − 1) / V)^C))', () => {
    // golden.py · the formula of lsy641/Expectation-Adjusted-Distinct EAD.ipynb in Python 3.11.2
    expect(expectationAdjustedDistinct(TOKENS)).toBeCloseTo(0.374378954141973, 12);
    expect(expectationAdjustedDistinct(TOKENS, 100)).toBeCloseTo(0.741525987199052, 12);
  });

  it('is about 1 for draws from equally likely words, at any length, where distinct-1 falls', () => {
    const random = rng();
    const draw = (count: number): string[][] => [
      Array.from({ length: count }, () => `w${random.integer(500)}`),
    ];
    for (const count of [500, 5000]) expect(expectationAdjustedDistinct(draw(count), 500)).toBeCloseTo(1, 1);
    expect(distinctN(draw(5000), 1)).toBeLessThan(0.11);
  });

  it('is 0 without a word, and refuses a vocabulary of one', () => {
    expect(expectationAdjustedDistinct([[]])).toBe(0);
    expect(refusalOf(() => expectationAdjustedDistinct(TOKENS, 1)).message).toBe(
      'expectationAdjustedDistinct: invalid vocabulary size: 1 (wanted an integer of at least 2)',
    );
  });
});

describe('n-gram diversity', () => {
  it('equals the original on one text, where no n-gram can cross a border', () => {
    // golden.py · cshaib/diversity 25127cc: ngram_diversity_score([SENTENCES[8]], 4), rounded there to 3 digits
    expect(nGramDiversity([TOKENS[8]!])).toBeCloseTo(3.789, 3);
  });

  it('deviates on sets: the original joins the texts, and counts n-grams that no text holds', () => {
    // golden.py · cshaib/diversity 25127cc: ngram_diversity_score(SENTENCES, 4)
    expect(nGramDiversity([SENTENCES.join(' ').split(' ')])).toBeCloseTo(2.708, 3);
    // golden.py · nltk 3.8: the four pooled ratios within texts, summed
    const within = 0.373417721518987 + 0.643835616438356 + 0.77037037037037 + 0.830645161290323;
    expect(nGramDiversity(TOKENS)).toBeCloseTo(within, 12);
  });

  it('is 4 where nothing comes twice, and 0 where there is nothing', () => {
    expect(nGramDiversity(UNLIKE)).toBe(4);
    expect(nGramDiversity([[], []])).toBe(0);
  });
});

describe('self-repetition', () => {
  it('equals the original', () => {
    // golden.py · cshaib/diversity 25127cc: self_repetition_score(SENTENCES, 4)
    expect(selfRepetition(TOKENS)).toBeCloseTo(1.08201241973962, 13);
  });

  it('is 0 where no two texts share a phrase, and ln(1 + m (n − 1)) for n texts alike', () => {
    expect(selfRepetition(UNLIKE)).toBe(0);
    expect(selfRepetition(SAME)).toBeCloseTo(Math.log(1 + 3 * 5), 14); // six tokens: three 4-grams
    expect(selfRepetition([[], []])).toBe(0);
    expect(refusalOf(() => selfRepetition([])).code).toBe('bad-dataset');
  });

  it('rises with a copy of a text that repeats more than the mean; a copy of another text dilutes it', () => {
    expect(selfRepetition([...SAME, SAME[0]!])).toBeGreaterThan(selfRepetition(SAME));
    expect(selfRepetition([...SAME, ['x'], ['x']])).toBeLessThan(selfRepetition([...SAME, ['x']]));
  });
});

describe('self-BLEU', () => {
  it('equals NLTK’s sentence_bleu with smoothing method 1, for n = 1 to 5', () => {
    // golden.py · nltk 3.8: mean of sentence_bleu(all others, text, (1 / n,) * n, SmoothingFunction().method1)
    const golden = [
      0.755717453824302, 0.62078676699114, 0.517308122854981, 0.452157126928278, 0.411243687270956,
    ];
    selfBleuUpTo(TOKENS, 5).forEach((value, i) => expect(value).toBeCloseTo(golden[i]!, 13));
    golden.forEach((value, i) => expect(selfBleu(TOKENS, i + 1)).toBeCloseTo(value, 13));
  });

  it('equals a naive count of clipped n-grams on any set', () => {
    fc.assert(
      fc.property(tokenLists, (texts) => {
        expect(selfBleu(texts, 3)).toBeCloseTo(naiveSelfBleu(texts, 3), 12);
      }),
    );
  });

  it('is 1 for texts alike and 0 for texts without a common word', () => {
    expect(selfBleu(SAME)).toBeCloseTo(1, 14);
    expect(selfBleu(UNLIKE)).toBe(0);
    expect(selfBleu([[], []])).toBe(0);
    expect(refusalOf(() => selfBleu([['a']])).message).toBe(
      'selfBleu: missing texts: 1 (wanted at least 2) — measure a larger set',
    );
  });

  it('never falls with a copy of a text of n tokens or more', () => {
    fc.assert(
      fc.property(tokenLists, fc.nat(), (texts, which) => {
        const copy = texts[which % texts.length]!;
        fc.pre(copy.length >= 3);
        expect(selfBleu([...texts, copy], 3)).toBeGreaterThanOrEqual(selfBleu(texts, 3) - 1e-12);
      }),
    );
  });
});

describe('homogenization', () => {
  it('is the mean ROUGE-L over pairs', () => {
    // golden.py · google-research rouge_scorer (rougeL fmeasure), mean over pairs
    const result = homogenization(TOKENS, rng());
    expect(result.value).toBeCloseTo(0.144947336312589, 14);
    expect(result).toMatchObject({ numPairs: 66, isSampled: false });
    // golden.py · cshaib/diversity 25127cc: homogenization_score(SENTENCES, 'rougel') = 0.145, three digits
    expect(result.value).toBeCloseTo(0.145, 3);
  });

  it('deviates where no two texts share a word: 0, where the original says 1', () => {
    // golden.py · cshaib/diversity 25127cc: homogenization_score(['one two', 'three four', 'five six']) = 1
    expect(
      homogenization(
        [
          ['one', 'two'],
          ['three', 'four'],
          ['five', 'six'],
        ],
        rng(),
      ).value,
    ).toBe(0);
  });

  it('equals a table of subsequences on any set, long texts included', () => {
    const long = fc.array(fc.array(fc.constantFrom(...'abcdefg'), { maxLength: 90 }), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(long, (texts) => {
        let sum = 0;
        let numPairs = 0;
        for (let i = 0; i < texts.length; i++) {
          for (let j = 0; j < i; j++, numPairs++) {
            const length = texts[i]!.length + texts[j]!.length;
            if (length > 0) sum += (2 * longestCommon(texts[i]!, texts[j]!)) / length;
          }
        }
        expect(homogenization(texts, rng()).value).toBeCloseTo(sum / numPairs, 12);
      }),
    );
  });

  it('is 1 for texts alike; of a large set it measures a seeded sample that comes close', () => {
    expect(homogenization(SAME, rng()).value).toBe(1);
    const random = rng();
    const texts = Array.from({ length: 200 }, () =>
      Array.from({ length: 10 }, () => `w${random.integer(30)}`),
    );
    const whole = homogenization(texts, rng()).value;
    const some = homogenization(texts, stream('a'), 2000);
    expect(some).toMatchObject({ numPairs: 2000, isSampled: true });
    expect(some.value).toBeCloseTo(whole, 2);
    expect(homogenization(texts, stream('a'), 2000)).toEqual(some);
    expect(refusalOf(() => homogenization([['a']], rng())).code).toBe('bad-dataset');
  });

  it('takes fewer pairs of long texts, and refuses one that memory has no room for', () => {
    const long = Array.from({ length: 20 }, (_, i) =>
      Array.from({ length: 10_000 }, (_, k) => `w${(k * (i + 1)) % 7}`),
    );
    const { numPairs, isSampled, value } = homogenization(long, rng());
    // Every text with as many others, though not with all 19.
    expect(isSampled).toBe(true);
    expect(numPairs % 20).toBe(0);
    expect(numPairs).toBeLessThan(190);
    expect(value).toBeGreaterThan(0.3);
    // A line of ten megabytes.
    const huge = Array.from({ length: 1_700_000 }, (_, k) => `w${k % 5000}`);
    expect(refusalOf(() => homogenization([['a'], huge], rng())).message).toMatch(
      /^homogenization: invalid length of a text: 1700000 /,
    );
  });
});

describe('every measure of words', () => {
  it('stays in its range and does not depend on the order of the texts', () => {
    fc.assert(
      fc.property(tokenLists, (texts) => {
        const turned = texts.slice().reverse();
        const values = (set: readonly (readonly string[])[]): number[] => [
          distinctN(set, 2),
          distinctNPerText(set, 2),
          nGramDiversity(set) / 4,
          selfBleu(set),
          homogenization(set, rng()).value,
          selfRepetition(set),
          expectationAdjustedDistinct(set),
          contextLength(set),
        ];
        const [bounded, open] = [values(texts).slice(0, 5), values(texts).slice(5)];
        for (const value of bounded) expect(value >= 0 && value <= 1 + 1e-12).toBe(true);
        for (const value of open) expect(value >= 0 && value < Infinity).toBe(true);
        values(turned).forEach((value, i) => expect(value).toBeCloseTo(values(texts)[i]!, 12));
      }),
    );
  });

  it('has the mean length of a text in tokens', () => {
    expect(contextLength([['a', 'b', 'c'], []])).toBe(1.5);
    expect(refusalOf(() => contextLength([])).code).toBe('bad-dataset');
  });
});

/** By the book: every reference counted anew for every text. */
function naiveSelfBleu(texts: readonly (readonly string[])[], mostN: number): number {
  const count = (tokens: readonly string[], n: number): Map<string, number> => {
    const counts = new Map<string, number>();
    for (let i = 0; i + n <= tokens.length; i++) {
      const gram = tokens.slice(i, i + n).join(' ');
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
    return counts;
  };
  const scores = texts.map((text, i) => {
    const others = texts.filter((_, j) => j !== i);
    let logSum = 0;
    for (let n = 1; n <= mostN; n++) {
      let matches = 0;
      for (const [gram, number] of count(text, n)) {
        matches += Math.min(number, Math.max(...others.map((other) => count(other, n).get(gram) ?? 0)));
      }
      if (n === 1 && matches === 0) return 0;
      logSum += Math.log((matches || 0.1) / Math.max(1, text.length - n + 1)) / mostN;
    }
    const distance = (length: number): number => Math.abs(length - text.length);
    const lengths = others.map((other) => other.length);
    const nearest = lengths.reduce((a, b) =>
      distance(b) < distance(a) || (distance(b) === distance(a) && b < a) ? b : a,
    );
    return Math.min(1, Math.exp(1 - nearest / text.length)) * Math.exp(logSum);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Int32Array(b.length + 1);
  for (const token of a) {
    const next = new Int32Array(b.length + 1);
    for (let j = 1; j <= b.length; j++)
      next[j] = token === b[j - 1] ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!);
    row = next;
  }
  return row[b.length]!;
}
