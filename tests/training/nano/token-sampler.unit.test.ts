import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../../src/core/errors';
import { stream, type Rng } from '../../../src/core/random';
import {
  TokenSampler,
  type TokenSampling,
  type WeightedToken,
} from '../../../src/training/nano/token-sampler';

/** By the book: every probability by `Math.exp`, sorted, and taken until they reach the share. */
function naive(logits: readonly number[], { temperature, topP }: TokenSampling): WeightedToken[] {
  const greatest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - greatest) / temperature));
  const mass = weights.reduce((sum, weight) => sum + weight, 0);
  const ranked = weights
    .map((weight, token) => ({ token, probability: weight / mass }))
    .sort((a, b) => b.probability - a.probability || a.token - b.token);
  let kept = 0;
  let size = 0;
  while (size < ranked.length && kept < topP) kept += ranked[size++]!.probability;
  return ranked.slice(0, size).map(({ token, probability }) => ({ token, probability: probability / kept }));
}

const asLogits = (values: readonly number[]): Float32Array => Float32Array.from(values);
const mixed = (numTokens: number, deviation: number, rng: Rng): number[] =>
  Array.from({ length: numTokens }, () => Math.fround(deviation * rng.normal()));

const logitLists = fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 60 });
const temperatures = fc.double({ min: 0.05, max: 10, noNaN: true });

test('without top-p the distribution is the softmax of logits over temperature', () => {
  fc.assert(
    fc.property(logitLists, temperatures, (logits, temperature) => {
      const sampling = { temperature, topP: 1 };
      const wanted = naive(logits, sampling);
      const found = new TokenSampler(sampling, logits.length).distribution(
        asLogits(logits),
        0,
        0,
        logits.length - 1,
      );
      const probabilityOf = new Map(found.map(({ token, probability }) => [token, probability]));
      for (const { token, probability } of wanted) {
        expect(Math.abs((probabilityOf.get(token) ?? 0) - probability)).toBeLessThan(1e-7);
        if (probability > 1e-300) {
          expect(probabilityOf.get(token)! / probability).toBeGreaterThan(1 - 1e-7);
          expect(probabilityOf.get(token)! / probability).toBeLessThan(1 + 1e-7);
        }
      }
    }),
  );
});

test('top-p keeps the smallest set of most probable tokens that reaches it', () => {
  fc.assert(
    fc.property(
      logitLists,
      temperatures,
      fc.double({ min: 0.01, max: 0.999, noNaN: true }),
      (logits, temperature, topP) => {
        const whole = naive(logits, { temperature, topP: 1 });
        const sampler = new TokenSampler({ temperature, topP }, logits.length);
        const kept = sampler.distribution(asLogits(logits), 0, 0, logits.length - 1);
        // The most probable ones, in order; tokens that weigh the same within rounding may swap.
        const massOf = (count: number): number =>
          whole.slice(0, count).reduce((sum, { probability }) => sum + probability, 0);
        expect(massOf(kept.length)).toBeGreaterThan(topP - 1e-6);
        expect(massOf(kept.length - 1)).toBeLessThan(topP + 1e-6);
        kept.forEach(({ token, probability }, i) => {
          expect(Math.abs(logits[token]! - logits[whole[i]!.token]!)).toBeLessThan(1e-6);
          expect(probability).toBeCloseTo(whole[i]!.probability / massOf(kept.length), 6);
        });
        expect(kept.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
      },
    ),
  );
});

test('equally probable tokens stay in the set by number, and sums that reach a share exactly do reach it', () => {
  const ten = asLogits(new Array<number>(10).fill(0));
  for (const [topP, size] of [
    [0.05, 1],
    [0.1, 1],
    [0.3, 3],
    [0.31, 4],
    [0.7, 7],
    [0.95, 10],
  ] as const) {
    const kept = new TokenSampler({ temperature: 1, topP }, 10).distribution(ten, 0, 0, 9);
    expect(kept.map(({ token }) => token)).toEqual(Array.from({ length: size }, (_, i) => i));
    expect(kept.every(({ probability }) => Math.abs(probability - 1 / size) < 1e-12)).toBe(true);
  }
});

/** χ² at which a true distribution is refused once in 10,000 times (Wilson & Hilferty 1931). */
function criticalChiSquare(degrees: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + 3.719 * Math.sqrt(spread)) ** 3;
}

