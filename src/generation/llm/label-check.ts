/** @file The language model as judge of labels: which label would it give a text? */
import type { ChatEngine } from '../../core/llm-engine';
import type { LabelCounts } from '../../core/llm-report';
import type { LlmTask } from '../../core/llm-task';
import type { Example } from '../../core/example';
import { seedNumber, type SeedPart } from '../../core/random';
import { labelsGrammar } from './grammar';
import { writeJudgePrompt } from './prompts';
import { readReply } from './read-reply';

/** Texts put to the judge at a time. */
export const TEXTS_PER_REQUEST = 8;
const TOKENS_PER_LABEL = 16;

/**
 * The judge's label of each text, null where it gave none. It is asked a few at a time and without chance
 * (temperature 0); texts that stand in the order of their labels would give it a hint, so give them shuffled.
 * @param onProgress gets the number of texts asked about so far
 */
export async function judgeLabels(
  engine: ChatEngine,
  task: LlmTask,
  texts: readonly string[],
  seed: readonly SeedPart[],
  signal: AbortSignal,
  onProgress?: (done: number) => void,
): Promise<(number | null)[]> {
  const names = task.labels.map((label) => label.name);
  const labels: (number | null)[] = [];
  for (let from = 0; from < texts.length; from += TEXTS_PER_REQUEST) {
    signal.throwIfAborted();
    const asked = texts.slice(from, from + TEXTS_PER_REQUEST);
    const reply = await engine.chat(
      {
        messages: writeJudgePrompt(task, asked),
        maxTokens: asked.length * TOKENS_PER_LABEL,
        temperature: 0,
        topP: 1,
        frequencyPenalty: 0,
        presencePenalty: 0,
        seed: seedNumber(...seed, 'judge', from),
        grammar: labelsGrammar(asked.length, names),
        wordBias: [],
      },
      signal,
    );
    const { rows } = readReply(reply.text, reply.finish === 'stop');
    for (let i = 0; i < asked.length; i++) {
      const row = rows[i];
      const said = row?.isWhole ? names.findIndex((name) => sameName(name, row.text)) : -1;
      labels.push(said < 0 ? null : said);
    }
    onProgress?.(labels.length);
  }
  return labels;
}

/** How many of the examples the judge gave a label, and to how many of them another one than they have. */
export function countDisputes(
  examples: readonly Example[],
  judgedLabels: readonly (number | null)[],
): LabelCounts {
  const pairs = examples.map(({ label }, i) => [label, judgedLabels[i] ?? null] as const);
  const judged = pairs.filter(([, said]) => said !== null);
  return { judged: judged.length, disputed: judged.filter(([label, said]) => label !== said).length };
}

function sameName(name: string, said: string): boolean {
  return name.trim().toLowerCase() === said.trim().toLowerCase();
}
