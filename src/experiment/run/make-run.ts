/**
 * @file One run of a study: write the rows, measure them, fine-tune a classifier on them, and test it on real text. Only
 * the label noise is added later (see `noise-later.ts`).
 */
import { breathe } from '../../core/breathe';
import { EventQueue } from '../../core/event-queue';
import { examplesOf, type Example } from '../../core/example';
import type { LabelChecks } from '../../core/llm-report';
import type { TextClassifier } from '../../core/ports';
import type { Run } from '../../core/run';
import type { Arm, Study } from '../../core/study';
import { linearClassifier } from '../../training/linear/linear-classifier';
import { PreTrainedEncoders, type PreTrainedEncoder } from './pre-trained-encoders';
import { hasEdit, preTrainerOf } from './check-study';
import { judgedNoiseOf } from './label-checks';
import { measuredRows, SetMeasurer, type SetMeasures } from './measure-set';
import { assembleRun } from './record';
import { RowMaker } from '../rows/row-maker';
import type { RunWorker, RunPorts, RunStep } from './study-ports';
import { rowsToTrainOn } from '../rows/balance';
import { realRows, trainingSeed } from '../rows/training-set';

/** Rows shown of each batch while they are written. */
const ROWS_SHOWN = 3;
/** Between two words on how far a phase is. */
const TELL_EVERY_MS = 100;

export class RunMaker implements RunWorker {
  readonly #study: Study;
  readonly #ports: RunPorts;
  readonly #labelChecks: LabelChecks | null;
  readonly #rows: RowMaker;
  readonly #measurer: SetMeasurer;
  readonly #encoders: PreTrainedEncoders | null;
  readonly #testTexts: readonly string[];
  readonly #yTrue: readonly number[];
  readonly #linear = linearClassifier();
  #hasOracle = false;
  #toldAt = -Infinity;

  /** @param labelChecks what a language model said of its rows' labels; null where it was not asked */
  constructor(study: Study, ports: RunPorts, labelChecks: LabelChecks | null = null) {
    const { dataset, embedder } = ports;
    this.#study = study;
    this.#ports = ports;
    this.#labelChecks = labelChecks;
    this.#rows = new RowMaker(study, ports);
    this.#measurer = new SetMeasurer(dataset, embedder);
    const preTrainer = preTrainerOf(study, ports);
    this.#encoders = preTrainer && new PreTrainedEncoders(study, ports, preTrainer, this.#measurer);
    const test = examplesOf(dataset, 'test');
    this.#testTexts = test.map(({ text }) => text);
    this.#yTrue = test.map(({ label }) => label);
  }