test.each([
  [1, 1, 1.5],
  [0.5, 1, 1.5],
  [2.5, 1, 3],
  [1, 0.9, 1.5],
  [1, 0.5, 0.3],
  [0.7, 0.95, 2],
  [1, 0.05, 0.2],
])('draws at temperature %f and top-p %f follow the distribution', (temperature, topP, deviation) => {
  const logits = mixed(60, deviation, stream('logits', temperature, topP));
  const sampling = { temperature, topP };
  const sampler = new TokenSampler(sampling, 60);
  const rng = stream('draws', temperature, topP);
  const numDraws = 40_000;
  const counts = new Float64Array(60);
  for (let i = 0; i < numDraws; i++) counts[sampler.draw(asLogits(logits), 0, 0, 59, rng)]! += 1;

  const wanted = naive(logits, sampling);
  const inSet = new Set(wanted.map(({ token }) => token));
  counts.forEach((count, token) => {
    if (!inSet.has(token)) expect(count).toBe(0);
  });
  // Rare tokens are pooled so that every cell expects ten draws.
  let chiSquare = 0;
  let cells = 0;
  let [found, expected] = [0, 0];
  for (const { token, probability } of wanted) {
    found += counts[token]!;
    expected += probability * numDraws;
    if (expected < 10) continue;
    chiSquare += (found - expected) ** 2 / expected;
    cells++;
    [found, expected] = [0, 0];
  }
  if (expected > 0) chiSquare += (found - expected) ** 2 / Math.max(expected, 1);
  if (cells > 1) expect(chiSquare).toBeLessThan(criticalChiSquare(cells));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(numDraws);
});

test('only tokens of the given range come, and the logits are read from the given place', () => {
  const logits = asLogits([9, 9, 9, 0, 1, 9, 9]); // those of token 0 lie at 1
  const sampler = new TokenSampler({ temperature: 1, topP: 1 }, 6);
  const found = sampler.distribution(logits, 1, 2, 3);
  expect(found.map(({ token }) => token)).toEqual([3, 2]);
  expect(found[0]!.probability).toBeCloseTo(Math.E / (1 + Math.E), 7);
  const rng = stream('range');
  for (let i = 0; i < 200; i++) expect([2, 3]).toContain(sampler.draw(logits, 1, 2, 3, rng));
});

test('towards temperature 0 only the likeliest token is left, and nothing becomes NaN', () => {
  const logits = asLogits([1, 3, 2.9999, -1e30, 3e4, -Infinity]);
  for (const temperature of [0.05, 1e-3, 1e-9, 1e-300, Number.MIN_VALUE]) {
    for (const topP of [1, 0.9]) {
      const sampler = new TokenSampler({ temperature, topP }, 6);
      expect(sampler.distribution(logits, 0, 0, 5)).toEqual([{ token: 4, probability: 1 }]);
      expect(sampler.draw(logits, 0, 0, 5, stream('cold'))).toBe(4);
    }
  }
});

test('a high temperature makes all tokens alike', () => {
  const sampler = new TokenSampler({ temperature: 1e12, topP: 1 }, 3);
  for (const { probability } of sampler.distribution(asLogits([-5, 0, 5]), 0, 0, 2))
    expect(probability).toBeCloseTo(1 / 3, 8);
});

test.each([
  [{ temperature: 0, topP: 1 }, 'invalid temperature'],
  [{ temperature: -1, topP: 1 }, 'invalid temperature'],
  [{ temperature: NaN, topP: 1 }, 'invalid temperature'],
  [{ temperature: Infinity, topP: 1 }, 'invalid temperature'],
  [{ temperature: 1, topP: 0 }, 'invalid topP'],
  [{ temperature: 1, topP: 1.01 }, 'invalid topP'],
  [{ temperature: 1, topP: NaN }, 'invalid topP'],
])('%o is refused with a sentence', (sampling, what) => {
  expect(() => new TokenSampler(sampling, 5)).toThrow(LabError);
  expect(() => new TokenSampler(sampling, 5)).toThrow(what);
});

test.each([[[NaN, NaN]], [[Infinity, 0]], [[-Infinity, -Infinity]]])(
  'logits of which none can be drawn from are an error: %o',
  (logits) => {
    const sampler = new TokenSampler({ temperature: 1, topP: 0.9 }, 2);
    expect(() => sampler.draw(asLogits(logits), 0, 0, 1, stream('broken'))).toThrow('invalid logits');
  },
);
