/** @file The language model as judge of how alike texts are, for the measure that asks one. */
import type { ChatEngine } from '../../core/llm-engine';
import type { JudgeQuestion, TextJudge } from '../../core/text-judge';
import { seedNumber, type SeedPart } from '../../core/random';

const MOST_TOKENS = 700;

export class LlmTextJudge implements TextJudge {
  readonly id: string;
  readonly description: string;
  readonly #engine: ChatEngine;

  constructor(engine: ChatEngine) {
    this.#engine = engine;
    this.id = `webllm:${engine.fingerprint}`;
    this.description = engine.description;
  }

  async answer(question: JudgeQuestion, seed: readonly SeedPart[], signal: AbortSignal): Promise<string> {
    const { text } = await this.#engine.chat(
      {
        messages: [
          { role: 'system', content: 'You compare texts. You answer in JSON and nothing else.' },
          { role: 'user', content: question.prompt },
        ],
        maxTokens: MOST_TOKENS,
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
