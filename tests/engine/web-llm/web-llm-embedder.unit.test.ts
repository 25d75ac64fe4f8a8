/** @file The adapter over WebLLM's embeddings against a stand-in that counts, refuses what is too long, and loses its GPU. */
import type { EmbeddingCreateParams, MLCEngine } from '@mlc-ai/web-llm';
import { describe, expect, test } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import { customModel, type LanguageModel } from '../../../src/core/llm-model';
import { readConfig } from '../../../src/engine/web-llm/model-files';
import type { LostReason } from '../../../src/engine/web-llm/start-engine';
import { WebLlmEmbedder } from '../../../src/engine/web-llm/web-llm-embedder';

const never = new AbortController().signal;
const plain = customModel({
  title: 'E',
  weightsUrl: 'http://x/',
  libraryUrl: 'http://x/l.wasm',
  isThinking: false,
});
const model: LanguageModel = {
  ...plain,
  family: 'Tiny Embed',
  embedding: { dimensions: 3, batchSize: 2, begin: '[CLS]', end: '[SEP]' },
};

/** A text is put where its length and its first letter say, twice as long as it should be. */
const vectorOf = (text: string): number[] => [2 * text.length, 2 * text.charCodeAt(6), 1];

function setUp({
  mostCharacters = Infinity,
  vector = vectorOf,
  lost = (): LostReason | null => null,
  failure = null as Error | null,
} = {}) {
  const asked: string[][] = [];
  let isUnloaded = false;
  const engine = {
    embeddings: {
      create: ({ input }: EmbeddingCreateParams) => {
        const texts = input as string[];
        asked.push(texts);
        if (failure) return Promise.reject(failure);
        if (texts.some((text) => text.length > mostCharacters)) {
          const error = new Error('The embedding model you are using only supports up to 512 context size.');
          error.name = 'EmbeddingExceedContextWindowSizeError';
          return Promise.reject(error);
        }
        // In another order, as the index allows.
        const data = texts.map((text, index) => ({ embedding: vector(text), index, object: 'embedding' }));
        return Promise.resolve({ data: data.reverse() });
      },
    },
    unload: () => {
      isUnloaded = true;
      return Promise.resolve();
    },
  } as unknown as MLCEngine;
  const embedder = new WebLlmEmbedder(engine, { model, fingerprint: 'abc' }, lost);
  return { embedder, asked, isUnloaded: () => isUnloaded };
}

const unit = (vector: readonly number[]): number[] => vector.map((value) => value / Math.hypot(...vector));

describe('WebLlmEmbedder', () => {
  test('puts each text between its marks, in batches, and gives unit rows in the order of the texts', async () => {
    const { embedder, asked, isUnloaded } = setUp();
    const texts = ['b', 'a longer text', ' ', 'aa', ...Array.from({ length: 9 }, (_, i) => `text ${i}`)];
    const done: number[] = [];
    const rows = await embedder.embed(texts, never, (n) => done.push(n));
    expect(rows).toHaveLength(3 * texts.length);
    texts.forEach((text, i) => {
      const row = [...rows.subarray(3 * i, 3 * i + 3)];
      const expected = text === ' ' ? [0, 0, 0] : unit(vectorOf(`[CLS] ${text} [SEP]`));
      row.forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 6));
    });
    expect(asked.every((batch) => batch.length <= 8)).toBe(true); // four batches of two
    expect(asked.flat()).not.toContain('[CLS]   [SEP]');
    expect(done.at(-1)).toBe(texts.length);
    expect(embedder).toMatchObject({ id: plain.id, title: 'Tiny Embed', dimensions: 3 });
    expect(embedder.fingerprint).toContain('abc');
    await embedder.unload();
    expect(isUnloaded()).toBe(true);
  });

  test('marks inside of a text are not marks', async () => {
    const { embedder, asked } = setUp();
    await embedder.embed(['one [SEP] two [CLS]'], never);
    expect(asked[0]![0]).toBe('[CLS] one [ SEP ] two [ CLS ] [SEP]');
  });

  test('a text that is too long is cut until it fits, and only that one', async () => {
    const { embedder, asked } = setUp({ mostCharacters: 112 });
    const long = 'x'.repeat(400);
    const rows = await embedder.embed(['short', long], never);
    const sent = asked.filter((batch) => batch.length === 1).map(([text]) => text!);
    expect(sent).toContain('[CLS] short [SEP]');
    const last = sent.filter((text) => text.includes('xx')).at(-1)!;
    expect(last.length).toBeLessThanOrEqual(112);
    expect([...rows.subarray(3, 6)].map((value) => value.toFixed(5))).toEqual(
      unit(vectorOf(last)).map((value) => value.toFixed(5)),
    );
  });

  test.each<[string, () => number[], string, string]>([
    ['of another length', () => [1, 2], 'model-incompatible', 'invalid dimensions: 2 (wanted 3)'],
    ['not a number', () => [NaN, 1, 1], 'gpu-unsuitable', 'invalid embedding'],
    ['zero', () => [0, 0, 0], 'gpu-unsuitable', 'invalid embedding'],
    ['infinite', () => [Infinity, 0, 1], 'gpu-unsuitable', 'invalid embedding'],
  ])('a vector %s is refused', async (_, vector, code, message) => {
    const { embedder } = setUp({ vector });
    await expect(embedder.embed(['a'], never)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  test('a lost GPU, a failure of the library and an abort come out as what they are', async () => {
    let lost: LostReason | null = null;
    const losing = setUp({ lost: () => lost });
    lost = { reason: 'unknown', message: 'gone' };
    await expect(losing.embedder.embed(['a'], never)).rejects.toMatchObject({ code: 'device-lost' });
    const failing = setUp({ failure: new Error('Out of memory') });
    await expect(failing.embedder.embed(['a'], never)).rejects.toMatchObject({ code: 'out-of-memory' });
    const abort = new AbortController();
    const stopping = setUp();
    abort.abort();
    await expect(stopping.embedder.embed(['a'], abort.signal)).rejects.toSatisfy(isAbort);
  });

  test('a model that chats is no embedder', () => {
    expect(() => new WebLlmEmbedder({} as MLCEngine, { model: plain, fingerprint: 'f' }, () => null)).toThrow(
      'wanted an embedding model',
    );
  });
});

test('the configuration of an embedding model needs no template of a conversation', () => {
  const config = { vocab_size: 30522, tokenizer_files: ['tokenizer.json'], context_window_size: 512 };
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  expect(readConfig(bytes, false)).toMatchObject({ vocabularySize: 30522, contextTokens: 512 });
  expect(() => readConfig(bytes)).toThrow('conv_template');
});
