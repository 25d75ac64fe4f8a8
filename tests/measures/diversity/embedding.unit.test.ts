/**
 * @file Measures of embeddings. Reference numbers: `python3 tests/diversity/golden.py ORIGINALS` with NumPy
 * 1.24.2, SciPy 1.10.1, scikit-learn 1.2.1, PyTorch 1.13.0 and the commits named there, over `embeddings()`.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/core/random.js';
import { chamferDistance } from '../../../src/measures/diversity/chamfer-distance.js';
import { clusterInertia, clusterScore } from '../../../src/measures/diversity/clusters.js';
import { dcScore } from '../../../src/measures/diversity/dc-score.js';
import { meanPairwiseDistance } from '../../../src/measures/diversity/mean-pairwise-distance.js';
import { novelSum } from '../../../src/measures/diversity/novel-sum.js';
import { rke } from '../../../src/measures/diversity/rke.js';
import { vendiScore, vendiScoreOfKernel } from '../../../src/measures/diversity/vendi-score.js';
import { axes, D, embeddings, matrices, refusalOf, rng, rowsOf, sameRows } from './fixtures.js';

const X = embeddings();

/** Cosines of all pairs of rows. */
function cosineKernel(values: Float32Array, d: number): Float64Array {
  const n = values.length / d;
  const kernel = new Float64Array(n * n);
  const dot = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += values[i * d + k]! * values[j * d + k]!;
    return sum;
  };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++)
      kernel[i * n + j] = i === j ? 1 : dot(i, j) / Math.sqrt(dot(i, i) * dot(j, j));
  }
  return kernel;
}

describe('mean pairwise distance', () => {
  it('is n / (n − 1) of remote-clique, which counts the distance of each row to itself', () => {
    // golden.py · scikit-learn 1.2.1: cosine_distances(X).mean(); cshaib/diversity 25127cc remote_clique says 0.701
    expect((meanPairwiseDistance(X, D) * 39) / 40).toBeCloseTo(0.701357462348519, 12);
  });

  it('is the mean over pairs, though it never looks at one', () => {
    // golden.py · scikit-learn 1.2.1: cosine_distances(X)[np.triu_indices(n, 1)].mean()
    expect(meanPairwiseDistance(X, D)).toBeCloseTo(0.719340987024122, 12);
    fc.assert(
      fc.property(matrices, (values) => {
        const n = values.length / 3;
        const kernel = cosineKernel(values, 3);
        let sum = 0;
        for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += 1 - kernel[i * n + j]!;
        expect(meanPairwiseDistance(values, 3)).toBeCloseTo(sum / ((n * (n - 1)) / 2), 10);
      }),
    );
  });

  it('is 0 for rows alike, 1 at right angles, 2 for two opposed rows', () => {
    expect(meanPairwiseDistance(sameRows(5, 4), 4)).toBeCloseTo(0, 12);
    expect(meanPairwiseDistance(axes(5), 5)).toBeCloseTo(1, 12);
    expect(meanPairwiseDistance(Float32Array.of(1, 1, -1, -1), 2)).toBeCloseTo(2, 12);
  });

  it('may rise with a copy: of the odd one out', () => {
    const rows = rowsOf(axes(2), 2, [0, 0, 0, 0, 1]);
    const more = rowsOf(axes(2), 2, [0, 0, 0, 0, 1, 1]);
    expect(meanPairwiseDistance(more, 2)).toBeGreaterThan(meanPairwiseDistance(rows, 2));
  });
});

describe('Chamfer distance', () => {
  it('equals the original before it rounds', () => {
    // golden.py · scikit-learn 1.2.1: (cosine_distances(X) + 1e9 · I).min(axis=1).mean(); cshaib chamfer_dist says 0.061
    expect(chamferDistance(X, D)).toBeCloseTo(0.0607796093488153, 12);
  });

  it('is 0 where every row has a twin, 1 at right angles, and never rises with a copy', () => {
    expect(chamferDistance(rowsOf(axes(3), 3, [0, 1, 2, 0, 1, 2]), 3)).toBe(0);
    expect(chamferDistance(axes(4), 4)).toBe(1);
    fc.assert(
      fc.property(matrices, fc.nat(), (values, which) => {
        const n = values.length / 3;
        const more = rowsOf(values, 3, [...Array(n).keys(), which % n]);
        expect(chamferDistance(more, 3)).toBeLessThanOrEqual(chamferDistance(values, 3) + 1e-12);
      }),
    );
  });
});

