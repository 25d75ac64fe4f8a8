/**
 * @file WebLLM behind the port. To be used in a worker of its own: the library is loaded here and nowhere else, loading
 * cannot be stopped but by ending the thread, and a GPU that hangs takes the thread with it.
 */
import type { ChatCompletionRequestStreaming, MLCEngine } from '@mlc-ai/web-llm';
import { LabError, shown } from '../../core/errors';
import type { ChatEngine, ChatReply, ChatRequest, WordBias } from '../../core/llm-engine';
import { explain } from './explain';
import { identityOf, type CachedModel, type ModelCache } from './model-cache';
import { readConfig, readVocabulary, CONFIG } from './model-files';
import { deviceLost, startEngine, watchDevices, type LostReason, type StartOptions } from './start-engine';

export interface OpenOptions extends StartOptions {
  readonly cache: ModelCache;
  /** Whether to let the model say a word first, to find a GPU that computes nonsense. Takes minutes in software. */
  readonly isTriedOut?: boolean;
}

/** Loads a model from the cache. @throws LabError with what is wrong */
export async function openWebLlm(
  cached: CachedModel,
  { cache, onProgress, isTriedOut = true }: OpenOptions,
): Promise<WebLlmEngine> {
  try {
    const { engine, lost, losing } = await startEngine(cached, onProgress ? { onProgress } : {});
    const opened = new WebLlmEngine(engine, cached, await vocabularyOf(cached.model.id, cache), lost);
    if (isTriedOut) await Promise.race([opened.tryOut(), losing]);
    return opened;
  } catch (error) {
    throw explain('openWebLlm', error);
  }
}

export class WebLlmEngine implements ChatEngine {
  readonly id: string;
  readonly description: string;
  readonly fingerprint: string;
  readonly contextTokens: number;
  readonly #engine: MLCEngine;
  readonly #isThinking: boolean;
  readonly #vocabulary: ReadonlyMap<string, number>;
  readonly #lost: () => LostReason | null;

  constructor(
    engine: MLCEngine,
    cached: CachedModel,
    vocabulary: ReadonlyMap<string, number>,
    lost: () => LostReason | null,
  ) {
    this.#engine = engine;
    this.#vocabulary = vocabulary;
    this.#lost = lost;
    this.#isThinking = cached.model.isThinking;
    ({
      id: this.id,
      description: this.description,
      fingerprint: this.fingerprint,
      contextTokens: this.contextTokens,
    } = identityOf(cached));
  }

  async chat(
    request: ChatRequest,
    signal: AbortSignal,
    onText?: (delta: string, replyTokens: number) => void,
  ): Promise<ChatReply> {
    signal.throwIfAborted();
    let text = '';
    let finish: ChatReply['finish'] | null = null;
    let tokens = 0;
    let usage: ChatReply | null = null;
    try {
      for await (const chunk of await this.#engine.chat.completions.create(this.#toWebLlm(request))) {
        const choice = chunk.choices[0];
        const delta = choice?.delta.content ?? '';
        if (choice && choice.finish_reason === null) {
          tokens++;
          onText?.(delta, tokens);
        }
        text += delta;
        if (choice?.finish_reason) finish = finishOf(choice.finish_reason);
        if (chunk.usage) {
          const { prompt_tokens, completion_tokens, extra } = chunk.usage;
          const decodeMs = extra.time_per_output_token_s * 1000 * completion_tokens;
          const prefillMs = extra.time_to_first_token_s * 1000;
          usage = {
            text,
            finish: finish ?? 'abort',
            promptTokens: prompt_tokens,
            replyTokens: completion_tokens,
            prefillMs,
            decodeMs,
          };
        }
        // Leaving the loop stops the model between two tokens and frees its lock.
        if (signal.aborted || this.#lost()) break;
      }
    } catch (error) {
      signal.throwIfAborted();
      const lost = this.#lost();
      throw lost ? deviceLost(lost) : explain('chat', error);
    }
    signal.throwIfAborted();
    // After a loss WebLLM may go on as if nothing were, with garbage.
    const lost = this.#lost();
    if (lost) throw deviceLost(lost);
    return (
      usage ?? {
        text,
        finish: finish ?? 'abort',
        promptTokens: 0,
        replyTokens: tokens,
        prefillMs: 0,
        decodeMs: 0,
      }
    );
  }

  /** @throws LabError `gpu-unsuitable` where the model says nothing at all, or not in text */
  async tryOut(): Promise<void> {
    const { text, replyTokens } = await this.chat(
      {
        messages: [{ role: 'user', content: 'Say yes.' }],
        maxTokens: 4,
        temperature: 0,
        topP: 1,
        frequencyPenalty: 0,
        presencePenalty: 0,
        seed: 1234567891,
        grammar: null,
        wordBias: [],
      },
      new AbortController().signal,
    );
    if (replyTokens > 0 && !text.includes('\ufffd\ufffd')) return;
    throw new LabError(
      'gpu-unsuitable',
      `openWebLlm: invalid first words of the model: ${shown(text)} — choose another model, or the one with f32 in its name`,
    );
  }

  async unload(): Promise<void> {
    watchDevices(null);
    await this.#engine.unload();
  }

  #toWebLlm(request: ChatRequest): ChatCompletionRequestStreaming {
    const biases = biasOfTokens(request.wordBias, this.#vocabulary);
    return {
      stream: true,
      stream_options: { include_usage: true },
      messages: request.messages.map(({ role, content }) => ({ role, content })),
      max_tokens: request.maxTokens,
      temperature: request.temperature,
      top_p: request.topP,
      frequency_penalty: request.frequencyPenalty,
      presence_penalty: request.presencePenalty,
      // All three are said, or a model's own configuration would set them: Qwen's has a penalty on repetition.
      repetition_penalty: 1,
      seed: request.seed,
      ...(Object.keys(biases).length > 0 ? { logit_bias: biases } : {}),
      ...(request.grammar === null ? {} : { response_format: { type: 'grammar', grammar: request.grammar } }),
      ...(this.#isThinking ? { extra_body: { enable_thinking: false } } : {}),
    };
  }
}

function finishOf(reason: string): ChatReply['finish'] {
  return reason === 'stop' || reason === 'length' ? reason : 'abort';
}

/** Empty where the tokenizer is no JSON: then words get no bias. */
async function vocabularyOf(id: string, cache: ModelCache): Promise<ReadonlyMap<string, number>> {
  const [config, tokenizer] = await Promise.all([cache.read(id, CONFIG), cache.read(id, 'tokenizer.json')]);
  return config && tokenizer ? readVocabulary(tokenizer, readConfig(config).vocabularySize) : new Map();
}

/** Marks of a blank before a word: byte-level BPE, SentencePiece, none. */
const BLANKS = ['Ġ', '▁', ''] as const;

/** Biases by token number, for the words the vocabulary holds whole: after a blank or not, capitalised or not. */
export function biasOfTokens(
  words: readonly WordBias[],
  vocabulary: ReadonlyMap<string, number>,
): Record<string, number> {
  const biases: Record<string, number> = {};
  for (const { word, bias } of words) {
    const capitalised = word.charAt(0).toUpperCase() + word.slice(1);
    for (const form of [word, capitalised]) {
      for (const blank of BLANKS) {
        const id = vocabulary.get(blank + form);
        if (id !== undefined) biases[id] = Math.max(-100, Math.min(100, bias));
      }
    }
  }
  return biases;
}
