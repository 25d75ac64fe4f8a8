/** @file The small transformer fitted to texts, with one of random weights in the place of the shipped one. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import type { TextGenerator } from '../../../src/core/ports';
import { openNanoTools } from '../../../src/training/nano/nano-generator';
import { onEachBackend } from '../../training/backends';
import { type NanoWeights, parameterSpecs } from '../../../src/training/nano/model';
import { toyLabels, toyNano, toyShape } from '../../training/nano/toy-nano';

/** Of weights so small that a few steps matter: every token is about as likely as any other. */
function shipped(dimensions = 4): NanoWeights {
  const shape = { ...toyShape, dimensions, layers: 1 };
  const toy = toyNano(1, shape);
  const specs = parameterSpecs(shape);
  const weights = toy.weights.map((list, p) =>
    /norm$/i.test(specs[p]!.name) ? list : list.map((value) => 0.1 * value),
  );
  return { ...toy, weights };
}

// Each generator that is fitted takes some sixty steps.
vi.setConfig({ testTimeout: 120_000 });

const never = new AbortController().signal;
const COUNT = 48;

async function write(generator: TextGenerator, label = 0): Promise<string[]> {
  const request = { label, count: COUNT, temperature: 0.7, topP: 1, seed: ['rows'] };
  const texts: string[] = [];
  for await (const rows of generator.generate(request, never)) texts.push(...rows.map(({ text }) => text));
  return texts;
}

/** Share of the words of these texts that are this one. */
function shareOf(word: string, texts: readonly string[]): number {
  const words = texts.flatMap((text) => text.split(' '));
  return words.filter((one) => one === word).length / words.length;
}

const birds = Array.from({ length: 300 }, () => 'c c c c c c c c');
const foods = Array.from({ length: 300 }, () => 'd d d d d d d d');

onEachBackend(() => {
  test('writes more of what it was fitted to, class by class, and frees what it took', async () => {
    const before = tf.memory().numTensors;
    const nano = openNanoTools(shipped(64), toyLabels);
    const { generator, fitter } = nano;
    const fitted = await fitter.fit([birds, foods, []], ['fit'], never);
    expect([generator.id, fitted.id]).toEqual(['nano', 'nano']);
    expect(fitted.fingerprint).not.toBe(generator.fingerprint);
    const [plain, asBirds, asFoods] = [await write(generator), await write(fitted), await write(fitted, 1)];
    expect(shareOf('c', asBirds)).toBeGreaterThan(2 * shareOf('c', plain));
    expect(shareOf('c', asBirds)).toBeGreaterThan(2 * shareOf('c', asFoods));
    expect(shareOf('d', asFoods)).toBeGreaterThan(2 * shareOf('d', asBirds));
    // The shipped weights stay as they are.
    expect(await write(generator)).toEqual(plain);
    fitted.dispose();
    nano.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('equal texts and seeds make equal generators, and more texts are learned together with the first', async () => {
    const nano = openNanoTools(shipped(), toyLabels);
    const { fitter } = nano;
    const once = await fitter.fit([birds, [], []], ['fit'], never);
    const again = await fitter.fit([birds, [], []], ['fit'], never);
    const otherwise = await fitter.fit([birds, [], []], ['other'], never);
    expect(again.fingerprint).toBe(once.fingerprint);
    expect(await write(again)).toEqual(await write(once));
    expect(otherwise.fingerprint).not.toBe(once.fingerprint);
    const extended = await once.extend([foods, [], []], ['more'], never);
    const together = await fitter.fit([[...birds, ...foods], [], []], ['more'], never);
    expect(extended.fingerprint).toBe(together.fingerprint);
    expect(await write(extended)).toEqual(await write(together));
    for (const generator of [once, again, otherwise, extended, together]) generator.dispose();
    nano.dispose();
  });

  test('where labels are forgotten, a class without texts is like any other without, and one with texts is told by them', async () => {
    const nano = openNanoTools(shipped(64), toyLabels);
    const { generator, fitter } = nano;
    const few = [birds.slice(0, 4), [], []];
    expect(await write(generator, 1)).not.toEqual(await write(generator, 2));
    const told = await fitter.fit(few, ['fit'], never);
    const fitted = await fitter.fit(few, ['fit'], never, { forgetsLabels: true });
    expect(await write(fitted, 1)).toEqual(await write(fitted, 2));
    expect(await write(fitted, 0)).not.toEqual(await write(fitted, 1));
    expect(fitted.fingerprint).not.toBe(told.fingerprint);
    for (const one of [told, fitted, nano]) one.dispose();
  });

  test('a fit that is stopped leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const nano = openNanoTools(shipped(), toyLabels);
    const { fitter } = nano;
    const abort = new AbortController();
    const fitting = fitter.fit([birds, foods, []], ['fit'], abort.signal);
    abort.abort();
    await expect(fitting).rejects.toSatisfy(isAbort);
    nano.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
}, ['wasm']);

test('other classes than it was trained on are refused', () => {
  expect(() => openNanoTools(shipped(), ['bird', 'food'])).toThrow(
    /unknown classes.*bird, food, tool.*generator=markov/,
  );
});
