/** @file Puts a run and a whole record together from what the steps gave. */
import type { Dataset, GeneratedRow } from '../../core/example';
import type { OracleInfo } from '../../core/explain';
import { GENERATORS } from '../../core/generators';
import type { Generation, PrefetchedGeneration } from '../../core/llm-report';
import type { FineTuneResult, PreTrainer, TextGenerator } from '../../core/ports';
import { seedNumber } from '../../core/random';
import type { Analysis, Manifest, Run, StudyRecord, Verdict } from '../../core/run';
import type { Arm, Study } from '../../core/study';
import { accuracy, balancedAccuracy, confusionMatrix, macroF1 } from '../../evaluation/scores';
import { preTrainerOf } from './check-study';
import { measuresWith } from './measures-by-embedder';
import { measuresOf } from './study-of';
import type { StudyPorts } from './study-ports';

interface RunParts {
  readonly rows: readonly GeneratedRow[];
  /** Generated rows of the training set, which `balance.ts` has brought to equal classes. */
  readonly numTrained: number;
  readonly measures: Run['measures'];
  readonly rowsUsed: NonNullable<Run['rowsUsed']>;
  readonly numReal: number;
  readonly numClasses: number;
  readonly backend: string;
  readonly generateMs: number;
  readonly measureMs: number;
  /** Absent where the encoder is the one that the site ships. */
  readonly preTrainMs?: number;
}

function aboutOf({
  description,
  parameters,
  tokensPerClass,
}: PreTrainer): NonNullable<Manifest['preTraining']> {
  return { description, parameters, tokensPerClass };
}

/** One finished run from what its steps gave. */
export function assembleRun(
  study: Study,
  arm: Arm,
  replicate: number,
  yTrue: readonly number[],
  { yPred, steps, finalLoss, trainingAccuracy, trainMs, evaluateMs }: FineTuneResult,
  {
    rows,
    numTrained,
    measures,
    rowsUsed,
    numReal,
    numClasses,
    backend,
    generateMs,
    measureMs,
    preTrainMs,
  }: RunParts,
): Run {
  const confusion = confusionMatrix(yTrue, yPred, numClasses);
  return {
    arm: arm.id,
    replicate,
    seed: seedNumber(study.seed, 'run', arm.id, replicate),
    accuracy: accuracy(yTrue, yPred),
    balancedAccuracy: balancedAccuracy(confusion),
    macroF1: macroF1(confusion),
    confusion,
    yPred,
    measures,
    rowsUsed,
    trainingRows: {
      generated: numTrained,
      real: numReal,
      ...(rows.length === numTrained ? {} : { made: rows.length }),
    },
    steps,
    finalLoss,
    ...(trainingAccuracy === undefined ? {} : { trainingAccuracy }),
    backend,
    durations: {
      generateMs,
      measureMs,
      trainMs,
      evaluateMs,
      ...(preTrainMs === undefined ? {} : { preTrainMs }),
    },
    rows,
  };
}

/** Runs arm by arm, replicate by replicate, in whichever order they were run. */
export function inOrder(study: Study, runs: readonly Run[]): Run[] {
  return study.arms.flatMap((arm) =>
    runs.filter((run) => run.arm === arm.id).sort((a, b) => a.replicate - b.replicate),
  );
}

interface RecordParts {
  readonly analysis: Analysis;
  readonly verdict: Verdict;
  readonly yTrue: readonly number[];
  readonly warnings: readonly string[];
  readonly durationMs: number;
  /** Null where labels were not asked about. */
  readonly oracle: OracleInfo | null;
  /** Null where no language model wrote. */
  readonly generation: PrefetchedGeneration | null;
}

function aboutGenerator(
  { id, description, fingerprint }: TextGenerator,
  generation: PrefetchedGeneration | null,
): Manifest['generator'] {
  const gpus = generation?.gpus ?? [];
  return { id, description, fingerprint, ...(gpus.length > 0 ? { gpus } : {}) };
}

/** What the generator had read of the data before the study. */
function fittedTo({ generator }: Study, { splits }: Dataset): Pick<Manifest['generator'], 'fittedTo'> {
  if (!GENERATORS[generator].hasReadCorpus) return {};
  const numbers = splits.corpus.map((texts) => texts.length);
  const rows = numbers.reduce((sum, count) => sum + count, 0);
  return { fittedTo: { rows, leastOfClass: Math.min(...numbers) } };
}

function saidOf({ reports, labelChecks }: PrefetchedGeneration): Generation {
  return { reports, labelChecks };
}

/** The record of a finished study. */
export function assembleRecord(
  study: Study,
  ports: StudyPorts,
  runs: readonly Run[],
  { analysis, verdict, yTrue, warnings, durationMs, oracle, generation }: RecordParts,
): StudyRecord {
  const { dataset, generator, embedder, classifier, appVersion, browser, prefetch } = ports;
  const preTrainer = preTrainerOf(study, ports);
  const { id, fingerprint } = preTrainer ?? classifier;
  return {
    version: 1,
    study,
    arms: study.arms.map(({ id, label, value, kind, series }) => ({
      id,
      label,
      value,
      kind,
      ...(series === undefined ? {} : { series }),
    })),
    classNames: dataset.classNames,
    measures: measuresWith(measuresOf(study), embedder),
    runs: inOrder(study, runs),
    analysis,
    verdict,
    manifest: {
      appVersion,
      createdAt: new Date().toISOString(),
      dataset: { id: dataset.id, fingerprint: dataset.fingerprint },
      generator: { ...aboutGenerator(generator, generation), ...fittedTo(study, dataset) },
      ...(prefetch ? { writing: prefetch.writing } : {}),
      encoder: { id, fingerprint },
      ...(preTrainer ? { preTraining: aboutOf(preTrainer) } : {}),
      backends: [...new Set(runs.map((run) => run.backend))],
      adapter: classifier.adapter,
      browser,
      durationMs,
      ...(oracle ? { oracle } : {}),
    },
    ...(generation ? { generation: saidOf(generation) } : {}),
    yTrue,
    rowsKept: null,
    warnings,
  };
}
