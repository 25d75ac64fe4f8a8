/** @file How long a study will take, from what its parts cost; said before it runs, and in shares while it does. */
import type { GeneratorKind } from './experiments';
import type { Arm, GeneratedRows, Study } from './study';

/** What the parts of a study cost, in milliseconds. */
export interface Pace {
  /** Once a study: data, encoder, oracle. */
  readonly start: number;
  /** One generated row. */
  readonly row: Readonly<Record<GeneratorKind, number>>;
  /** One row of one generation of self-consumption: fitted to, and written. */
  readonly chainRow: number;
  /** One generated set, whatever its size. */
  readonly set: number;
  /** One row that is measured. */
  readonly measuredRow: number;
  /** One optimizer step, and what each row of its batch adds. */
  readonly step: number;
  readonly stepRow: number;
  /** One row of a training set: its subwords are looked up. */
  readonly trainingRow: number;
  /** One run, beside all that: tested, analysed, stored. */
  readonly run: number;
}

/** Measured on two cores of an AMD EPYC with WASM; the language model's row is a guess that its own speed replaces. */
export const REFERENCE_PACE: Pace = {
  start: 2500,
  row: { markov: 0.05, nano: 6, webllm: 1500 },
  chainRow: 0.2,
  set: 100,
  measuredRow: 0.05,
  step: 1.2,
  stepRow: 0.03,
  trainingRow: 0.03,
  run: 30,
};

/** Of a run, or of a study; milliseconds. */
export interface Costs {
  readonly generate: number;
  readonly measure: number;
  readonly train: number;
  readonly evaluate: number;
}

export type Plan = Pick<Study, 'arms' | 'replicates' | 'training' | 'generator'>;

/** What one run of an arm costs. Rows that arms share are counted for each of them. */
export function costsOfRun(
  { recipe: { generated, realRowsPerClass } }: Pick<Arm, 'recipe'>,
  { training, generator }: Pick<Plan, 'training' | 'generator'>,
  numClasses: number,
  pace: Pace = REFERENCE_PACE,
): Costs {
  const rows = numClasses * (generated?.rowsPerClass ?? 0);
  const trainingRows = rows + numClasses * realRowsPerClass;
  return {
    generate: generated ? numClasses * writtenRows(generated) * pace.row[generator] : 0,
    measure: rows > 0 ? pace.set + rows * pace.measuredRow : 0,
    train: training.steps * (pace.step + training.batchSize * pace.stepRow) + trainingRows * pace.trainingRow,
    evaluate: pace.run,
  };
}

/** Seconds that a study takes at this pace. */
export function estimateSeconds(plan: Plan, numClasses: number, pace: Pace = REFERENCE_PACE): number {
  const perReplicate = plan.arms.reduce(
    (sum, arm) => sum + sumOf(costsOfRun(arm, plan, numClasses, pace)),
    0,
  );
  return (pace.start + plan.replicates * perReplicate) / 1000;
}

export function sumOf({ generate, measure, train, evaluate }: Costs): number {
  return generate + measure + train + evaluate;
}

/** Rows of a class that must be written for those that are kept. */
function writtenRows({ rowsPerClass, edits = [] }: GeneratedRows): number {
  return edits.reduce((rows, edit) => (edit.kind === 'subset' ? rows * edit.pool : rows), rowsPerClass);
}
