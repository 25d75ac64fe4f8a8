/** @file The language model as judge of labels: which label would it give a text, and how much label noise is that? */
import type { ChatEngine } from '../../core/llm-engine';
import type { LlmTask } from '../../core/llm-task';
import type { Example } from '../../core/example';
import { seedNumber, type SeedPart } from '../../core/random';
import type { Estimate } from '../../core/run';
import { labelsGrammar } from './grammar';
import { writeJudgePrompt } from './prompts';
import { readReply } from './read-reply';

export interface LabelCheck {
  /** The judge's label of each text; null where it gave none. */
  readonly labels: readonly (number | null)[];
  /** Texts it gave a label. */
  readonly judged: number;
  /** Share of the judged texts whose label it disputes, 0 to 1, with Wilson's 95 % interval. */
  readonly disputed: Estimate;
}

const TEXTS_PER_REQUEST = 8;
const TOKENS_PER_LABEL = 16;
const Z_95 = 1.959964;

/**
 * Asks for the label of every text, a few at a time and without chance (temperature 0).
 * @param onProgress gets the number of texts asked about so far
 */
export async function checkLabelsWith(
  engine: ChatEngine,
  task: LlmTask,
  examples: readonly Example[],
  seed: readonly SeedPart[],
  signal: AbortSignal,
  onProgress?: (done: number) => void,
): Promise<LabelCheck> {
  const names = task.labels.map((label) => label.name);
  const labels: (number | null)[] = [];
  for (let from = 0; from < examples.length; from += TEXTS_PER_REQUEST) {
    signal.throwIfAborted();
    const texts = examples.slice(from, from + TEXTS_PER_REQUEST).map((example) => example.text);
    const reply = await engine.chat(
      {
        messages: writeJudgePrompt(task, texts),
        maxTokens: texts.length * TOKENS_PER_LABEL,
        temperature: 0,
        topP: 1,
        frequencyPenalty: 0,
        presencePenalty: 0,
        seed: seedNumber(...seed, 'judge', from),
        grammar: labelsGrammar(texts.length, names),
        wordBias: [],
      },
      signal,
    );
    const { rows } = readReply(reply.text, reply.finish === 'stop');
    for (let i = 0; i < texts.length; i++) {
      const row = rows[i];
      const said = row?.isWhole ? names.findIndex((name) => sameName(name, row.text)) : -1;
      labels.push(said < 0 ? null : said);
    }
    onProgress?.(labels.length);
  }
  const judged = labels.filter((label) => label !== null).length;
  const disputes = labels.filter((label, i) => label !== null && label !== examples[i]!.label).length;
  return { labels, judged, disputed: shareWithInterval(disputes, judged) };
}

/**
 * Label noise, corrected for the judge's own mistakes:
 *
 *     q = (d − e) / (1 − e · C / (C − 1))
 *
 * with d the share it disputes of generated rows, e the share it disputes of real rows, whose labels are right, and C
 * classes, its mistakes spread evenly over them. 0 no noise, 1 every label wrong; null where the judge is no better
 * than chance.
 * @see Rogan and Gladen 1978, "Estimating prevalence from the results of a screening test"
 */
export function labelNoise(disputed: number, disputedOfReal: number, numClasses: number): number | null {
  const power = 1 - (disputedOfReal * numClasses) / (numClasses - 1);
  if (!(power > 0)) return null;
  return Math.min(1, Math.max(0, (disputed - disputedOfReal) / power));
}

/** A share with Wilson's score interval; of nothing, anything from 0 to 1. */
function shareWithInterval(count: number, n: number): Estimate {
  if (n === 0) return { mean: 0, low: 0, high: 1 };
  const p = count / n;
  const z2 = Z_95 ** 2 / n;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (Z_95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n))) / (1 + z2);
  return { mean: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

function sameName(name: string, said: string): boolean {
  return name.trim().toLowerCase() === said.trim().toLowerCase();
}
