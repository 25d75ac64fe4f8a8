/** @file How long a study will take, from what its parts cost; said before it runs, and in shares while it does. */
import { GENERATOR_KINDS, GENERATORS, type GeneratorKind } from './generators';
import type { Arm, GeneratedRows, RowSource, Study } from './study';

/** What the parts of a study cost, in milliseconds. */
export interface GeneratorPace {
  /** Once a study: data, encoder, oracle. */
  readonly start: number;
  /** One generated row. */
  readonly row: Readonly<Record<GeneratorKind, number>>;
  /** Fitting a generator to topics; a language model needs no fitting. */
  readonly fit: Readonly<Record<GeneratorKind, number>>;
  /** One generation of self-consumption: its generator fitted, whatever it is fitted to, and what each row adds. */
  readonly chainFit: Readonly<Record<GeneratorKind, number>>;
  readonly chainRow: Readonly<Record<GeneratorKind, number>>;
  /** One generated set that is measured, whatever its size. */
  readonly set: number;
  /** One row that is measured. */
  readonly measuredRow: number;
  /** One optimizer step, and what each row of its batch adds. */
  readonly step: number;
  readonly stepRow: number;
  /** One row of a training set: its subwords are looked up. */
  readonly trainingRow: number;
  /** The same where the linear classifier learns, for each class: its whole training. */
  readonly linearRow: number;
  /** Pre-training and probing one encoder, and measuring its corpus. */
  readonly encoder: number;
  /** `step` and `stepRow` where such an encoder is fine-tuned, and what it takes to test it. */
  readonly encoderStep: number;
  readonly encoderStepRow: number;
  readonly encoderTest: number;
  /** One run, beside all that: tested, analysed, stored. */
  readonly run: number;
}

function costs(
  of: keyof (typeof GENERATORS)[GeneratorKind]['costs'],
): Readonly<Record<GeneratorKind, number>> {
  const pairs = GENERATOR_KINDS.map((kind) => [kind, GENERATORS[kind].costs[of]]);
  return Object.fromEntries(pairs) as Record<GeneratorKind, number>;
}

/**
 * Measured on two cores of an AMD EPYC with WASM; a language model's row is a guess that its own speed replaces. The
 * costs of encoders are processor time on a busy machine, scaled by that of a step of the shipped classifier then.
 */
export const REFERENCE_PACE: GeneratorPace = {
  start: 2500,
  row: costs('row'),
  fit: costs('fit'),
  chainFit: costs('chainFit'),
  chainRow: costs('chainRow'),
  set: 100,
  measuredRow: 0.05,
  step: 1.2,
  stepRow: 0.03,
  trainingRow: 0.03,
  linearRow: 0.6,
  encoder: 4200,
  encoderStep: 2,
  encoderStepRow: 0.5,
  encoderTest: 400,
  run: 30,
};

/** Of a run; milliseconds. */
export interface Costs {
  readonly preTrain: number;
  readonly generate: number;
  readonly measure: number;
  readonly train: number;
  readonly evaluate: number;
}

export type Plan = Pick<Study, 'arms' | 'replicates' | 'training' | 'generator'>;

/** Where arms differ in their numbers of rows, larger sets are measured by a sample of so many rows of each class. */
export const MOST_ROWS_MEASURED = 100;

/** How many rows of each class are measured of a set of this arm. */
export function rowsMeasured({ arms }: Pick<Plan, 'arms'>, { recipe }: Pick<Arm, 'recipe'>): number {
  const numbers = arms.flatMap(({ recipe: { generated } }) => generated?.rowsPerClass ?? []);
  const own = recipe.generated?.rowsPerClass ?? 0;
  return numbers.every((rows) => rows === numbers[0]) ? own : Math.min(own, MOST_ROWS_MEASURED);
}

/** What one run of an arm costs; what arms share is paid by the first of them. */
export function costsOfRun(
  arm: Arm,
  plan: Plan,
  numClasses: number,
  pace: GeneratorPace = REFERENCE_PACE,
): Costs {
  const { generated, realRowsPerClass, preTraining, classifier } = arm.recipe;
  const { training } = plan;
  const trainingRows = numClasses * ((generated?.rowsPerClass ?? 0) + realRowsPerClass);
  const measured = numClasses * rowsMeasured(plan, arm);
  const [step, stepRow, test] =
    preTraining === undefined
      ? [pace.step, pace.stepRow, 0]
      : [pace.encoderStep, pace.encoderStepRow, pace.encoderTest];
  const isFirst = plan.arms.find(({ recipe }) => recipe.preTraining === preTraining)?.id === arm.id;
  return {
    preTrain: preTraining !== undefined && isFirst ? pace.encoder : 0,
    generate: generated
      ? numClasses * costOfRows(arm, generated, plan, pace) + costOfFits(generated, plan, pace)
      : 0,
    measure: measured > 0 ? pace.set + measured * pace.measuredRow : 0,
    train:
      classifier === 'linear'
        ? trainingRows * numClasses * pace.linearRow
        : training.steps * (step + training.batchSize * stepRow) + trainingRows * pace.trainingRow,
    evaluate: test + pace.run,
  };
}

