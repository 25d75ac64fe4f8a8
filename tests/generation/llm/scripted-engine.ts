/** @file A language model that says what it is told to, and fails on cue. */
import type { GpuName } from '../../../src/core/gpu-name';
import type { ChatEngine, ChatReply, ChatRequest } from '../../../src/core/llm-engine';
import type { FinishReason } from '../../../src/core/llm-engine';

interface Line {
  readonly text: string;
  readonly finish?: FinishReason;
  /** Thrown after the text has been heard. */
  readonly error?: Error;
}

export type Script = (request: ChatRequest, index: number) => Line | string;

export class ScriptedEngine implements ChatEngine {
  readonly id = 'scripted';
  readonly description = 'scripted model';
  readonly fingerprint = 'scripted-1';
  readonly contextTokens: number;
  gpu: GpuName | null = null;
  readonly requests: ChatRequest[] = [];
  readonly #script: Script;

  constructor(script: Script, contextTokens = 4096) {
    this.#script = script;
    this.contextTokens = contextTokens;
  }

  async chat(
    request: ChatRequest,
    signal: AbortSignal,
    onText?: (delta: string, replyTokens: number) => void,
  ): Promise<ChatReply> {
    signal.throwIfAborted();
    const said = this.#script(request, this.requests.push(request) - 1);
    const { text, finish = 'stop', error } = typeof said === 'string' ? { text: said } : said;
    let replyTokens = 0;
    for (const piece of text.match(/[^ ]+ ?| /g) ?? []) {
      signal.throwIfAborted();
      onText?.(piece, ++replyTokens);
      await Promise.resolve();
    }
    if (error !== undefined) throw error;
    return { text, finish, promptTokens: 50, replyTokens, prefillMs: 1, decodeMs: replyTokens };
  }
}

/** A reply of `count` rows that are new in every request. */
export function freshRows(request: ChatRequest, index: number, count = 4): string {
  return JSON.stringify(
    Array.from({ length: count }, (_, i) => `a thing of sort ${request.seed} number ${index} and ${i}`),
  ).replaceAll('","', '", "');
}
