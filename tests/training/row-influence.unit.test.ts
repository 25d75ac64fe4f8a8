/** @file Scores of rows against what a small step of gradient descent really does to the loss. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stream } from '../../src/core/random';
import { indexPieces } from '../../src/training/batches';
import { bagOf } from '../../src/training/encoder';
import { NetworkSnapshot } from '../../src/training/network-snapshot';
import { labelledBags, RowInfluence, sumOfRates } from '../../src/training/row-influence';
import { toyEncoder } from './toy-encoder';

const encoder = toyEncoder();
const D = encoder.dimensions;
const HIDDEN = 5;
const CLASSES = 3;
const words = ['red', 'blue', 'green', 'cat', 'dog', 'cow', 'runs', 'sits', 'eats'];

function network(seed: number, output: (i: number) => number = () => 0): NetworkSnapshot {
  const rng = stream('network', seed);
  const bags = words.slice(0, 6).map((word) => bagOf(encoder, word));
  const index = indexPieces(bags);
  const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => rng.normal());
  const [embeddings, hidden, plain] = [
    numbers(index.pieces.length * D),
    numbers(D * HIDDEN),
    numbers(HIDDEN * CLASSES),
  ];
  return new NetworkSnapshot(encoder, index, {
    embeddings,
    hidden,
    output: plain.map((w, i) => w + output(i)),
  });
}

const texts = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 })
  .map((list) => list.join(' '));
const examples = fc.array(fc.record({ text: texts, label: fc.nat(CLASSES - 1) }), {
  minLength: 1,
  maxLength: 6,
});
type Examples = readonly { readonly text: string; readonly label: number }[];

const lossOf = (net: NetworkSnapshot, rows: Examples): number =>
  rows.reduce(
    (sum, { text, label }) => sum - Math.log(net.probabilitiesOf(net.hiddenOf(net.bagOf(text)))[label]!),
    0,
  ) / rows.length;

test('a score is what a small step down the row’s own gradient takes off the loss on the validation rows', () => {
  fc.assert(
    fc.property(examples, examples, fc.integer(), (rows, validation, seed) => {
      const net = network(seed);
      const rates = 0.5;
      const influence = new RowInfluence(
        labelledBags(rows, (text) => bagOf(encoder, text)),
        labelledBags(validation, (text) => bagOf(encoder, text)),
      );
      influence.addCheckpoint(net, rates);
      rows.forEach((row, i) => {
        // The gradient of the row's loss by central differences; float32 weights leave three or four digits.
        const step = 1e-2;
        const gradient = Array.from({ length: HIDDEN * CLASSES }, (_, w) => {
          const moved = (by: number): number =>
            lossOf(
              network(seed, (j) => (j === w ? by : 0)),
              [row],
            );
          return (moved(step) - moved(-step)) / (2 * step);
        });
        const small = 1e-2 / Math.max(1, Math.hypot(...gradient));
        const after = lossOf(
          network(seed, (j) => -small * gradient[j]!),
          validation,
        );
        const before = lossOf(
          network(seed, (j) => small * gradient[j]!),
          validation,
        );
        const perUnit = (before - after) / (2 * small);
        expect(influence.scores[i]! * (rows.length / rates)).toBeCloseTo(perUnit, 1);
      });
    }),
    { numRuns: 30 },
  );
});

test('checkpoints add up, each with its rates, over the number of rows', () => {
  const rows = labelledBags(
    [
      { text: 'red cat', label: 0 },
      { text: 'blue dog', label: 2 },
    ],
    (text) => bagOf(encoder, text),
  );
  const once = (seed: number, rates: number): Float64Array => {
    const influence = new RowInfluence(rows, rows);
    influence.addCheckpoint(network(seed), rates);
    return influence.scores;
  };
  const both = new RowInfluence(rows, rows);
  both.addCheckpoint(network(1), 0.3);
  both.addCheckpoint(network(2), 0.1);
  both.scores.forEach((score, i) => expect(score).toBeCloseTo(once(1, 0.3)[i]! + once(2, 0.1)[i]!, 12));
  expect(once(1, 0.6)[0]).toBeCloseTo(2 * once(1, 0.3)[0]!, 12);
});

test('rates add up to those of a fall in a straight line', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(300), fc.nat(300), (steps, a, b) => {
      const [from, to] = [Math.min(a, b, steps), Math.min(Math.max(a, b), steps)];
      let sum = 0;
      for (let step = from + 1; step <= to; step++) sum += 0.01 * (1 - (step - 1) / steps);
      expect(sumOfRates(0.01, steps, from, to)).toBeCloseTo(sum, 9);
    }),
  );
});
