/** @file The lab's own transformer from its two files on the site: there, missing, or damaged. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Continuation, NextTokens } from '../../src/core/model-lab';
import { NanoModel } from '../../src/training/nano/model';
import { nextTokenDistribution } from '../../src/training/nano/sample';
import { sha256Of } from '../../src/training/sha256';
import { NANO_FORMAT, quantiseNano, readNano } from '../../src/training/nano/weights-file';
import { SmallModels } from '../../src/workers/small-models';
import { toyNano, toyShape } from '../training/nano/toy-nano';

const never = new AbortController().signal;
const siteUrl = new URL('/', location.href).href;
const toy = toyNano();
const weights = quantiseNano(toy.weights, toyShape);

/** What the site has below `models/nano.`; anything else comes from where it is. */
let files: Partial<Record<'json' | 'bin', BodyInit>> = {};
const realFetch = fetch;

beforeEach(async () => {
  const { pieces } = toy.vocabulary.tokenizer;
  const manifest = {
    ...{ format: NANO_FORMAT, id: 'toy', shape: toyShape, pieces, labels: toy.vocabulary.labels, madeBy: {} },
    sha256: sha256Of(weights.buffer),
  };
  files = { json: JSON.stringify(manifest), bin: weights };
  vi.stubGlobal('fetch', (url: string, options?: RequestInit) => {
    const which = /models\/nano\.(json|bin)$/.exec(url)?.[1] as 'json' | 'bin' | undefined;
    if (!which) return realFetch(url, options);
    const body = files[which];
    return Promise.resolve(body === undefined ? new Response('', { status: 404 }) : new Response(body));
  });
});
afterEach(() => vi.unstubAllGlobals());

async function look(lab: SmallModels, over: Partial<Continuation> = {}): Promise<NextTokens | null> {
  const continuation: Continuation = {
    ...{ source: 'site', model: 'nano', text: 'work a', label: 'food', temperature: 3, topP: 0.9 },
    ...over,
  };
  const answer = await lab.next(continuation);
  return answer.kind === 'tokens' ? answer.next : null;
}

test('what it says comes next is what it draws from, for a class and for none', async () => {
  const lab = new SmallModels(siteUrl);
  await look(lab);
  const model = new NanoModel(await readNano(files.json as string, weights.buffer));
  for (const label of ['food', null]) {
    const next = (await look(lab, { label }))!;
    const start = model.vocabulary.startOf(label === null ? null : toy.vocabulary.labels.indexOf(label));
    const all = await nextTokenDistribution(model, start, 'work a', { temperature: 3, topP: 0.9 }, Infinity);
    expect(next.numKept).toBe(all.length);
    const shown = new Map(next.tokens.map((one) => [`${one.startsWord ? ' ' : ''}${one.token}`, one]));
    let numCompared = 0;
    for (const { token, probability } of all) {
      const one = token === null ? next.end : shown.get(token);
      if (!one) continue;
      expect(one.probability).toBe(probability);
      numCompared++;
    }
    expect(numCompared).toBeGreaterThan(5);
  }
  model.dispose();
});

test('pieces that go on with a word are put at its end, others after a space', async () => {
  const next = (await look(new SmallModels(siteUrl), { temperature: 3, topP: 1 }))!;
  expect(new Set(next.tokens.map(({ startsWord }) => startsWord)).size).toBe(2);
  for (const { token, startsWord, text } of next.tokens) {
    expect(text).toBe(startsWord ? `work a ${token}` : `work a${token}`);
  }
});

test('it writes a text on to its end, the same for the same seed', async () => {
  const lab = new SmallModels(siteUrl);
  const continuation: Continuation = {
    ...{ source: 'site', model: 'nano', text: 'work', label: null, temperature: 1, topP: 1 },
  };
  const write = (seed: number) => lab.write({ ...continuation, seed }, never);
  const texts = await Promise.all([write(1), write(2), write(1)]);
  expect(texts[0]).toMatchObject({ kind: 'text', text: expect.stringMatching(/^work/) as string });
  expect(texts[2]).toEqual(texts[0]);
  expect(texts[1]).not.toEqual(texts[0]);
});

test('where the site has none that is no failure, and it is found when it is there', async () => {
  const lab = new SmallModels(siteUrl);
  const { json } = files;
  delete files.json;
  expect(await look(lab)).toBeNull();
  files.json = json!;
  expect(await look(lab)).not.toBeNull();
});

test('damaged files are refused in words, and good ones taken afterwards', async () => {
  const lab = new SmallModels(siteUrl);
  const good = files;
  const flipped = weights.slice();
  flipped[100]! ^= 1;
  for (const bad of [
    { ...good, bin: flipped },
    { ...good, bin: weights.slice(1) },
    { json: '{}' },
    { json: good.json! },
  ]) {
    files = bad;
    await expect(look(lab)).rejects.toMatchObject({ code: 'bad-model' });
  }
  files = good;
  expect(await look(lab)).not.toBeNull();
});

test('a model that is forgotten frees its tensors', async () => {
  const lab = new SmallModels(siteUrl);
  await look(lab);
  const before = tf.memory().numTensors;
  await look(lab);
  expect(tf.memory().numTensors).toBe(before);
  lab.forget('site');
  await expect.poll(() => tf.memory().numTensors).toBeLessThan(before);
});
