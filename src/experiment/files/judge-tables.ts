/** @file The cluster-agent score of a visitor's tables: by a language model, with the surrogate beside it, and its ablations. */
import { LabError, shown } from '../../core/errors';
import {
  isInBounds,
  JUDGE_BOUNDS,
  questionsOf,
  type AblationLine,
  type ClusterScore,
  type FilesAblated,
  type FilesJudged,
  type JudgedFile,
  type JudgeProgress,
  type JudgeReady,
  type JudgeSettings,
} from '../../core/judged-set';
import { sampleWithout, stream, type SeedPart } from '../../core/random';
import type { TextJudge } from '../../core/text-judge';
import {
  ablationsOf,
  runAblations,
  type AblationPlan,
} from '../../measures/diversity/cluster-agent/ablations';
import { clusterAgentScore } from '../../measures/diversity/cluster-agent/cluster-agent-score';
import { deriveCriteria } from '../../measures/diversity/cluster-agent/criteria';
import {
  clusterQuestion,
  textCharactersFor,
  verifyQuestion,
} from '../../measures/diversity/cluster-agent/prompts';
import { SurrogateJudge } from '../../measures/diversity/cluster-agent/surrogate-judge';
import type { MeasureTools } from '../run/measure-tools';
import { baseName, readSource, type ReadSettings, type TableSource } from './read-tables';

export type SurrogateTools = Pick<MeasureTools, 'embedder' | 'likeness'>;

/** Texts of a table, or of a group of it. */
export interface TextSet {
  readonly name: string;
  readonly numRows: number;
  readonly texts: readonly string[];
}

/** The sets of a file, or of each value of a column, and of a reference. @throws LabError `bad-dataset` */
export async function readTextSets(
  sources: readonly TableSource[],
  settings: ReadSettings,
  signal: AbortSignal,
): Promise<TextSet[]> {
  const sets: TextSet[] = [];
  for (const [i, source] of sources.entries()) {
    const own = i === 0 ? settings : { ...settings, by: null, needsLabels: false };
    const { groups } = await readSource(source, i === 0 ? 'file' : 'reference', own, signal);
    sets.push(...groups.map(({ name, ...group }) => ({ ...group, name: name || baseName(source.name) })));
  }
  return sets;
}

/** Questions that a judge is timed with: the two of a round. */
const QUESTIONS_TIMED = 2;

/** @throws LabError `bad-setting` for a setting out of bounds; `bad-dataset` for a set with fewer texts than a round takes */
export function checkJudgeable(sets: readonly TextSet[], settings: JudgeSettings): void {
  checkSettings(settings);
  for (const { name, texts } of sets) needTexts(name, texts.length, settings.textsPerRound);
}

/** Asks the judge the two questions of a round, and says how long it took for each. What it answers does not matter. */
export async function timeJudge(
  [set]: readonly TextSet[],
  judge: TextJudge,
  textsPerRound: number,
  signal: AbortSignal,
): Promise<JudgeReady> {
  const texts = sampleWithout(set!.texts, textsPerRound, stream('timing'));
  const most = textCharactersFor(judge, texts.length);
  const pairs = Array.from({ length: Math.floor(texts.length / 2) }, (_, i) => [2 * i + 1, 2 * i + 2]);
  const from = performance.now();
  await judge.answer(clusterQuestion(texts, [], most), ['timing', 0], signal);
  await judge.answer(verifyQuestion(texts, pairs, [], most), ['timing', 1], signal);
  const msPerQuestion = (performance.now() - from) / QUESTIONS_TIMED;
  return { id: judge.id, description: judge.description, msPerQuestion };
}

/**
 * The score of each set by the judge, all by the same criteria, which are drawn up from the texts of all; and the
 * surrogate's at the same settings.
 * @param seed every random draw comes from it
 * @throws LabError `bad-setting` for a setting out of bounds; `bad-dataset` for a set with fewer texts than a round
 *   takes; `unreadable-answers` where the judge does not keep to the form
 */