  async *make(arm: Arm, replicate: number, signal: AbortSignal): AsyncGenerator<RunStep, Run> {
    const { clock, dataset } = this.#ports;
    const preTrainFrom = clock.now();
    const encoder = yield* this.#encoder(arm, replicate, signal);
    const preTrainMs = clock.now() - preTrainFrom;

    yield* this.#prepare(signal);
    const generateFrom = clock.now();
    const { rows, measures: ofGenerator } = yield* this.#write(arm, replicate, signal);

    const measureFrom = clock.now();
    const ofRows = yield* this.#measure(arm, replicate, rows, signal);
    await breathe();
    signal.throwIfAborted();

    const trainFrom = clock.now();
    const real = realRows(this.#study, dataset, replicate, arm.recipe.realRowsPerClass);
    const { classifier, backend } = this.#classifierOf(arm, encoder);
    const seed = trainingSeed(this.#study, replicate);
    const trained = rowsToTrainOn(arm, rows, this.#numClasses, seed);
    const result = yield* this.#train([...trained, ...real], replicate, classifier, signal);
    yield { kind: 'phase', phase: 'evaluate', within: 0 };

    return assembleRun(this.#study, arm, replicate, this.#yTrue, result, {
      rows,
      numTrained: trained.length,
      measures: { ...ofRows.values, ...ofGenerator, ...encoder?.measures.values },
      rowsUsed: { ...fewerThan(rows.length, ofRows.rowsUsed), ...encoder?.measures.rowsUsed },
      numReal: real.length,
      numClasses: this.#numClasses,
      backend,
      generateMs: measureFrom - generateFrom,
      measureMs: trainFrom - measureFrom,
      ...(encoder ? { preTrainMs } : {}),
    });
  }

  /** Frees what was fitted for rows; nothing is made afterwards. */
  dispose(): void {
    this.#rows.dispose();
  }

  /** The classifier of an arm, and the backend it runs on. */
  #classifierOf(
    { recipe }: Arm,
    encoder: PreTrainedEncoder | null,
  ): Pick<TextClassifier, 'backend'> & { readonly classifier: Pick<TextClassifier, 'fineTuneAndPredict'> } {
    if (recipe.classifier === 'linear') return { classifier: this.#linear, backend: this.#linear.backend };
    return { classifier: (encoder ?? this.#ports).classifier, backend: this.#ports.classifier.backend };
  }

  /** What the classifier begins with, where the site's is not it. */
  async *#encoder(
    { recipe }: Arm,
    replicate: number,
    signal: AbortSignal,
  ): AsyncGenerator<RunStep, PreTrainedEncoder | null> {
    if (!this.#encoders || recipe.preTraining === undefined) return null;
    const making = this.#encoders.of(recipe.preTraining, replicate, signal);
    let next = await making.next();
    for (; !next.done; next = await making.next())
      yield { kind: 'phase', phase: 'preTrain', within: next.value };
    return next.value;
  }

  async *#write(arm: Arm, replicate: number, signal: AbortSignal) {
    const making = this.#rows.make(arm, replicate, signal);
    let next = await making.next();
    for (; !next.done; next = await making.next()) {
      const { rows, done, total } = next.value;
      if (this.#isTimeToTell() || done === total) {
        yield { kind: 'rows', rows: rows.slice(0, ROWS_SHOWN), done, total } satisfies RunStep;
        yield { kind: 'phase', phase: 'generate', within: done / total } satisfies RunStep;
      }
      await breathe();
      signal.throwIfAborted();
    }
    return next.value;
  }

  /** Trains the oracle, once, where it gives rows their labels. */
  async *#prepare(signal: AbortSignal): AsyncGenerator<RunStep, void> {
    if (this.#hasOracle || !hasEdit(this.#study.arms, 'label-repair')) return;
    yield { kind: 'phase', phase: 'oracle', within: 0 };
    await this.#ports.oracle(signal);
    this.#hasOracle = true;
  }

  async *#measure(
    arm: Arm,
    replicate: number,
    rows: readonly Example[],
    signal: AbortSignal,
  ): AsyncGenerator<RunStep, SetMeasures> {
    yield { kind: 'phase', phase: 'measure', within: 0 };
    if (rows.length === 0) return { values: {}, rowsUsed: {} };
    const seed = trainingSeed(this.#study, replicate);
    const measured = measuredRows(this.#study, arm, rows, this.#numClasses, seed);
    const { values, rowsUsed } = await this.#measurer.measure(measured, [...seed, arm.id], signal);
    const judged = judgedNoiseOf(this.#labelChecks, arm.id, replicate, this.#numClasses);
    return { values: { ...values, ...judged }, rowsUsed };
  }

  async *#train(
    examples: readonly Example[],
    replicate: number,
    classifier: Pick<TextClassifier, 'fineTuneAndPredict'>,
    signal: AbortSignal,
  ) {
    const { training } = this.#study;
    const seed = trainingSeed(this.#study, replicate);
    const request = { examples, numClasses: this.#numClasses, training, seed };
    const steps = new EventQueue<number>();
    const fitting = classifier.fineTuneAndPredict(request, this.#testTexts, signal, (step) => {
      steps.push(step);
      return breathe();
    });
    steps.endWith(fitting);
    yield { kind: 'phase', phase: 'train', within: 0 } satisfies RunStep;
    for await (const step of steps) {
      if (!this.#isTimeToTell()) continue;
      yield { kind: 'phase', phase: 'train', within: step / training.steps } satisfies RunStep;
    }
    return fitting;
  }

  /** Each report is drawn by its listener; more reports than an eye can see would only take time from the work. */
  #isTimeToTell(): boolean {
    const now = this.#ports.clock.now();
    if (now - this.#toldAt < TELL_EVERY_MS) return false;
    this.#toldAt = now;
    return true;
  }

  get #numClasses(): number {
    return this.#ports.dataset.classNames.length;
  }
}

function fewerThan(numRows: number, rowsUsed: SetMeasures['rowsUsed']): SetMeasures['rowsUsed'] {
  return Object.fromEntries(Object.entries(rowsUsed).filter(([, used]) => used < numRows));
}
