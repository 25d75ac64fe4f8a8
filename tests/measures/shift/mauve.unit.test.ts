import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shuffled, stream } from '../../../src/core/random';
import { frontierIntegral, mauve } from '../../../src/measures/shift/mauve';

// mauve 2e596ea (numpy 1.24.2, scikit-learn 1.2.1), with cluster assignments given in place of those of faiss:
//   o = compute_mauve(p_features=…, q_features=…, num_buckets=len(P)); o.mauve, o.frontier_integral,
//   and o.mauve_star, o.frontier_integral_star, which are those of the histograms + 0.5
const P = [3, 0, 5, 2, 10, 0, 7, 1];
const Q = [1, 4, 5, 0, 2, 0, 9, 3];
const ORIGINAL = [
  {
    name: 'overlapping',
    p: P,
    q: Q,
    wanted: [0.45460493564509796, 0.2179961661677713, 0.6756553859914003, 0.13664597969545017],
  },
  {
    name: 'disjoint',
    p: [5, 5, 0, 0],
    q: [0, 0, 3, 9],
    wanted: [0.0040720962619612555, 1, 0.04940187769501364, 0.5888503874610242],
  },
  {
    name: 'near',
    p: [5, 5, 1, 4],
    q: [6, 5, 1, 4],
    wanted: [0.9999401734539268, 0.001265681655138115, 0.9999590813456106, 0.001046046759718408],
  },
  { name: 'equal', p: [3, 7, 2, 9], q: [3, 7, 2, 9], wanted: [1, 0, 1, 0] },
];

test.each(ORIGINAL)(
  'MAUVE, frontier integral and their smoothed forms are the original’s for $name histograms',
  ({ p, q, wanted }) => {
    const [pStar, qStar] = [p, q].map((counts) => counts.map((count) => count + 0.5));
    const found = [
      mauve(p, q),
      frontierIntegral(p, q),
      mauve(pStar!, qStar!),
      frontierIntegral(pStar!, qStar!),
    ];
    found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 12));
  },
);

/** Two histograms over the same clusters, neither empty. */
const anyPair = fc
  .array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 12 })
  .filter((pairs) => pairs.some(([p]) => p > 0) && pairs.some(([, q]) => q > 0))
  .map((pairs) => [pairs.map(([p]) => p), pairs.map(([, q]) => q)] as const);

describe.each([
  { name: 'mauve', measure: mauve, same: 1 },
  { name: 'frontierIntegral', measure: frontierIntegral, same: 0 },
])('$name', ({ measure, same }) => {
  test('lies in its range, is symmetric, and knows neither the order of clusters nor the size of a set', () => {
    fc.assert(
      fc.property(anyPair, fc.integer(), ([p, q], seed) => {
        const value = measure(p, q);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(measure(q, p)).toBeCloseTo(value, 10);
        const order = shuffled([...p.keys()], stream(seed));
        expect(
          measure(
            order.map((i) => p[i]!),
            order.map((i) => q[i]!),
          ),
        ).toBeCloseTo(value, 10);
        expect(
          measure(
            p.map((count) => 3 * count),
            q,
          ),
        ).toBeCloseTo(value, 10);
        expect(measure([...p, 0], [...q, 0])).toBeCloseTo(value, 10);
      }),
    );
  });

  test('is at its best for equal histograms, and only there', () => {
    fc.assert(
      fc.property(anyPair, ([p, q]) => {
        expect(measure(p, p)).toBeCloseTo(same, 10);
        const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
        const isEqual = p.every((count, i) => count * total(q) === q[i]! * total(p));
        if (!isEqual) expect(Math.abs(measure(p, q) - same)).toBeGreaterThan(1e-12);
      }),
    );
  });

  test.each([
    ['an empty histogram', [0, 0], [1, 2], 'missing rows of the real histogram'],
    [
      'histograms of different lengths',
      [1, 2],
      [1],
      'invalid length of the generated histogram: 1 (wanted 2)',
    ],
    ['a negative count', [1, -2], [1, 2], 'invalid count of the real histogram: -2'],
    ['a NaN', [1, 2], [NaN, 2], 'invalid count of the generated histogram: NaN'],
    ['no cluster', [], [], 'missing rows of the real histogram'],
  ])('refuses %s', (_, p, q, sentence) => {
    expect(() => measure(p, q)).toThrow(sentence);
  });
});

test('the frontier integral is the integral it says, summed in small steps', () => {
  const steps = 20_000;
  const p = P.map((count) => count / 28);
  const q = Q.map((count) => count / 24);
  const kl = (from: readonly number[], to: readonly number[]): number =>
    from.reduce((sum, share, i) => (share > 0 ? sum + share * Math.log(share / to[i]!) : sum), 0);
  let integral = 0;
  for (let i = 0; i < steps; i++) {
    const w = (i + 0.5) / steps;
    const r = p.map((share, j) => w * share + (1 - w) * q[j]!);
    integral += (2 * (w * kl(p, r) + (1 - w) * kl(q, r))) / steps;
  }
  expect(frontierIntegral(P, Q)).toBeCloseTo(integral, 6);
});