export async function judgeSets(
  sets: readonly TextSet[],
  judge: TextJudge,
  { embedder, likeness }: SurrogateTools,
  settings: JudgeSettings,
  seed: number,
  signal: AbortSignal,
  onProgress: (progress: JudgeProgress) => void = () => undefined,
): Promise<FilesJudged> {
  checkJudgeable(sets, settings);
  const { textsPerRound, numRounds, numProposals } = settings;
  const from = performance.now();
  const clock = new QuestionClock(questionsOf(settings, sets.length), onProgress);
  const counted = clock.listenTo(judge);
  const names: readonly SeedPart[] = [seed, 'judge'];
  const tally = { numRejected: 0 };
  // As many of each set, so that the criteria lean to none of them.
  const share = Math.min(...sets.map(({ texts }) => texts.length));
  const mixed = sets.flatMap(({ texts }, i) => sampleWithout(texts, share, stream(...names, 'mixed', i)));
  const criteria = await deriveCriteria(mixed, counted, names, { numProposals, signal }, tally);
  clock.phase = 'rounds';
  const options = { textsPerRound, numRounds, criteria, signal };
  const files: JudgedFile[] = [];
  for (const { name, numRows, texts } of sets) {
    const scored = await clusterAgentScore(texts, counted, names, options);
    const surrogate = await clusterAgentScore(texts, new SurrogateJudge(embedder, likeness), names, options);
    files.push({
      name,
      numRows,
      numTexts: texts.length,
      score: scoreOf(scored),
      surrogate: scoreOf(surrogate),
      numRounds: scored.rounds.length,
      numLostRounds: scored.numLostRounds,
      numRejectedAnswers: scored.numRejectedAnswers,
      numStruck: scored.rounds.reduce((sum, round) => sum + round.numStruck, 0),
    });
  }
  return {
    judge: { id: judge.id, description: judge.description },
    embedderId: embedder.id,
    settings,
    criteria,
    files,
    numQuestions: clock.numAnswered,
    seconds: (performance.now() - from) / 1000,
  };
}

/**
 * What the score owes to K, to N and to verification (Chen et al. 2024, table 10), by the surrogate judge.
 * @param onDone gets how much is done, 0 to 1
 */
export async function ablateSets(
  sets: readonly TextSet[],
  { embedder, likeness }: SurrogateTools,
  seed: number,
  signal: AbortSignal,
  onDone: (fraction: number) => void = () => undefined,
  plan: AblationPlan = {},
): Promise<FilesAblated> {
  const judge = new SurrogateJudge(embedder, likeness);
  const ablations = ablationsOf({ signal }, plan);
  const columns: Awaited<ReturnType<typeof runAblations>>[] = [];
  for (const { texts } of sets) {
    columns.push(
      await runAblations(texts, judge, [seed, 'ablations'], ablations, (numDone) =>
        onDone((columns.length + numDone / ablations.length) / sets.length),
      ),
    );
  }
  const lines = ablations.map(({ id, options }): AblationLine => ({
    id,
    textsPerRound: options.textsPerRound,
    numRounds: options.numRounds,
    scores: columns.map((column) => {
      const result = column.get(id);
      return result ? scoreOf(result) : null;
    }),
  }));
  return {
    judge: { id: judge.id, description: judge.description },
    names: sets.map(({ name }) => name),
    lines,
  };
}

function scoreOf({ value, interval }: ClusterScore): ClusterScore {
  return { value, interval };
}

/** Counts a judge's answers and says how long the rest will take. */
class QuestionClock {
  phase: JudgeProgress['phase'] = 'criteria';
  numAnswered = 0;
  readonly #total: number;
  readonly #onProgress: (progress: JudgeProgress) => void;
  readonly #from = performance.now();

  constructor(total: number, onProgress: (progress: JudgeProgress) => void) {
    this.#total = total;
    this.#onProgress = onProgress;
  }

  listenTo(judge: TextJudge): TextJudge {
    return {
      id: judge.id,
      description: judge.description,
      ...(judge.promptCharacters === undefined ? {} : { promptCharacters: judge.promptCharacters }),
      answer: async (question, seed, signal) => {
        const answer = await judge.answer(question, seed, signal);
        this.numAnswered++;
        this.#report();
        return answer;
      },
    };
  }

  #report(): void {
    const total = Math.max(this.#total, this.numAnswered); // answers asked for again may run beyond it
    const perQuestion = (performance.now() - this.#from) / this.numAnswered;
    this.#onProgress({
      phase: this.phase,
      done: this.numAnswered,
      total,
      remainingMs: (total - this.numAnswered) * perQuestion,
    });
  }
}

function checkSettings(settings: JudgeSettings): void {
  for (const name of Object.keys(JUDGE_BOUNDS) as (keyof JudgeSettings)[]) {
    if (isInBounds(name, settings[name])) continue;
    const [least, most] = JUDGE_BOUNDS[name];
    throw new LabError(
      'bad-setting',
      `judgeSets: invalid ${name}: ${shown(settings[name])} (wanted a whole number from ${least} to ${most}) — change it and try again`,
    );
  }
}

function needTexts(name: string, found: number, wanted: number): void {
  if (found >= wanted) return;
  throw new LabError(
    'bad-dataset',
    `${name}: missing texts: ${shown(found)} (wanted at least ${wanted}, as many as a round takes) — take fewer texts a round, or a larger file`,
  );
}
