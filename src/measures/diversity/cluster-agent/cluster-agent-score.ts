/**
 * @file The cluster-agent score of Chen et al. 2024 (arXiv 2410.15226, section 2.1): a judge works out by which traits
 * the texts of a set differ, sorts random handfuls of them into clusters, checks its own clusters, and the score says
 * how many clusters it found. Published without code; what the paper leaves open is decided, and said, here.
 */
import { breathe } from '../../../core/breathe';
import { LabError } from '../../../core/errors';
import type { MeasureInfo } from '../../../core/measure';
import type { MeasureInterval } from '../../../core/measured-set';
import { sampleIndices, stream, type SeedPart } from '../../../core/random';
import type { SortedTexts, TextJudge } from '../../../core/text-judge';
import { needAtLeast, needCount, type Measure, type TakenInFull } from '../../measure';
import type { SetContext } from '../../set-context';
import type { JudgeOfSet } from '../../set-of-texts';
import { deriveCriteria, type CriteriaOptions } from './criteria';
import { clusterQuestion, textCharactersFor, verifyQuestion } from './prompts';
import { askUntilRead, isRejected, type AskOptions, readClusters, readVerdicts } from './read-replies';

const info: MeasureInfo = {
  id: 'clusterAgentScore',
  label: 'LLM cluster-agent score',
  unit: 'clusters² per text',
  range: [0, null],
  moreDiverseWhen: 'higher',
  cost: 'O(N) answers of a judge on K texts',
  source:
    'Chen et al. 2024, arXiv 2410.15226; S is the mean size of a valid cluster; by the judge named beside it',
};

const formula = '(1 / N) Σ Cᵢ² / (texts in the Cᵢ valid clusters of round i)';

export const clusterAgentMeasure: Measure = {
  info,
  needs: ['texts', 'judge'],
  formula,
  interval: 'own',
  take: (context) => scoreBy(context.set.judge!, context),
};

/** Judged without a language model: its values do not compare with those of one, so it is another measure. */
export const clusterAgentSurrogateMeasure: Measure = {
  info: {
    ...info,
    id: 'clusterAgentSurrogate',
    label: 'cluster-agent score (surrogate)',
    source: `${info.source}; judged by the lab's embeddings, not by a language model`,
  },
  needs: ['texts', 'surrogate judge'],
  formula,
  interval: 'own',
  take: (context) => scoreBy(context.set.surrogateJudge!, context),
};

async function scoreBy(
  { judge, numRounds, criteria, seed }: JudgeOfSet,
  { set, settings, signal }: SetContext,
): Promise<TakenInFull> {
  // Without an interval there is nothing to resample.
  const resamples = settings.intervals ? RESAMPLES : 0;
  const options = { numRounds, criteria, resamples, signal };
  const { value, interval } = await clusterAgentScore(set.texts!, judge, seed, options);
  return { value, interval };
}

const RESAMPLES = 1_000;

/** `clustering`: without criteria and without verification; `unverified`: without verification; `whole`: all steps. */
type AgentSteps = 'clustering' | 'unverified' | 'whole';

export interface ClusterAgentOptions extends CriteriaOptions {
  /** K, texts a round. Default 10. */
  readonly textsPerRound?: number;
  /** N, rounds. Default 5,000, as in the paper; its standard error falls with √N. */
  readonly numRounds?: number;
  /** Default `whole`. */
  readonly steps?: AgentSteps;
  /** Criteria from an earlier score: the steps that find them are left out. Compared sets should share them. */
  readonly criteria?: readonly string[];
  /** Further attempts after an answer that cannot be read. Default 1. */
  readonly retries?: number;
  /** Resamples of the rounds for the interval; 0 for none, and an interval that is the value alone. Default 1,000. */
  readonly resamples?: number;
  readonly signal?: AbortSignal;
  readonly onRound?: (numDone: number, numRounds: number) => void;
}

/** One handful of texts, judged. */
interface AgentRound {
  /** C: valid clusters. */
  readonly numClusters: number;
  /** Texts in valid clusters. */
  readonly numTexts: number;
  /** C / S. */
  readonly score: number;
  /** Clusters that verification struck out. */
  readonly numStruck: number;
  /** Texts that the judge left in no cluster. */
  readonly numForgotten: number;
}

export interface ClusterAgentResult {
  readonly value: number;
  /** 95 % by resampling rounds: how far other handfuls of this set would move the value, not other sets. */
  readonly interval: MeasureInterval;
  readonly judge: string;
  readonly criteria: readonly string[];
  readonly rounds: readonly AgentRound[];
  /** Answers that could not be read, and rounds given up for it. */
  readonly numRejectedAnswers: number;
  readonly numLostRounds: number;
}

/**
 * D = (1 / N) Σ Cᵢ / Sᵢ with Cᵢ the valid clusters of round i and **Sᵢ the mean number of texts in one of them**, so
 * that Cᵢ / Sᵢ = Cᵢ² / (texts in valid clusters). Of K texts: 1 / K where all fall into one cluster, K where each
 * stands alone, 0 where no cluster is valid. The paper says "number of samples per cluster" of S; its value at K = 5,
 * 5.12, lies above 5, so its S must be another, which it does not give: values compare within the lab only.
 * - Clusters struck out at verification take their texts with them, out of C and of S.
 * - A text the judge forgets is in no cluster; a text it names twice is in the first.
 * - A round whose answer cannot be read, after all attempts, is left out of the mean and counted.
 * @param seed begins the name of every random stream
 * @throws LabError `bad-dataset` where there are fewer texts than a round takes; `unreadable-answers` where every round
 *   was lost, or the first twenty
 */