describe('Vendi score', () => {
  it('equals the original, of every order', () => {
    // golden.py · vertaix/Vendi-Score c791c30: vendi.score_dual(X, q=…), SciPy 1.10.1
    expect(vendiScore(X, D)).toBeCloseTo(5.56752743196123, 10);
    expect(vendiScore(X, D, 0.5)).toBeCloseTo(6.40556051585282, 10);
    expect(vendiScore(X, D, 2)).toBeCloseTo(4.79733210641969, 10);
    expect(vendiScore(X, D, Infinity)).toBeCloseTo(3.15821353862999, 10);
    // golden.py · vendi.score_dual(X[:5], q=1): fewer rows than dimensions
    expect(vendiScore(X.subarray(0, 5 * D), D)).toBeCloseTo(4.2967894419993, 10);
  });

  it('deviates from score_X, which takes an order and forgets it', () => {
    // golden.py · vendi.score_X(X, q=2) = 5.56752743196133, its value of order 1
    expect(vendiScore(X, D, 2)).not.toBeCloseTo(5.56752743196133, 1);
  });

  it('equals the original for a kernel', () => {
    // golden.py · vendi.score_K([[1, .9, 0], [.9, 1, 0], [0, 0, 1]], q=0.5, 1, 2, 'inf')
    const kernel = [1, 0.9, 0, 0.9, 1, 0, 0, 0, 1];
    const golden = {
      0.5: 2.42034835705328,
      1: 2.15730048337398,
      2: 1.94805194805195,
      Infinity: 1.57894736842105,
    };
    for (const [q, value] of Object.entries(golden)) {
      expect(vendiScoreOfKernel(kernel, 3, Number(q))).toBeCloseTo(value, 12);
    }
    // golden.py · vendi.score([0, 0, 10, 10, 20, 20], lambda a, b: np.exp(-abs(a - b)))
    const places = [0, 0, 10, 10, 20, 20];
    const near = places.flatMap((a) => places.map((b) => Math.exp(-Math.abs(a - b))));
    expect(vendiScoreOfKernel(near, 6)).toBeCloseTo(2.9999999958777, 10);
  });

  it('is the same by kernel and by dual', () => {
    fc.assert(
      fc.property(matrices, (values) => {
        const n = values.length / 3;
        const kernel = cosineKernel(values, 3);
        for (const q of [0.5, 1, 2, Infinity]) {
          expect(vendiScore(values, 3, q)).toBeCloseTo(vendiScoreOfKernel(kernel, n, q), q === 0.5 ? 5 : 9);
        }
      }),
    );
  });

  it('is 1 for rows alike, n at right angles, within [1, min(n, d)] between, and falls with the order', () => {
    for (const q of [0.5, 1, 2, Infinity]) {
      expect(vendiScore(sameRows(6, 4), 4, q)).toBeCloseTo(1, 10);
      expect(vendiScore(axes(6, 9), 9, q)).toBeCloseTo(6, 10);
    }
    fc.assert(
      fc.property(matrices, (values) => {
        const [half, one, two, infinite] = [0.5, 1, 2, Infinity].map<number>((q) => vendiScore(values, 3, q));
        expect(half).toBeLessThanOrEqual(Math.min(values.length / 3, 3) + 1e-9);
        expect(one).toBeLessThanOrEqual(half! + 1e-9);
        expect(two).toBeLessThanOrEqual(one! + 1e-9);
        expect(infinite).toBeLessThanOrEqual(two! + 1e-9);
        expect(infinite).toBeGreaterThanOrEqual(1 - 1e-9);
      }),
    );
  });

  it('does not change when every row comes twice; one copy lowers it where rows are at right angles, and only there for sure', () => {
    const twice = rowsOf(X, D, [...Array(40).keys(), ...Array(40).keys()]);
    expect(vendiScore(twice, D)).toBeCloseTo(vendiScore(X, D), 10);
    expect(vendiScore(rowsOf(axes(5), 5, [0, 1, 2, 3, 4, 4]), 5)).toBeLessThan(5);
    const odd = rowsOf(axes(2), 2, [0, 0, 0, 0, 1]);
    expect(vendiScore(rowsOf(axes(2), 2, [0, 0, 0, 0, 1, 1]), 2)).toBeGreaterThan(vendiScore(odd, 2));
  });

  it('leaves all-zero rows out, is 0 where none is left, and scales rows to unit length', () => {
    expect(vendiScore(Float32Array.of(3, 0, 0, 0, 0, 5), 2)).toBeCloseTo(2, 12);
    expect(vendiScore(new Float32Array(6), 2)).toBe(0);
    expect(vendiScore(new Float32Array(0), 2)).toBe(0);
  });

  it('refuses what is no kernel and no order', () => {
    expect(refusalOf(() => vendiScoreOfKernel([1, 0.5, 0.5, 0.97], 2)).message).toBe(
      'vendiScoreOfKernel: invalid kernel: "0.97 at row 1, column 1" (wanted 1 on the diagonal)',
    );
    expect(refusalOf(() => vendiScoreOfKernel([1, 0.5, 0.4, 1], 2)).code).toBe('bad-dataset');
    expect(refusalOf(() => vendiScoreOfKernel([1, NaN, NaN, 1], 2)).code).toBe('bad-dataset');
    expect(refusalOf(() => vendiScore(X, D, 0)).code).toBe('bad-setting');
    expect(refusalOf(() => vendiScore(X, D, NaN)).code).toBe('bad-setting');
  });
});

