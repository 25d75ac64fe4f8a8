/** @file The language model as judge of labels: which label would it give a text? */
import type { ChatEngine } from '../../core/llm-engine';
import type { LabelCounts } from '../../core/llm-report';
import type { LlmTask } from '../../core/llm-task';
import { LabError } from '../../core/errors';
import type { Example } from '../../core/example';
import { seedNumber, type SeedPart } from '../../core/random';
import { labelsGrammar } from './grammar';
import { writeJudgePrompt } from './prompts';
import { readReply } from './read-reply';

/** Texts put to the judge at a time. */
const TEXTS_PER_REQUEST = 8;
/** Tokens of a label's answer that its name does not fill: quotes, comma, and the shortest names. */
const TOKENS_PER_LABEL = 16;

/**
 * The judge's label of each text, null where it gave none. It is asked a few at a time and without chance
 * (temperature 0); texts that stand in the order of their labels would give it a hint, so give them shuffled. Texts that
 * are too long for the model together are put to it in halves; one that is too long alone gets no label.
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
  // A character of some scripts takes two tokens.
  const tokensPerLabel = TOKENS_PER_LABEL + 2 * Math.max(...names.map((name) => name.length));
  const ask = async (asked: readonly string[], from: number): Promise<(number | null)[]> => {
    try {
      const reply = await engine.chat(
        {
          messages: writeJudgePrompt(task, asked),
          maxTokens: asked.length * tokensPerLabel,
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
      return asked.map((_, i) => (rows[i]?.isWhole ? labelOf(rows[i].text, names) : null));
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'bad-setting') throw error;
      if (asked.length === 1) return [null];
      const half = Math.ceil(asked.length / 2);
      return [...(await ask(asked.slice(0, half), from)), ...(await ask(asked.slice(half), from + half))];
    }
  };
  for (let from = 0; from < texts.length; from += TEXTS_PER_REQUEST) {
    signal.throwIfAborted();
    const asked = texts.slice(from, from + TEXTS_PER_REQUEST);
    labels.push(...(await ask(asked, from)));
    onProgress?.(labels.length);
  }
  return labels;
}

/** What the judge is told but for the texts: answers to another wording are no answers to this one. */
export function judgeWording(task: LlmTask): string {
  return JSON.stringify(writeJudgePrompt(task, ['a text']));
}

/** To how many of the examples the judge gave a label, and to how many of them another one than they have. */
export function countDisputes(
  examples: readonly Example[],
  judgedLabels: readonly (number | null)[],
): LabelCounts {
  const pairs = examples.map(({ label }, i) => [label, judgedLabels[i] ?? null] as const);
  const judged = pairs.filter(([, said]) => said !== null);
  const disputed = judged.filter(([label, said]) => label !== said).length;
  return { asked: examples.length, judged: judged.length, disputed };
}

/** Names that differ in nothing but capitals are told apart where the judge does so. */
function labelOf(said: string, names: readonly string[]): number | null {
  const same = (text: string): string => text.trim().toLowerCase();
  const exact = names.indexOf(said);
  const label = exact >= 0 ? exact : names.findIndex((name) => same(name) === same(said));
  return label < 0 ? null : label;
}
