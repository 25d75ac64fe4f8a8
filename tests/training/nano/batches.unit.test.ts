import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stream } from '../../../src/core/random';
import { planBatches } from '../../../src/training/nano/batches';
import { splitTexts } from '../../../src/training/nano/loss';
import { learningRateAt } from '../../../src/training/nano/train';

const lengthsOf = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 200 });

test('an epoch has every text once, and no batch more tokens than allowed, filled up or not', () => {
  fc.assert(
    fc.property(lengthsOf, fc.integer({ min: 1, max: 300 }), fc.nat(), (lengths, batchTokens, seed) => {
      const batches = planBatches(lengths, batchTokens, stream('plan', seed));
      expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, text) => text));
      for (const batch of batches) {
        const longest = Math.max(...batch.map((text) => lengths[text]!));
        if (batch.length > 1) expect(batch.length * longest).toBeLessThanOrEqual(batchTokens);
      }
    }),
  );
});

test('how many batches there are depends on the lengths alone; what is in them, on the seed', () => {
  fc.assert(
    fc.property(lengthsOf, fc.nat(), fc.nat(), (lengths, one, other) => {
      const [a, b] = [one, other].map((seed) => planBatches(lengths, 100, stream('plan', seed)));
      expect(a!.length).toBe(b!.length);
      expect(planBatches(lengths, 100, stream('plan', one))).toEqual(a);
    }),
  );
  const lengths = Array.from({ length: 100 }, (_, i) => 5 + (i % 7));
  expect(planBatches(lengths, 100, stream('plan', 1))).not.toEqual(
    planBatches(lengths, 100, stream('plan', 2)),
  );
});

test('of twenty thousand texts, hardly anything is filled up', () => {
  const rng = stream('lengths');
  const lengths = Array.from({ length: 20_000 }, () =>
    Math.max(3, Math.min(40, Math.round(17 + 7 * rng.normal()))),
  );
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const batches = planBatches(lengths, 640, stream('plan'));
  const filled = sum(batches.map((batch) => batch.length * Math.max(...batch.map((text) => lengths[text]!))));
  expect(sum(lengths) / filled).toBeGreaterThan(0.99);
});

test('each token but the first is a target of those before it; texts are cut at the context length', () => {
  const { inputs, targets } = splitTexts([[9, 1, 2, 3, 8], [9], [], [9, 8]], 3);
  expect(inputs).toEqual([[9, 1, 2], [9]]);
  expect(targets).toEqual([[1, 2, 3], [8]]);
});

test('the learning rate rises in a line to its peak and falls to almost nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), (numSteps, some) => {
      const warmUp = some % numSteps;
      const rates = Array.from({ length: numSteps }, (_, i) => learningRateAt(i + 1, numSteps, warmUp, 3));
      const [up, down] = [rates.slice(0, warmUp), rates.slice(warmUp)];
      up.forEach((rate, i) => expect(rate).toBeCloseTo((3 * (i + 1)) / warmUp, 10));
      down.forEach((rate, i) => expect(rate).toBeLessThan(i === 0 ? 3 : down[i - 1]!));
      expect(Math.min(...rates)).toBeGreaterThan(0);
    }),
  );
  expect(learningRateAt(1000, 1000, 10, 1)).toBeLessThan(1e-5);
  expect(learningRateAt(505, 999, 10, 1)).toBeCloseTo(0.5, 2);
});
