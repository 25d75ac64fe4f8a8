import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { WordLosses, perWord } from '../../scripts/nano-words';
import { stream } from '../../src/core/random';
import { NanoModel } from '../../src/training/nano/model';
import { scoreTexts } from '../../src/training/nano/evaluate';
import { toyNano } from '../training/nano/toy-nano';

/** Words of one, two and three pieces, a letter each; some are the beginning of others. */
const KNOWN = ['a', 'ab', 'abj', 'b', 'ca', 'cab', 'd', 'e', 'f', 'g', 'jj'];
/** Its second word is unknown. */
const TEXT = 'ab hc ca';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

async function withLosses<T>(
  least: number,
  use: (losses: WordLosses, model: NanoModel) => Promise<T>,
): Promise<T> {
  const model = new NanoModel(toyNano());
  const losses = new WordLosses(model, KNOWN, least, stream('thin', least));
  return use(losses, model).finally(() => {
    losses.dispose();
    model.dispose();
  });
}

test('at each place the known words, the unknown and the end have probability 1 together', async () => {
  const before = tf.memory().numTensors;
  await withLosses(0, async (losses) => {
    for (const [prefix, label] of [
      ['', null],
      ['hc', 1],
      ['ab hc', 2],
    ] as const) {
      const place = prefix === '' ? 0 : prefix.split(' ').length;
      const probability = async (text: string): Promise<number> =>
        Math.exp(-(await losses.of(text, label))![place]!.nats);
      // Known words and the end come from the model read straight through, the unknown from its branches.
      let sum = (await probability(`${prefix} hc`)) + (await probability(prefix));
      expect((await losses.of(`${prefix} hc`, label))![place]!.kind).toBe('unknown');
      for (const word of KNOWN) sum += await probability(`${prefix} ${word}`);
      expect(sum).toBeCloseTo(1, 5);
    }
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('known words and the end together cost what the pieces cost, but for the first boundary', async () => {
  await withLosses(0, async (losses, model) => {
    const texts = ['ab d', 'cab f ca'];
    const scores = await scoreTexts(model, ['', ...texts], 1);
    const [empty, ...costs] = await Promise.all(['', ...texts].map((text) => losses.of(text, 1)));
    // The end of the empty text: once given that a boundary comes, once not.
    const lnBoundary = scores[0]!.logProbability + empty![0]!.nats;
    costs.forEach((cost, i) => {
      expect(cost!.map(({ kind }) => kind)).toEqual([...texts[i]!.split(' ').map(() => 'known'), 'end']);
      const nats = cost!.reduce((sum, word) => sum + word.nats, 0);
      expect(nats).toBeCloseTo(lnBoundary - scores[i + 1]!.logProbability, 4);
    });
  });
});

test('branches followed by chance give the same sum on average', async () => {
  const of = (least: number, times: number): Promise<number[]> =>
    withLosses(least, async (losses) => {
      const out: number[] = [];
      for (let i = 0; i < times; i++) out.push(Math.exp(-(await losses.of(TEXT, null))![1]!.nats));
      return out;
    });
  const [exact] = await of(0, 1);
  const drawn = await of(0.05, 200);
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (drawn.length - 1);
  expect(variance).toBeGreaterThan(0);
  expect(Math.abs(mean - exact!)).toBeLessThan(4 * Math.sqrt(variance / drawn.length));
  expect(Math.abs(mean - exact!)).toBeLessThan(0.02);
});

test('a text too long for the context has no loss; at its end a word that does not fit is unknown', async () => {
  await withLosses(0, async (losses) => {
    const letters = (count: number): string => Array(count).fill('a').join(' ');
    expect(await losses.of(letters(11), null)).toHaveLength(12);
    expect(await losses.of(letters(12), null)).toBeNull();
    // Behind the start and nine letters there is room for two pieces: not for "abj" and "cab".
    const probability = async (word: string): Promise<number> =>
      Math.exp(-(await losses.of(`${letters(9)} ${word}`, null))![9]!.nats);
    let sum = Math.exp(-(await losses.of(letters(9), null))![9]!.nats) + (await probability('hc'));
    for (const word of KNOWN.filter((word) => word.length <= 2)) sum += await probability(word);
    expect(sum).toBeCloseTo(1, 5);
  });
});

test('the mean a token weighs texts by their length; its error is that of a ratio', () => {
  const texts = [[1, 2, 3], [4], [5, 1]];
  // x = np.array([6, 4, 6]); n = np.array([3, 1, 2]); r = x.sum() / n.sum()
  // np.sqrt(3 / 2 * ((x - r * n) ** 2).sum()) / n.sum()
  const { mean, error } = perWord(texts);
  expect(mean).toBeCloseTo(16 / 6, 12);
  expect(error).toBeCloseTo(0.5091750772173156, 12);
});
