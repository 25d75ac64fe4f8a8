/** @file What the lab asks of a language model that chats, without knowing which library runs it, or on which thread. */

import type { GpuName } from './gpu-name';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A word the model is to use less or more often. */
export interface WordBias {
  /** Lower-case, without spaces. It acts where the model's vocabulary holds the word, or its capitalised form, whole. */
  readonly word: string;
  /** Added to the logit, −100 to 100. */
  readonly bias: number;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** The reply is cut after this many tokens. */
  readonly maxTokens: number;
  readonly temperature: number;
  /** Nucleus mass in (0, 1]; 1 keeps every token. */
  readonly topP: number;
  /** −2 to 2, for each time a token stands in the reply already; 0 is none. */
  readonly frequencyPenalty: number;
  /** −2 to 2, for a token that stands in the reply already; 0 is none. */
  readonly presencePenalty: number;
  /** 1 to 2147483646 and large: see `seedNumber`. */
  readonly seed: number;
  /** What the reply must look like, as EBNF with the rule `root`; null leaves it free. */
  readonly grammar: string | null;
  readonly wordBias: readonly WordBias[];
}

/** `abort`: cut off from outside; then the text may end anywhere. */
export type FinishReason = 'stop' | 'length' | 'abort';

export interface ChatReply {
  readonly text: string;
  readonly finish: FinishReason;
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
}

/** A language model that takes one request at a time. */
export interface ChatEngine {
  /** Of the model. */
  readonly id: string;
  readonly description: string;
  /** Names the weights, the library and the engine: equal fingerprints on one GPU answer alike. */
  readonly fingerprint: string;
  /** Prompt and reply together. */
  readonly contextTokens: number;
  /** What it runs on now, and may run on another time; null where nothing tells, absent where it never does. */
  readonly gpu?: GpuName | null;
  /**
   * Loads the model where that has not been done; `chat` would do so by itself, and the time would count as writing.
   * Absent where it always is loaded.
   */
  prepare?(signal: AbortSignal): Promise<void>;
  /**
   * The reply, with its pieces on the way.
   * @param onText gets each new piece of text and the tokens so far
   * @throws AbortError when the signal aborts, LabError when the engine fails: `worker-died` and `device-lost` can be
   *   tried again on this same engine, which then has itself replaced
   */
  chat(
    request: ChatRequest,
    signal: AbortSignal,
    onText?: (delta: string, replyTokens: number) => void,
  ): Promise<ChatReply>;
}

/** An embedding model that is loaded. */
export interface EmbeddingEngine {
  /** Of the model. */
  readonly id: string;
  /** What its measures are called by: "Arctic Embed S". */
  readonly title: string;
  readonly description: string;
  /** Names the weights, the library and the engine. */
  readonly fingerprint: string;
  readonly dimensions: number;
  /**
   * (n, d) row-major, rows of unit length; all zero for a text without a visible character. A text that is too long for
   * the model is cut at its end.
   * @param onDone gets the texts done so far
   * @throws AbortError when the signal aborts, LabError when the engine fails or gives what is no embedding
   */
  embed(
    texts: readonly string[],
    signal: AbortSignal,
    onDone?: (numDone: number) => void,
  ): Promise<Float32Array<ArrayBuffer>>;
}
