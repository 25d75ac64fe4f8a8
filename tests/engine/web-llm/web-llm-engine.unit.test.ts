/** @file The adapter over WebLLM against a stand-in that streams, fails, and loses its device, in WebLLM's own shapes. */
import type { ChatCompletionChunk, ChatCompletionRequestStreaming, MLCEngine } from '@mlc-ai/web-llm';
import { expect, test } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import type { ChatRequest } from '../../../src/core/llm-engine';
import { customModel } from '../../../src/core/llm-model';
import { WebLlmEngine } from '../../../src/engine/web-llm/web-llm-engine';
import type { LostReason } from '../../../src/engine/web-llm/start-engine';

const never = new AbortController().signal;
const request: ChatRequest = {
  messages: [{ role: 'user', content: 'hi' }],
  maxTokens: 7,
  temperature: 0.3,
  topP: 0.9,
  frequencyPenalty: 0.1,
  presencePenalty: 0.2,
  seed: 1234567891,
  grammar: 'root ::= "x"',
  wordBias: [{ word: 'the', bias: -2 }],
};

const chunk = (content: string, finish: 'stop' | 'length' | null = null): ChatCompletionChunk => ({
  id: '1',
  model: 'm',
  object: 'chat.completion.chunk',
  created: 0,
  choices: [{ index: 0, delta: finish ? {} : { content }, finish_reason: finish }],
});
const usage: ChatCompletionChunk = {
  ...chunk(''),
  choices: [],
  usage: {
    prompt_tokens: 11,
    completion_tokens: 4,
    total_tokens: 15,
    extra: {
      e2e_latency_s: 1,
      prefill_tokens_per_s: 22,
      decode_tokens_per_s: 8,
      time_to_first_token_s: 0.5,
      time_per_output_token_s: 0.125,
    },
  },
};

function setUp(
  stream: () => AsyncGenerator<ChatCompletionChunk>,
  { isThinking = false, lost = (): LostReason | null => null } = {},
) {
  const requests: ChatCompletionRequestStreaming[] = [];
  let isLeft = false;
  const library = {
    chat: {
      completions: {
        create: (one: ChatCompletionRequestStreaming) => {
          requests.push(one);
          return Promise.resolve(
            (async function* () {
              try {
                yield* stream();
              } finally {
                isLeft = true;
              }
            })(),
          );
        },
      },
    },
  } as unknown as MLCEngine;
  const model = customModel({
    title: 'M',
    weightsUrl: 'http://x/',
    libraryUrl: 'http://x/l.wasm',
    isThinking,
  });
  const cached = { model, sizeBytes: 1, cachedAt: '', fingerprint: 'abc' };
  return {
    engine: new WebLlmEngine(library, cached, new Map([['Ġthe', 42]]), lost),
    requests,
    isLeft: () => isLeft,
  };
}

test('a request reaches WebLLM in its own words, and the reply comes back with its counts', async () => {
  const { engine, requests } = setUp(async function* () {
    yield* [chunk('a '), chunk('b'), chunk('', 'stop'), usage];
  });
  const heard: [string, number][] = [];
  const reply = await engine.chat(request, never, (delta, tokens) => heard.push([delta, tokens]));
  expect(reply).toEqual({
    text: 'a b',
    finish: 'stop',
    promptTokens: 11,
    replyTokens: 4,
    prefillMs: 500,
    decodeMs: 500,
  });
  expect(heard).toEqual([
    ['a ', 1],
    ['b', 2],
  ]);
  expect(requests[0]).toEqual({
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'hi' }],
    max_tokens: 7,
    temperature: 0.3,
    top_p: 0.9,
    frequency_penalty: 0.1,
    presence_penalty: 0.2,
    repetition_penalty: 1,
    seed: 1234567891,
    logit_bias: { 42: -2 },
    response_format: { type: 'grammar', grammar: 'root ::= "x"' },
  });
});

test('thinking is off for a model that thinks, and what is not asked for is not sent', async () => {
  const { engine, requests } = setUp(
    async function* () {
      yield chunk('', 'length');
    },
    { isThinking: true },
  );
  expect((await engine.chat({ ...request, grammar: null, wordBias: [] }, never)).finish).toBe('length');
  expect(requests[0]).toMatchObject({ extra_body: { enable_thinking: false } });
  expect(requests[0]).not.toHaveProperty('response_format');
  expect(requests[0]).not.toHaveProperty('logit_bias');
});

test('an abort leaves the stream, so that the model stops', async () => {
  const { engine, isLeft } = setUp(async function* () {
    for (;;) yield chunk('a ');
  });
  const abort = new AbortController();
  await expect(
    engine.chat(request, abort.signal, (_, tokens) => tokens === 3 && abort.abort()),
  ).rejects.toSatisfy(isAbort);
  expect(isLeft()).toBe(true);
});

test('a GPU lost during a reply is reported, though WebLLM continues with garbage', async () => {
  let lost: LostReason | null = null;
  const { engine } = setUp(
    async function* () {
      yield chunk('a ');
      lost = { reason: 'unknown', message: 'gone' };
      for (;;) yield chunk('\ufffd');
    },
    { lost: () => lost },
  );
  await expect(engine.chat(request, never)).rejects.toMatchObject({ code: 'device-lost' });
});

test('WebLLM’s errors, strings included, come out in the lab’s words', async () => {
  const thrown: unknown[] = [
    new Error('boom'),
    'ContextWindowSizeExceededError: too long',
    Object.assign(new Error('x'), { name: 'GrammarMatcherInitError' }),
  ];
  const codes = await Promise.all(
    thrown.map((error) =>
      setUp(async function* () {
        yield chunk('a');
        throw error;
      })
        .engine.chat(request, never)
        .then(
          () => 'nothing thrown',
          (failure: { code: string }) => failure.code,
        ),
    ),
  );
  expect(codes).toEqual(['internal', 'bad-setting', 'internal']);
});

test('a model that says nothing sensible when tried out is refused', async () => {
  const saying = (text: string) =>
    setUp(async function* () {
      if (text) yield chunk(text);
      yield chunk('', 'stop');
    }).engine.tryOut();
  await expect(saying('Yes.')).resolves.toBeUndefined();
  await expect(saying('')).rejects.toMatchObject({ code: 'gpu-unsuitable' });
  await expect(saying('\ufffd\ufffd\ufffd')).rejects.toMatchObject({ code: 'gpu-unsuitable' });
});