export async function clusterAgentScore(
  texts: readonly string[],
  judge: TextJudge,
  seed: readonly SeedPart[],
  options: ClusterAgentOptions = {},
): Promise<ClusterAgentResult> {
  const {
    textsPerRound = 10,
    numRounds = 5_000,
    steps = 'whole',
    retries = 1,
    resamples = RESAMPLES,
    onRound,
  } = options;
  const signal = options.signal ?? new AbortController().signal;
  needCount(textsPerRound, 2, 'clusterAgentScore', 'number of texts a round');
  needCount(numRounds, 1, 'clusterAgentScore', 'number of rounds');
  needCount(retries, 0, 'clusterAgentScore', 'number of retries');
  needCount(resamples, 0, 'clusterAgentScore', 'number of resamples');
  needAtLeast(textsPerRound, texts.length, 'clusterAgentScore');
  await judge.prepare?.(texts, signal);

  const tally = { numRejected: 0 };
  const criteria =
    steps === 'clustering'
      ? []
      : (options.criteria ?? (await deriveCriteria(texts, judge, seed, options, tally)));
  const rounds: AgentRound[] = [];
  for (let i = 0; i < numRounds; i++) {
    signal.throwIfAborted();
    const handful = sampleIndices(texts.length, textsPerRound, stream(...seed, 'round', i)).map(
      (t) => texts[t]!,
    );
    const ask = { judge, seed: [...seed, 'round', i], retries, signal, tally };
    const round = await judgeRound(handful, criteria, steps === 'whole', ask);
    if (round !== null) rounds.push(round);
    if (rounds.length === 0 && i + 1 >= Math.min(numRounds, HOPELESS)) throw unreadable(i + 1);
    onRound?.(i + 1, numRounds);
    await breathe();
  }
  const scores = rounds.map((round) => round.score);
  return {
    value: meanOf(scores),
    interval: resampledInterval(scores, resamples, seed),
    judge: judge.description,
    criteria,
    rounds,
    numRejectedAnswers: tally.numRejected,
    numLostRounds: numRounds - rounds.length,
  };
}

/** Rounds lost at the beginning without a single one read, after which no more are tried. */
const HOPELESS = 20;

function unreadable(numRounds: number): LabError {
  return new LabError(
    'unreadable-answers',
    `clusterAgentScore: missing rounds that could be read: 0 (wanted at least one of ${numRounds}) — choose another judge, a larger model as a rule`,
  );
}

async function judgeRound(
  texts: readonly string[],
  criteria: readonly string[],
  verifies: boolean,
  ask: AskOptions,
): Promise<AgentRound | null> {
  const sorted = await (ask.judge.sort?.(texts, ask.signal) ?? sortInWords(texts, criteria, verifies, ask));
  if (sorted === null) return null;
  const { clusters, valid } = sorted;
  const kept = verifies ? clusters.filter((_, c) => valid[c]!) : clusters;
  const numTexts = kept.reduce((sum, members) => sum + members.length, 0);
  return {
    numClusters: kept.length,
    numTexts,
    score: numTexts === 0 ? 0 : kept.length ** 2 / numTexts,
    numStruck: clusters.length - kept.length,
    numForgotten: texts.length - clusters.reduce((sum, members) => sum + members.length, 0),
  };
}

/** What the judge answers to both questions; null where an answer cannot be read. */
async function sortInWords(
  texts: readonly string[],
  criteria: readonly string[],
  verifies: boolean,
  ask: AskOptions,
): Promise<SortedTexts | null> {
  const most = textCharactersFor(ask.judge, texts.length, criteria);
  const sorted = await askUntilRead(clusterQuestion(texts, criteria, most), ask, (reply) =>
    readClusters(reply, texts.length),
  );
  if (isRejected(sorted)) return null;
  const { clusters } = sorted;
  if (!verifies || clusters.every((members) => members.length === 1)) {
    return { clusters, valid: clusters.map(() => true) };
  }
  const question = verifyQuestion(texts, clusters, criteria, most);
  const verdicts = await askUntilRead(question, ask, (reply) => readVerdicts(reply, clusters.length));
  if (isRejected(verdicts)) return null;
  return { clusters, valid: clusters.map((members, c) => members.length === 1 || verdicts.valid[c]!) };
}

/** The middle 95 % of the means of resampled rounds (Efron's percentile bootstrap). */
function resampledInterval(
  scores: readonly number[],
  resamples: number,
  seed: readonly SeedPart[],
): MeasureInterval {
  if (resamples === 0) return { low: meanOf(scores), high: meanOf(scores) };
  const rng = stream(...seed, 'resample');
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < scores.length; i++) sum += scores[rng.integer(scores.length)]!;
    return sum / scores.length;
  }).sort();
  const at = (quantile: number): number => means[Math.min(resamples - 1, Math.floor(quantile * resamples))]!;
  return { low: at(0.025), high: at(0.975) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