describe('RKE', () => {
  it('is the Vendi score of order 2, without an eigenvalue', () => {
    // golden.py · vertaix/Vendi-Score c791c30: vendi.score_dual(X, q=2)
    expect(rke(X, D)).toBeCloseTo(4.79733210641969, 12);
    fc.assert(
      fc.property(matrices, (values) => {
        const some = values.subarray(0, 6); // two rows of three dimensions: the other way round
        for (const set of [values, some]) expect(rke(set, 3)).toBeCloseTo(vendiScore(set, 3, 2), 9);
      }),
    );
    expect(rke(new Float32Array(4), 2)).toBe(0);
  });
});

describe('DCScore', () => {
  it('equals the original at every temperature', () => {
    // golden.py · BlueWhaleLab/DCScore eab8bf4: calculate_dcscore_by_embedding(unit rows, 'cs', tau), PyTorch 1.13.0
    expect(dcScore(X, D, 1)).toBeCloseTo(1.89932259526398, 12);
    expect(dcScore(X, D, 0.1)).toBeCloseTo(12.7230577441163, 11);
    expect(dcScore(X, D, 0.01)).toBeCloseTo(35.0293057635124, 9);
  });

  it('streams rows to the value of the whole softmax', () => {
    fc.assert(
      fc.property(matrices, fc.constantFrom(0.05, 0.1, 1, 10), (values, tau) => {
        const n = values.length / 3;
        const kernel = cosineKernel(values, 3);
        let trace = 0;
        for (let i = 0; i < n; i++) {
          const weights = [...kernel.subarray(i * n, (i + 1) * n)].map((cosine) =>
            Math.exp((cosine - 1) / tau),
          );
          trace += 1 / weights.reduce((sum, weight) => sum + weight, 0);
        }
        expect(dcScore(values, 3, tau)).toBeCloseTo(trace, 9);
        expect(dcScore(values, 3, tau)).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(dcScore(values, 3, tau)).toBeLessThanOrEqual(n + 1e-9);
      }),
    );
  });

  it('cannot pass e at τ = 1, and comes to n where τ is small', () => {
    for (const n of [10, 300]) expect(dcScore(axes(n), n, 1)).toBeCloseTo((n * Math.E) / (Math.E + n - 1), 9);
    expect(dcScore(axes(300), 300, 1)).toBeLessThan(Math.E);
    expect(dcScore(axes(300), 300, 0.01)).toBeCloseTo(300, 9);
    expect(dcScore(sameRows(7, 3), 3, 1e-6)).toBeCloseTo(1, 9);
    expect(dcScore(axes(4), 4, 1e-300)).toBe(4); // no overflow however cold
  });

  it('refuses a temperature that is not above 0', () => {
    for (const tau of [0, -1, NaN, Infinity])
      expect(refusalOf(() => dcScore(X, D, tau)).code).toBe('bad-setting');
    expect(refusalOf(() => dcScore(X, D, 0)).message).toBe(
      'dcScore: invalid temperature τ: 0 (wanted a number above 0)',
    );
  });
});