export function sumOf({ preTrain, generate, measure, train, evaluate }: Costs): number {
  return preTrain + generate + measure + train + evaluate;
}

/** Seconds that a study takes at this pace. */
export function estimateSeconds(
  plan: Plan,
  numClasses: number,
  pace: GeneratorPace = REFERENCE_PACE,
): number {
  const perReplicate = plan.arms.reduce(
    (sum, arm) => sum + sumOf(costsOfRun(arm, plan, numClasses, pace)),
    0,
  );
  return (pace.start + plan.replicates * perReplicate) / 1000;
}

/** Rows of each class that must be written for those that are kept. */
export function rowsToWrite({ rowsPerClass, edits = [] }: GeneratedRows): number {
  return edits.reduce((rows, edit) => (edit.kind === 'subset' ? rows * edit.pool : rows), rowsPerClass);
}

/** Milliseconds that fitting generators takes for an arm. */
function costOfFits({ source }: GeneratedRows, { arms, generator }: Plan, pace: GeneratorPace): number {
  if (source?.kind === 'few-rows') return isFirstOf(source, arms) ? pace.fit[generator] : 0;
  if (source?.kind === 'self-consumption') return numGenerations(source, arms) * pace.chainFit[generator];
  return source?.kind === 'topics' ? numFits(source, arms) * pace.fit[generator] : 0;
}

type SourceOf<K extends RowSource['kind']> = Extract<RowSource, { readonly kind: K }>;

/** Whether no earlier arm has a generator that was fitted to as many rows; arms share theirs. */
function isFirstOf(source: SourceOf<'few-rows'>, arms: Plan['arms']): boolean {
  const first = arms.find(({ recipe }) => {
    const other = recipe.generated?.source;
    return other?.kind === 'few-rows' && other.rowsPerClass === source.rowsPerClass;
  });
  return first?.recipe.generated?.source === source;
}

/** Generations of a chain that an arm asks for beyond those of arms with fewer. */
function numGenerations({ form, generation }: SourceOf<'self-consumption'>, arms: Plan['arms']): number {
  const before = arms.flatMap(({ recipe }) => {
    const other = recipe.generated?.source;
    const isEarlier =
      other?.kind === 'self-consumption' && other.form === form && other.generation < generation;
    return isEarlier ? other.generation : [];
  });
  return generation - Math.max(-1, ...before);
}

/**
 * Generators that are fitted for an arm. One fitted to a topic alone serves all arms of the replicate, so that an arm with
 * more topics than the others pays for its own.
 */
function numFits({ topics, textsPerTopic }: SourceOf<'topics'>, arms: Plan['arms']): number {
  if (textsPerTopic === null) return 1;
  const before = arms.flatMap(({ recipe }) => {
    const other = recipe.generated?.source;
    if (other?.kind !== 'topics' || other.textsPerTopic === null) return [];
    const isEarlier =
      other.textsPerTopic < textsPerTopic || (other.textsPerTopic === textsPerTopic && other.topics < topics);
    return isEarlier ? other.topics : [];
  });
  return Math.max(0, topics - Math.max(0, ...before));
}

/** Milliseconds that an arm's rows of one class take. */
function costOfRows(
  arm: Arm,
  generated: GeneratedRows,
  { arms, generator }: Plan,
  pace: GeneratorPace,
): number {
  const { shared, source, rowsPerClass } = generated;
  if (source?.kind === 'self-consumption') {
    return numGenerations(source, arms) * rowsPerClass * pace.chainRow[generator];
  }
  const sharing =
    shared === undefined ? [arm] : arms.filter(({ recipe }) => recipe.generated?.shared === shared);
  if (sharing[0] !== arm) return 0;
  const rows = Math.max(...sharing.map(({ recipe }) => rowsToWrite(recipe.generated!)));
  return rows * pace.row[generator];
}
