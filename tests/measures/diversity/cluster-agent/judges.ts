/** @file Judges and an embedder for tests. */
import type { TextEmbedder } from '../../../../src/core/ports.js';
import type { SeedPart } from '../../../../src/core/random.js';
import type { JudgeQuestion, TextJudge } from '../../../../src/core/text-judge.js';

/** "3 anything" is embedded along axis 3; "" is a row of zeros. */
export const axisEmbedder: TextEmbedder = {
  id: 'axes',
  dimensions: 16,
  embed: async (texts) => {
    const values = new Float32Array(texts.length * 16);
    texts.forEach((text, i) => {
      if (text !== '') values[i * 16 + (parseInt(text) % 16)] = 1;
    });
    return values;
  },
};

export interface Asked {
  readonly question: JudgeQuestion;
  readonly seed: readonly SeedPart[];
}

/** Answers by a function, and remembers what it was asked. */
export class ScriptedJudge implements TextJudge {
  readonly id = 'scripted';
  readonly description = 'scripted';
  readonly asked: Asked[] = [];
  readonly #reply: (question: JudgeQuestion, numAskedBefore: number) => string;

  constructor(reply: (question: JudgeQuestion, numAskedBefore: number) => string) {
    this.#reply = reply;
  }

  async answer(question: JudgeQuestion, seed: readonly SeedPart[]): Promise<string> {
    this.asked.push({ question, seed });
    return this.#reply(question, this.asked.length - 1);
  }

  count(kind: JudgeQuestion['kind']): number {
    return this.asked.filter(({ question }) => question.kind === kind).length;
  }
}

/** What a well-behaved model says: traits of its own, all texts in the given clusters, all of them valid or not. */
export function answering(clusters: readonly (readonly number[])[], valid: readonly number[]) {
  return (question: JudgeQuestion): string => {
    switch (question.kind) {
      case 'propose':
        return '{"metadata": [{"name": "Topic", "definition": "of what"}], "metrics": [{"name": "Depth", "definition": "how deep"}]}';
      case 'summarise':
        return `{"traits": [{"name": "${question.about} trait", "definition": "merged"}]}`;
      case 'criteria':
        return JSON.stringify({ criteria: question.traits.map(({ name }) => `alike in ${name}`) });
      case 'cluster':
        return JSON.stringify({ clusters: clusters.map((samples, i) => ({ id: i + 1, samples })) });
      case 'verify':
        return JSON.stringify({ clusters: valid.map((verdict, i) => ({ id: i + 1, valid: verdict })) });
    }
  };
}