describe('NovelSum', () => {
  const options = (densityPower: number, numNeighbors: number, proximityPower: number) => ({
    densityPower,
    numNeighbors,
    proximityPower,
  });

  it('equals the original', () => {
    // golden.py · UmeanNever/NovelSum b594962 in single precision, neighbours by a search through all rows
    expect(novelSum(X, D)).toBeCloseTo(0.463926901554773, 6);
    expect(novelSum(X, D, options(0.25, 5, 2))).toBeCloseTo(0.106269809068955, 6);
    expect(novelSum(X, D, options(0, 10, 0))).toBeCloseTo(0.70135745048523, 6);
    expect(novelSum(X.subarray(0, 20 * D), D, { reference: X })).toBeCloseTo(0.515385419408054, 6);
  });

  /** Of rows of two numbers, without density, as it is written down: every distance sorted with its like. */
  function plainNovelSum(values: ArrayLike<number>): number {
    const rows = Array.from(
      { length: values.length / 2 },
      (_, i) => [values[2 * i]!, values[2 * i + 1]!] as const,
    );
    const averages = rows.map(([xi, yi], i) => {
      const distances = rows.map(([xj, yj], j) =>
        i === j ? 0 : Math.max(0, 1 - (xi * xj + yi * yj) / Math.hypot(xi, yi) / Math.hypot(xj, yj)),
      );
      distances.sort((a, b) => a - b);
      const weights = distances.map((_, rank) => 1 / (rank + 1));
      return (
        distances.reduce((sum, x, rank) => sum + x * weights[rank]!, 0) / weights.reduce((a, b) => a + b)
      );
    });
    return averages.reduce((a, b) => a + b) / rows.length;
  }

  it('does not depend on how distances are spread: a crowd and one row far off', () => {
    const crowd = Float32Array.from({ length: 120 }, (_, at) => (at % 2 === 0 ? 1 : 1e-3 * Math.sin(at)));
    crowd.set([-1, 0], 118);
    expect(novelSum(crowd, 2, options(0, 5, 1))).toBeCloseTo(plainNovelSum(crowd), 12);
  });

  it('loses no distance where rounding puts one a hair below a whole number', () => {
    // From the first row: 0, 2, 1 − 2⁻⁵³, 1 and ½.
    const rows = [1, 0, -1, 0, 2 ** -53, 1, 0, 1, 0.5, Math.sqrt(0.75)];
    expect(novelSum(rows, 2, options(0, 5, 1))).toBeCloseTo(plainNovelSum(rows), 12);
  });

  it('without density and proximity is remote-clique: the mean distance, each row with itself included', () => {
    fc.assert(
      fc.property(matrices, (values) => {
        const n = values.length / 3;
        const remoteClique = (meanPairwiseDistance(values, 3) * (n - 1)) / n;
        expect(novelSum(values, 3, options(0, 10, 0))).toBeCloseTo(remoteClique, 9);
      }),
    );
  });

  it('is 0 for rows alike, makes do with fewer neighbours, and refuses a negative power', () => {
    expect(novelSum(sameRows(5, 3), 3)).toBeCloseTo(0, 12);
    expect(novelSum(axes(3), 3)).toBeGreaterThan(0);
    expect(refusalOf(() => novelSum(X, D, { densityPower: -1 })).code).toBe('bad-setting');
    expect(refusalOf(() => novelSum(X, D, { numNeighbors: 0 })).code).toBe('bad-setting');
  });
});

