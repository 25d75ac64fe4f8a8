import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/core/random';
import { clusterCounts, quantise } from '../../../src/measures/shift/quantise';
import { frontierIntegral, mauve } from '../../../src/measures/shift/mauve';
import { grid, normalRows, shifted } from './sets';

const X = grid(40, 6, 0);
const Y = shifted(grid(30, 6, 5000), 6, 0.4);

describe('quantise', () => {
  test('keeps the components that explain 0.9 of the variance, as scikit-learn counts them', () => {
    // scikit-learn 1.2.1: np.cumsum(PCA().fit(normalize(np.vstack([Y, X]))).explained_variance_ratio_)
    //   0.240 0.449 0.651 0.842 0.984 1
    const kept = (explainedVariance: number): number =>
      quantise(X, Y, 6, stream(1), { explainedVariance }).dimensions;
    expect([0.2, 0.4, 0.6, 0.8, 0.9, 0.99, 1].map(kept)).toEqual([1, 2, 3, 4, 5, 6, 6]);
    expect(quantise(X, Y, 6, stream(1)).dimensions).toBe(5);
  });

  test('takes a tenth of the smaller set for clusters, two at least', () => {
    expect(quantise(X, Y, 6, stream(1)).numClusters).toBe(3);
    expect(quantise(X.subarray(0, 24), Y, 6, stream(1)).numClusters).toBe(2);
  });

  test('puts equal rows, whatever their length, into one cluster', () => {
    const { real, generated } = quantise(
      X,
      X.map((value) => 3 * value),
      6,
      stream(1),
      { numClusters: 9 },
    );
    expect([...generated]).toEqual([...real]);
  });

  test('is the same from the same stream', () => {
    expect(quantise(X, Y, 6, stream(7))).toEqual(quantise(X, Y, 6, stream(7)));
  });

  test('of rows all alike, or all zero, is one cluster for both sets', () => {
    for (const value of [0, 1]) {
      const { real, generated, numClusters } = quantise(
        new Float32Array(30).fill(value),
        new Float32Array(60).fill(value),
        3,
        stream(1),
      );
      const [p, q] = [clusterCounts(real, numClusters), clusterCounts(generated, numClusters)];
      expect(mauve(p, q)).toBeCloseTo(1, 12);
      expect(frontierIntegral(p, q)).toBe(0);
    }
  });

  test('ranks sets by how far they are moved, and has a copy at 1', () => {
    const real = normalRows(200, 4, stream('real'));
    const at = (generated: Float32Array): number => {
      const { real: p, generated: q, numClusters } = quantise(real, generated, 4, stream('clusters'));
      return mauve(clusterCounts(p, numClusters), clusterCounts(q, numClusters));
    };
    const values = [0, 1, 2, 4].map((mean) => at(normalRows(200, 4, stream('generated'), mean)));
    expect(at(real)).toBeCloseTo(1, 12);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(values[0]).toBeGreaterThan(0.9);
    expect(values[3]).toBeLessThan(0.1);
  });

  test.each([
    [
      'more clusters than rows',
      { numClusters: 71 },
      'kMeans: invalid number of clusters: 71 (wanted a whole number from 1 to 70',
    ],
    ['no cluster', { numClusters: 0 }, 'invalid number of clusters: 0'],
    ['no variance', { explainedVariance: 0 }, 'quantise: invalid share of variance: 0'],
    ['no run', { starts: 0 }, 'quantise: invalid number of starts: 0'],
  ])('refuses %s', (_, options, sentence) => {
    expect(() => quantise(X, Y, 6, stream(1), options)).toThrow(sentence);
  });

  test.each([
    ['an empty set', new Float32Array(0), 'quantise: missing rows of the generated set: 0'],
    ['one row', new Float32Array(6), 'quantise: missing rows of the generated set: 1'],
    ['another width', new Float32Array(13), 'quantise: invalid size of the generated set: 13'],
    ['a NaN', new Float32Array(12).fill(NaN), 'quantise: invalid embedding of generated row 0: NaN'],
  ])('refuses %s', (_, generated, sentence) => {
    expect(() => quantise(X, generated, 6, stream(1))).toThrow(sentence);
  });
});
