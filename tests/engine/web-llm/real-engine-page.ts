/** @file What the page of the real-engine test does: download, load, say a few words twice. */
import { customModel } from '../../../src/core/llm-model';
import { rowsGrammar } from '../../../src/generation/llm/grammar';
import { createLlmClient } from '../../../src/workers/llm-client';

export interface Said {
  readonly adapter: string;
  readonly loadMs: number;
  readonly text: string;
  readonly again: string;
  readonly replyTokens: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
}

async function speak(): Promise<Said> {
  const site = new URL('/', location.href).href;
  const adapter = await navigator.gpu.requestAdapter();
  const silence = { load: 1_200_000, firstToken: 1_200_000, nextToken: 300_000 };
  const client = createLlmClient({ siteUrl: site, silence });
  const never = new AbortController().signal;
  const weightsUrl = `${site}model/`;
  const model = customModel({
    title: 'Real',
    weightsUrl,
    libraryUrl: `${weightsUrl}library.wasm`,
    isThinking: false,
  });
  await client.download(model, never);
  const from = performance.now();
  const engine = await client.load(model.id, never, { isTriedOut: false });
  const loadMs = Math.round(performance.now() - from);
  const request = {
    messages: [{ role: 'user', content: 'Name a bird.' }],
    maxTokens: 3,
    temperature: 1,
    topP: 1,
    frequencyPenalty: 0,
    presencePenalty: 0,
    seed: 1234567891,
    grammar: rowsGrammar(2),
    wordBias: [],
  } as const;
  const { text, replyTokens, prefillMs, decodeMs } = await engine.chat(request, never);
  const { text: again } = await engine.chat(request, never);
  await client.unload();
  return { adapter: adapter?.info.architecture ?? '', loadMs, text, again, replyTokens, prefillMs, decodeMs };
}

Object.assign(window, { speak });
