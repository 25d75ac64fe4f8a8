/** @file The samplers against the whole distribution, and the distribution against its formula worked out by hand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stream } from '../../../src/core/random';
import { nextWordDistribution } from '../../../src/generation/ngram/suppressed';
import { countWords, NGramModel, type Marks } from '../../../src/generation/ngram/n-gram-model';
import { NucleusSampler } from '../../../src/generation/ngram/nucleus';
import { PoweredSampler } from '../../../src/generation/ngram/powered';

// Two classes over the words a b c d (ids 0 to 3); end is 4, begin 5.
const marks: Marks = { end: 4, begin: 5, size: 6 };
const ownTexts = [
  [0, 1, 2],
  [0, 1, 1],
  [0, 2],
];
const root = countWords([...ownTexts, [3, 3, 2]], marks);
const model = new NGramModel(ownTexts, 3, root, marks);

test('smoothing follows Witten and Bell by hand', () => {
  // All texts: a 3, b 3, c 3, d 2, end 4 of 15. The class: a 3, b 3, c 2, end 3 of 11, four different.
  const unigram = (count: number, pooled: number): number => (count + 4 * (pooled / 15)) / 15;
  const [a, b, c, d, end] = [unigram(3, 3), unigram(3, 3), unigram(2, 3), unigram(0, 2), unigram(3, 4)];
  expect(a + b + c + d + end).toBeCloseTo(1, 12);
  // After a: b 2, c 1. After b: c 1, b 1, end 1.
  const afterA = (count: number, p: number): number => (count + 2 * p) / 5;
  // After "a b": c 1, b 1.
  const afterB = (count: number, p: number): number => (count + 3 * p) / 6;
  const afterAB = (count: number, p: number): number => (count + 2 * p) / 4;

  const p = (prefix: number[], word: number): number => model.contextAfter(prefix).probabilityOf(word);
  // "? a" was never followed after an unknown word, so the context is "a" alone.
  expect(p([3, 0], 1)).toBeCloseTo(afterA(2, b), 12);
  expect(p([3, 0], 3)).toBeCloseTo(afterA(0, d), 12);
  expect(p([0, 1], 2)).toBeCloseTo(afterAB(1, afterB(1, c)), 12);
  expect(p([0, 1], 4)).toBeCloseTo(afterAB(0, afterB(1, end)), 12);
  // d is not of this class: after it nothing is known but the class.
  expect(p([3, 3], 0)).toBeCloseTo(a, 12);
});

test('in every context the probabilities of all words sum to 1', () => {
  for (const prefix of [[], [0], [1], [2], [3], [0, 1], [1, 1], [2, 0]]) {
    const context = model.contextAfter(prefix);
    const sum = [0, 1, 2, 3, 4].reduce((total, word) => total + context.probabilityOf(word), 0);
    expect(sum).toBeCloseTo(1, 12);
  }
});

test('the distribution is p to the power of 1/T, normalised', () => {
  const context = model.contextAfter([0, 1]);
  for (const temperature of [0.3, 1, 2.5]) {
    const powered = [0, 1, 2, 3, 4].map((word) => context.probabilityOf(word) ** (1 / temperature));
    const sum = powered.reduce((total, value) => total + value, 0);
    for (const { word, probability } of nextWordDistribution(context, temperature, 1)) {
      expect(probability).toBeCloseTo(powered[word]! / sum, 12);
    }
  }
});

test('top-p keeps the smallest set of most probable words that reaches it', () => {
  const context = model.contextAfter([0, 1]); // b and c far above the rest
  const whole = nextWordDistribution(context, 1, 1);
  for (const topP of [0.05, 0.3, 0.6, 0.8, 0.95, 0.999]) {
    const kept = nextWordDistribution(context, 1, topP);
    const massOf = (count: number): number =>
      whole.slice(0, count).reduce((sum, { probability }) => sum + probability, 0);
    // No two words tie here, so the set is the plain one.
    expect(massOf(kept.length)).toBeGreaterThanOrEqual(topP - 1e-9);
    expect(massOf(kept.length - 1)).toBeLessThan(topP);
    expect(kept.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
  }
});

/** Random texts over a few words, so that contexts of all depths and ties come up. */
const corpora = fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 }), {
  minLength: 2,
  maxLength: 12,
});

test('both samplers draw from the distribution, at any temperature and top-p', () => {
  const big: Marks = { end: 7, begin: 8, size: 9 };
  fc.assert(
    fc.property(
      corpora,
      fc.double({ min: 0.15, max: 4, noNaN: true }),
      fc.constantFrom(1, 0.97, 0.8, 0.5, 0.2),
      fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 2 }),
      (texts, temperature, topP, prefix) => {
        const own = texts.slice(0, Math.ceil(texts.length / 2));
        const context = new NGramModel(own, 3, countWords(texts, big), big).contextAfter(prefix);
        const expected = nextWordDistribution(context, temperature, topP);
        const sampler = topP < 1 ? new NucleusSampler(temperature, topP) : new PoweredSampler(temperature);
        const rng = stream('draws', temperature, topP);
        const numDraws = 4000;
        const counts = new Map<number, number>();
        for (let i = 0; i < numDraws; i++) {
          const word = sampler.draw(context, rng);
          counts.set(word, (counts.get(word) ?? 0) + 1);
        }
        const probabilityOf = new Map(expected.map(({ word, probability }) => [word, probability]));
        for (const word of counts.keys()) expect(probabilityOf.get(word) ?? 0).toBeGreaterThan(0);
        for (const { word, probability } of expected) {
          const deviation = Math.sqrt((probability * (1 - probability)) / numDraws);
          const share = (counts.get(word) ?? 0) / numDraws;
          expect(Math.abs(share - probability)).toBeLessThan(5.5 * deviation + 1e-3);
        }
      },
    ),
    { numRuns: 150, seed: 20 },
  );
});
