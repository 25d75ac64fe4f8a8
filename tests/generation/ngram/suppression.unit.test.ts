/** @file Suppression against the distribution worked out word by word, and generators that are fitted to more texts later. */
import { expect, test } from 'vitest';
import { LabError } from '../../../src/core/errors';
import type { GenerationRequest } from '../../../src/core/ports';
import { stream } from '../../../src/core/random';
import {
  extendClassModels,
  fitClassModels,
  NGramGenerator,
} from '../../../src/generation/ngram/ngram-generator';
import { nextWordDistribution, SuppressedSampler } from '../../../src/generation/ngram/suppressed';
import { NucleusSampler } from '../../../src/generation/ngram/nucleus';
import { PoweredSampler } from '../../../src/generation/ngram/powered';
import { tokenize } from '../../../src/text/tokenize';

const birds = [
  'the bird of the sea and the bird of the wood',
  'the small bird',
  'a bird of the sea',
  'the bird that sings at night',
];
const foods = ['the dish of rice', 'a dish of the day', 'bread and butter'];

async function rowsOf(generator: NGramGenerator, over: Partial<GenerationRequest>): Promise<string[]> {
  const request = { label: 0, count: 100, temperature: 1, topP: 1, seed: ['test'], ...over };
  const rows: string[] = [];
  for await (const batch of generator.generate(request, new AbortController().signal))
    rows.push(...batch.map(({ text }) => text));
  return rows;
}

/** Largest difference in a distribution function that chance alone explains in one of a thousand tests (Kolmogorov). */
const bound = (draws: number): number => 1.95 / Math.sqrt(draws);

test.each([
  [1, 1, -2, 3000],
  [0.6, 1, -4, 3000],
  [2, 1, -7.5, 3000],
  [1, 0.8, -1, 3000],
  // Nearly every draw is rejected, so the distribution is computed instead, each time anew: fewer draws.
  [0.2, 1, -7.5, 300],
])(
  'at temperature %d and top-p %d words are drawn with their logits moved by %d',
  (temperature, topP, bias, draws) => {
    const { vocabulary, models } = fitClassModels([birds, foods], 3);
    const suppressed = new Set(['the', 'bird', 'of', 'a']);
    const biases = [...suppressed].map((word) => ({ word, bias }));
    const plain = topP < 1 ? new NucleusSampler(temperature, topP) : new PoweredSampler(temperature);
    const sampler = new SuppressedSampler(plain, { temperature, topP }, biases, vocabulary);
    for (const prefix of ['', 'the', 'the bird', 'bird of']) {
      const context = models[0]!.contextAfter(tokenize(prefix).map((token) => vocabulary.idOf(token)!));
      const words = nextWordDistribution(context, temperature, topP);
      const weights = words.map(({ word, probability }) =>
        suppressed.has(vocabulary.tokenOf(word) ?? '')
          ? probability * Math.exp(bias / temperature)
          : probability,
      );
      const sum = weights.reduce((a, b) => a + b, 0);
      const rng = stream('suppression', temperature, topP, prefix);
      const counts = new Map<number, number>();
      for (let i = 0; i < draws; i++) {
        const word = sampler.draw(context, rng);
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
      let drawn = 0;
      let expected = 0;
      words.forEach(({ word }, i) => {
        drawn += (counts.get(word) ?? 0) / draws;
        expected += weights[i]! / sum;
        expect(Math.abs(drawn - expected)).toBeLessThan(bound(draws));
      });
      expect(drawn).toBeCloseTo(1, 9);
    }
  },
);

test('the stronger it is, the rarer are the words that are written most', async () => {
  const rng = stream('texts');
  // A few words make up most of the text, as in any language. Names have letters only: nothing else is suppressed.
  const name = (i: number): string => String.fromCharCode(97 + Math.floor(i / 26), 97 + (i % 26));
  const word = (): string => name(Math.floor(300 * rng.uniform() ** 4));
  const texts = Array.from({ length: 300 }, () => Array.from({ length: 8 }, word).join(' '));
  const generator = new NGramGenerator([texts]);
  const frequent = new Set([0, 1, 2, 3, 4].map(name));
  const shares: number[] = [];
  for (const suppression of [0, 0.5, 2, 7.5]) {
    const tokens = (await rowsOf(generator, { suppression, count: 400 })).flatMap(tokenize);
    shares.push(tokens.filter((token) => frequent.has(token)).length / tokens.length);
  }
  for (let i = 1; i < shares.length; i++) expect(shares[i]!).toBeLessThan(0.9 * shares[i - 1]!);
});

test('no suppression writes the rows it always wrote, and suppression the same ones each time', async () => {
  const generator = new NGramGenerator([birds, foods]);
  expect(await rowsOf(generator, { suppression: 0 })).toEqual(await rowsOf(generator, {}));
  expect(await rowsOf(generator, { suppression: 2 })).toEqual(await rowsOf(generator, { suppression: 2 }));
  // The first rows are written before anything was written often.
  const some = await rowsOf(generator, { suppression: 7.5, count: 20 });
  expect(some).toEqual(await rowsOf(generator, { count: 20 }));
});

test.each([
  [{ suppression: -1 }, 'invalid suppression'],
  [{ suppression: NaN }, 'invalid suppression'],
  [{ paraphrasesOf: ['a'] }, 'invalid request: "paraphrases"'],
  [{ source: { kind: 'prompt', rung: 1 } as const }, 'invalid request: "prompt"'],
  [{ frequencyPenalty: 0.5 }, 'invalid request: "penalties" (wanted none: only a language model heeds them)'],
  [{ presencePenalty: -1 }, 'invalid request: "penalties"'],
])('%j is refused', async (over, words) => {
  const rows = rowsOf(new NGramGenerator([birds, foods]), over);
  await expect(rows).rejects.toThrow(words);
  await expect(rows).rejects.toBeInstanceOf(LabError);
});

const sampling = { temperature: 1, topP: 1 };

test('fitted in two goes or at once, a generator has the same distributions', () => {
  const more = [['the bird of the night sings', 'a small bird of the wood'], ['a dish of rice and bread']];
  const once = new NGramGenerator([
    [...birds, ...more[0]!],
    [...foods, ...more[1]!],
  ]);
  const twice = new NGramGenerator([birds, foods]).extended(more);
  for (const label of [0, 1]) {
    for (const prefix of ['', 'the', 'a small', 'bird of', 'of the', 'dish of']) {
      const sorted = (generator: NGramGenerator): unknown =>
        generator
          .nextTokenDistribution(label, prefix, sampling)
          .sort((a, b) => (a.token ?? '').localeCompare(b.token ?? ''))
          .map(({ token, probability }) => `${token} ${probability.toFixed(12)}`);
      expect(sorted(twice)).toEqual(sorted(once));
    }
  }
  expect(twice.maxTokens).toBe(once.maxTokens);
  expect(twice.fingerprint).toBe(once.fingerprint);
});

test('where a word is new all is counted anew; what was there before stays as it was', () => {
  const known = fitClassModels([birds, foods], 3);
  const extended = extendClassModels(known, [['the owl'], []]);
  expect(extended.vocabulary.idOf('owl')).toBeDefined();
  expect(known.vocabulary.idOf('owl')).toBeUndefined();
  const before = new NGramGenerator(known);
  before.extended([['the bird'], []]);
  expect(before.nextTokenDistribution(0, 'the', sampling)).toEqual(
    new NGramGenerator([birds, foods]).nextTokenDistribution(0, 'the', sampling),
  );
});