describe('k-means', () => {
  it('finds the clusters scikit-learn finds', () => {
    // golden.py · scikit-learn 1.2.1: KMeans(k, n_init=50, random_state=0).fit(unit rows).inertia_
    expect(clusterInertia(X, D, 1, rng())).toBeCloseTo(28.0542984939408, 9);
    expect(clusterInertia(X, D, 5, rng(), { starts: 10 })).toBeCloseTo(5.13996948268757, 9);
    // golden.py · exp(scipy.stats.entropy(sizes of those clusters)), SciPy 1.10.1
    expect(clusterScore(X, D, 5, rng(), { starts: 10 })).toBeCloseTo(4.9843585700095, 9);
  });

  it('leaves nothing over where there are as many clusters as different rows', () => {
    expect(clusterInertia(axes(6), 6, 6, rng())).toBeCloseTo(0, 12);
    expect(clusterScore(axes(6), 6, 6, rng())).toBeCloseTo(6, 12);
    expect(clusterInertia(sameRows(6, 3), 3, 4, rng())).toBeCloseTo(0, 12);
    expect(clusterScore(sameRows(6, 3), 3, 4, rng())).toBe(1);
  });

  it('grows in inertia with any row, a copy too: compare sets of equal size', () => {
    const more = rowsOf(X, D, [...Array(40).keys(), 0]);
    const inertia = (values: Float32Array): number => clusterInertia(values, D, 5, rng(), { starts: 10 });
    expect(inertia(more)).toBeGreaterThanOrEqual(inertia(X));
  });

  it('counts how many clusters of a reference a set fills', () => {
    const reference = rowsOf(axes(4), 4, [0, 1, 2, 3, 0, 1, 2, 3]);
    expect(clusterScore(axes(4).subarray(0, 8), 4, 4, rng(), { reference, starts: 10 })).toBeCloseTo(2, 12);
  });

  it('gives equal values for equal seeds, and refuses more clusters than rows', () => {
    expect(clusterInertia(X, D, 7, stream('a'))).toBe(clusterInertia(X, D, 7, stream('a')));
    expect(refusalOf(() => clusterInertia(axes(3), 3, 4, rng())).message).toBe(
      'kMeans: invalid number of clusters: 4 (wanted a whole number from 1 to 3, the number of rows) — ask for fewer clusters, or give more rows',
    );
  });
});

describe('every measure of embeddings', () => {
  const all: Record<string, (values: Float32Array, d: number) => number> = {
    meanPairwiseDistance,
    chamferDistance,
    vendiScore,
    rke,
    dcScore,
    novelSum,
    clusterInertia: (values, d) => clusterInertia(values, d, 1, rng()),
    clusterScore: (values, d) => clusterScore(values, d, 1, rng()),
  };

  it.each(Object.keys(all))('%s does not depend on the order or the length of rows', (id) => {
    fc.assert(
      fc.property(matrices, fc.integer({ min: 1, max: 9 }), (values, factor) => {
        const n = values.length / 3;
        const turned = rowsOf(values, 3, [...Array(n).keys()].reverse()).map((value) => value * factor);
        const value = all[id]!(values, 3);
        expect(Number.isFinite(value) && value >= 0).toBe(true);
        // NovelSum weighs by powers of distances near 0, which single precision tells apart badly.
        const scale = id === 'novelSum' ? Math.max(1, value) * 1e-2 : 1e-8;
        expect(Math.abs(all[id]!(turned, 3) - value)).toBeLessThanOrEqual(scale);
      }),
    );
  });

  it.each(Object.keys(all))('%s refuses NaN and rows of unlike length', (id) => {
    expect(refusalOf(() => all[id]!(Float32Array.of(1, 0, NaN, 1), 2)).message).toBe(
      `${id}: invalid embedding: "NaN in row 1" (wanted finite numbers) — embed that text again`,
    );
    expect(refusalOf(() => all[id]!(Float32Array.of(1, 0, 1), 2)).code).toBe('bad-dataset');
    expect(refusalOf(() => all[id]!(Float32Array.of(1, 0), 0)).code).toBe('bad-dataset');
  });

  it.each(['meanPairwiseDistance', 'chamferDistance', 'novelSum'])(
    '%s refuses one row, and rows of zeros',
    (id) => {
      expect(refusalOf(() => all[id]!(Float32Array.of(1, 0), 2)).code).toBe('bad-dataset');
      expect(refusalOf(() => all[id]!(new Float32Array(8), 2)).message).toBe(
        `${id}: missing rows: 0 (wanted at least 2) — measure a larger set`,
      );
    },
  );
});
