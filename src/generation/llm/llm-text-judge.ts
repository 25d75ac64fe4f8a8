/** @file The language model as judge of how alike texts are, for the measure that asks one. */
import { LabError } from '../../core/errors';
import type { ChatEngine } from '../../core/llm-engine';
import type { JudgeQuestion, TextJudge } from '../../core/text-judge';
import { seedNumber, type SeedPart } from '../../core/random';

const MOST_TOKENS = 700;
/** A model with a small context keeps most of it for the question. */
const MOST_REPLY_SHARE = 1 / 4;
/** English has four or more; names, numbers and other scripts fewer. */
const CHARACTERS_PER_TOKEN = 3;
/** An engine that died is replaced so often within one question. */
const MOST_DEATHS = 2;

export class LlmTextJudge implements TextJudge {
  readonly id: string;
  readonly description: string;
  readonly promptCharacters: number;
  readonly #engine: ChatEngine;
  readonly #mostTokens: number;

  constructor(engine: ChatEngine) {
    this.#engine = engine;
    this.id = `webllm:${engine.fingerprint}`;
    this.description = engine.description;
    this.#mostTokens = Math.min(MOST_TOKENS, Math.floor(engine.contextTokens * MOST_REPLY_SHARE));
    this.promptCharacters = (engine.contextTokens - this.#mostTokens) * CHARACTERS_PER_TOKEN;
  }

  /** A question that is too long for the model after all gets an empty answer, which cannot be read and is counted. */
  async answer(question: JudgeQuestion, seed: readonly SeedPart[], signal: AbortSignal): Promise<string> {
    for (let deaths = 0; ; deaths++) {
      try {
        return await this.#ask(question, seed, signal);
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        if (error.code === 'bad-setting') return '';
        const canTryAgain = error.code === 'worker-died' || error.code === 'device-lost';
        if (!canTryAgain || deaths === MOST_DEATHS) throw error;
      }
    }
  }

  async #ask(question: JudgeQuestion, seed: readonly SeedPart[], signal: AbortSignal): Promise<string> {
    const { text } = await this.#engine.chat(
      {
        messages: [
          { role: 'system', content: 'You compare texts. You answer in JSON and nothing else.' },
          { role: 'user', content: question.prompt },
        ],
        maxTokens: this.#mostTokens,
        temperature: 0,
        topP: 1,
        frequencyPenalty: 0,
        presencePenalty: 0,
        seed: seedNumber(...seed, 'judge', question.kind),
        grammar: null,
        wordBias: [],
      },
      signal,
    );
    return text;
  }
}
