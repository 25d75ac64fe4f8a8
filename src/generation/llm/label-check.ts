/** @file The language model as judge of labels: which label would it give a text? */
import { LabError } from '../../core/errors';
import type { Example } from '../../core/example';
import type { Estimate } from '../../core/measure';
import type { ChatEngine } from '../../core/llm-engine';
import type { LabelCounts } from '../../core/llm-report';
import type { LlmTask } from '../../core/llm-task';
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

/** The judge's prompt without the texts. Answers to another wording do not count for this one. */
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

/** Names that differ only in capitals are distinguished where the judge's answer does so. */
function labelOf(said: string, names: readonly string[]): number | null {
  const same = (text: string): string => text.trim().toLowerCase();
  const exact = names.indexOf(said);
  const label = exact >= 0 ? exact : names.findIndex((name) => same(name) === same(said));
  return label < 0 ? null : label;
}

/* How many labels are wrong, from what an imperfect judge says of them. */

const Z_95 = 1.959964;

/**
 * Label noise, corrected for the judge's own mistakes:
 *
 *     q = (d − e) / (1 − e · C / (C − 1))
 *
 * with d the share it disputes of generated rows, e the share it disputes of real rows, whose labels are right, and C
 * classes, its mistakes spread evenly over them. 0 no noise, 1 every label wrong. Of few rows it may come out below 0,
 * by as much as the judge happened to dispute fewer of them than of the real ones: not cut off, so that a mean over
 * runs is not too high. Null where nothing was judged, or the judge is no better than chance.
 * @see Rogan and Gladen 1978, "Estimating prevalence from the results of a screening test"
 */
export function labelNoise(generated: LabelCounts, real: LabelCounts, numClasses: number): number | null {
  if (generated.judged === 0 || real.judged === 0) return null;
  return labelNoiseOfShares(generated.disputed / generated.judged, real.disputed / real.judged, numClasses);
}

/** The same from the shares d and e. */
export function labelNoiseOfShares(
  disputed: number,
  disputedOfReal: number,
  numClasses: number,
): number | null {
  if (numClasses < 2) return null;
  const power = 1 - (disputedOfReal * numClasses) / (numClasses - 1);
  return power > 0 ? (disputed - disputedOfReal) / power : null;
}

/**
 * The same with its 95 % interval, both held within 0 and 1. The interval is that of the delta method, from the
 * variances of both shares, after two disputed and two undisputed rows are added to each set (Agresti and Coull 1998,
 * who do so for one share), without which a set in which nothing is disputed would seem to be known exactly.
 */
export function labelNoiseInterval(
  generated: LabelCounts,
  real: LabelCounts,
  numClasses: number,
): Estimate | null {
  const mean = labelNoise(generated, real, numClasses);
  if (mean === null) return null;
  const k = numClasses / (numClasses - 1);
  const [d, e] = [generated, real].map(({ judged, disputed }) => ({
    share: (disputed + 2) / (judged + 4),
    n: judged + 4,
  }));
  const power = Math.max(1e-9, 1 - k * e!.share);
  const centre = (d!.share - e!.share) / power;
  const varianceOf = ({ share, n }: { share: number; n: number }): number => (share * (1 - share)) / n;
  const slopeOfReal = (k * d!.share - 1) / power ** 2;
  const sd = Math.sqrt(varianceOf(d!) / power ** 2 + slopeOfReal ** 2 * varianceOf(e!));
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  const low = within(Math.min(mean, centre - Z_95 * sd));
  const high = within(Math.max(mean, centre + Z_95 * sd));
  return { mean: within(mean), low, high };
}
