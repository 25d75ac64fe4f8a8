/** @file Measures of labels, of vocabulary and under language models. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelCoverage, labelEntropy } from '../../../src/measures/diversity/label-entropy.js';
import { perplexity, perplexityGap } from '../../../src/measures/diversity/perplexity.js';
import { typeCoverage } from '../../../src/measures/diversity/type-coverage.js';
import { refusalOf, tokenLists, TOKENS } from './fixtures.js';

describe('label entropy', () => {
  it('is Shannon’s, in bits', () => {
    // golden.py · SciPy 1.10.1: scipy.stats.entropy([3, 2, 1], base=2)
    expect(labelEntropy([0, 0, 0, 4, 4, 7])).toBeCloseTo(1.45914791702724, 13);
    expect(labelEntropy([0, 1, 2, 3, 4, 5, 6, 7])).toBeCloseTo(3, 14);
    expect(labelEntropy([2, 2, 2])).toBe(0);
  });

  it('refuses an empty set and what is no label', () => {
    expect(refusalOf(() => labelEntropy([])).code).toBe('bad-dataset');
    for (const label of [-1, 0.5, NaN])
      expect(refusalOf(() => labelEntropy([0, label])).code).toBe('bad-dataset');
  });
});

describe('label coverage', () => {
  it('is the share of classes with a text', () => {
    expect(labelCoverage([0, 0, 3], 4)).toBe(0.5);
    expect(labelCoverage([0, 1], 2)).toBe(1);
    expect(refusalOf(() => labelCoverage([0, 4], 4)).message).toBe(
      'labelCoverage: invalid label: 4 (wanted an integer from 0 to 3)',
    );
  });
});

describe('type coverage', () => {
  it('is the share of the reference’s words that the set uses; other words do not count', () => {
    expect(
      typeCoverage(
        [['a', 'zzz'], ['b']],
        [
          ['a', 'b'],
          ['c', 'd', 'a'],
        ],
      ),
    ).toBe(0.5);
    expect(typeCoverage([], [['a']])).toBe(0);
    expect(refusalOf(() => typeCoverage(TOKENS, [[]])).code).toBe('bad-dataset');
  });

  it('is 1 of the set itself and does not fall with a copy', () => {
    fc.assert(
      fc.property(tokenLists, tokenLists, (texts, reference) => {
        fc.pre(reference.flat().length > 0);
        const value = typeCoverage(texts, reference);
        expect(value >= 0 && value <= 1).toBe(true);
        expect(typeCoverage([...texts, texts[0]!], reference)).toBe(value);
        expect(typeCoverage(reference, reference)).toBe(1);
      }),
    );
  });
});

describe('perplexity', () => {
  /** Every token, and the end, one of `size` equally likely. */
  const uniform = (size: number) => (tokens: readonly string[]) => -(tokens.length + 1) * Math.log(size);

  it('is V under a model that guesses among V, and 1 under one that foresees all', () => {
    expect(perplexity(TOKENS, uniform(50))).toBeCloseTo(50, 10);
    expect(perplexity(TOKENS, () => 0)).toBe(1);
    expect(perplexity([['a', 'b']], () => -2 * Math.log(7), { predictsEnd: false })).toBeCloseTo(7, 12);
  });

  it('weighs tokens, not texts', () => {
    const model = (tokens: readonly string[]): number => (tokens.length === 1 ? 0 : -8);
    expect(perplexity([['a'], ['b', 'c', 'd']], model, { predictsEnd: false })).toBeCloseTo(
      Math.exp(8 / 4),
      12,
    );
  });

  it('has a gap that does not depend on which model is named first', () => {
    expect(perplexityGap(TOKENS, uniform(50), uniform(20))).toBeCloseTo(30, 9);
    expect(perplexityGap(TOKENS, uniform(20), uniform(50))).toBeCloseTo(30, 9);
  });

  it('refuses a set without tokens and a model that knows no probability', () => {
    expect(refusalOf(() => perplexity([[]], () => 0, { predictsEnd: false })).code).toBe('bad-dataset');
    for (const value of [-Infinity, NaN, 0.1]) {
      expect(refusalOf(() => perplexity(TOKENS, () => value)).code).toBe('bad-model');
    }
  });
});
