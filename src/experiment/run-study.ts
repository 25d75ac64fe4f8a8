/**
 * @file The one runner of every study. It alone knows the order of the steps: write the rows, measure them, fine-tune
 * a classifier on them, test it on real text, and say what the runs so far amount to.
 */
import { analyse } from '../analysis';
import { breathe } from '../core/breathe';
import type { Phase, StudyEvent, WarningCode } from '../core/events';
import { EventQueue } from '../core/event-queue';
import { examplesOf } from '../core/example';
import type { Generation } from '../core/llm-report';
import type { MeasureValues } from '../core/measure';
import type { LabelOracle } from '../core/ports';
import { fingerprintText } from '../core/random';
import type { Run } from '../core/run';
import type { Study, StudySettings } from '../core/study';
import { Bodies, type Body } from './bodies';
import { checkStudy, hasEdit, preTrainerOf } from './check-study';
import { Keeper } from './keeper';
import { judgedNoiseOf } from './label-checks';
import { SetMeasurer } from './measure-set';
import { measuredRows } from './measured-rows';
import { measuresWith } from './measures-by-embedder';
import { labelNoiseInfo, oracleNoise } from './oracle-noise';
import { Progress } from './progress';
import { assembleRecord, assembleRun } from './record';
import { RowMaker } from './row-maker';
import { measuresOf } from './study-of';
import type { StudyPorts } from './study-ports';
import { realRows, trainingSeed } from './training-set';
import { shortfallsOf, writeFirst } from './write-first';

/** Writing with a language model takes nearly all of a study's time. */
const AHEAD_SHARE = 0.9;

/** Rows shown of each batch while they are written. */
const ROWS_SHOWN = 3;

/** Names a study and all it depends on: what has the same key can be gone on with. */
export function studyKey(study: Study, ports: StudyPorts): string {
  const { dataset, generator, embedder, classifier, appVersion, writeAhead } = ports;
  const preTrainer = preTrainerOf(study, ports);
  const outside = hasEdit(study.arms, 'other-topics')
    ? [fingerprintText(JSON.stringify(dataset.outside))]
    : [];
  const fingerprints = [
    dataset.fingerprint,
    ...outside,
    generator.fingerprint,
    embedder.id,
    classifier.fingerprint,
    ...(preTrainer ? [preTrainer.fingerprint] : []),
  ];
  const writing = writeAhead ? [writeAhead.writing] : [];
  return fingerprintText(JSON.stringify([study, ...fingerprints, appVersion, ...writing]));
}

/**
 * Runs every arm of the study in every replicate, replicate by replicate so that the whole curve stands early, and
 * yields what happens. Runs found in the store are not run again. Ends after the event `finished` with the record.
 * @throws AbortError when the signal aborts, LabError when a step fails; runs finished until then are in the store
 */
export async function* runStudy(
  study: Study,
  settings: StudySettings,
  ports: StudyPorts,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent> {
  const maker = new RowMaker(study, ports);
  try {
    yield* runArms(study, settings, ports, maker, signal);
  } finally {
    maker.dispose();
  }
}

async function* runArms(
  study: Study,
  settings: StudySettings,
  ports: StudyPorts,
  maker: RowMaker,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent> {
  const { dataset, classifier, clock } = ports;
  checkStudy(study, ports);
  const numClasses = dataset.classNames.length;
  const startedAt = clock.now();
  const key = studyKey(study, ports);
  const totalRuns = study.arms.length * study.replicates;
  const warnings: string[] = [];
  /** A warning that the record keeps as well. */
  const warn = (code: WarningCode, message: string): StudyEvent => {
    warnings.push(message);
    return { type: 'warning', code, message };
  };
  const keeper = new Keeper(ports.store, key);

  const resumed = await keeper.open(settings, totalRuns, ports.writeAhead?.writing);
  const runs: Run[] = [...resumed];
  yield {
    type: 'started',
    studyKey: key,
    study,
    classNames: dataset.classNames,
    measures: measuresWith(measuresOf(study), ports.embedder),
    backend: classifier.backend,
    totalRuns,
    resumedRuns: resumed,
  };
  const otherBackend = resumed.find((run) => run.backend !== classifier.backend);
  if (otherBackend) {
    yield warn(
      'backend-changed',
      `runs of before were trained on ${otherBackend.backend}, the rest is on ${classifier.backend}`,
    );
  }
  for (const { code, message } of ports.notices) yield warn(code, message);
  yield* keeper.warnings(warnings);

  const test = examplesOf(dataset, 'test');
  const yTrue = test.map((example) => example.label);
  const testTexts = test.map((example) => example.text);
  const measurer = new SetMeasurer(dataset, ports.embedder);
  const { writeAhead } = ports;
  const progress = new Progress(study, numClasses, resumed, startedAt, writeAhead ? AHEAD_SHARE : 0);
  let generation: Generation | null = null;
  if (writeAhead) {
    const finished = { finishedRuns: runs.length, totalRuns };
    generation = yield* writeFirst(writeAhead, study, ports, progress, finished, signal);
    for (const message of shortfallsOf(generation, study, dataset.classNames))
      yield warn('short-tier', message);
  }

  const preTrainer = preTrainerOf(study, ports);
  const bodies = preTrainer && new Bodies(study, ports, preTrainer, measurer);
  const needsOracle = study.measures.includes(labelNoiseInfo.id) || hasEdit(study.arms, 'label-repair');
  let oracle: LabelOracle | null = null;
  for (let replicate = 0; replicate < study.replicates; replicate++) {
    for (const arm of study.arms) {
      if (runs.some((run) => run.arm === arm.id && run.replicate === replicate)) continue;
      const report = (phase: Phase, within: number): StudyEvent => ({
        type: 'progress',
        phase,
        arm: arm.id,
        replicate,
        finishedRuns: runs.length,
        totalRuns,
        fraction: progress.at(arm.id, phase, within),
        remainingMs: progress.remainingMs(clock.now()),
      });
      if (needsOracle && !oracle) {
        yield report('prepare', 0);
        oracle = await ports.oracle(signal);
      }

      const preTrainFrom = clock.now();
      let body: Body | null = null;
      if (bodies && arm.recipe.preTraining !== undefined) {
        const making = bodies.of(arm.recipe.preTraining, replicate, signal);
        let next = await making.next();
        for (; !next.done; next = await making.next()) yield report('preTrain', next.value);
        body = next.value;
      }

      const generateFrom = clock.now();
      const making = maker.make(arm, replicate, signal);
      let next = await making.next();
      for (; !next.done; next = await making.next()) {
        const { rows, done, total } = next.value;
        yield { type: 'rows', arm: arm.id, replicate, rows: rows.slice(0, ROWS_SHOWN), done, total };
        yield report('generate', done / total);
        await breathe();
        signal.throwIfAborted();
      }
      const { rows, measures: ofGenerator } = next.value;

      const measureFrom = clock.now();
      yield report('measure', 0);
      const seed = trainingSeed(study, replicate);
      let measures: MeasureValues = ofGenerator;
      if (rows.length > 0) {
        const measured = measuredRows(study, arm, rows, numClasses, seed);
        measures = {
          ...(await measurer.measure(measured, [...seed, arm.id], signal)),
          ...(oracle ? oracleNoise(rows, oracle, numClasses) : {}),
          ...judgedNoiseOf(generation?.labelChecks ?? null, arm.id, replicate, numClasses),
          ...ofGenerator,
        };
      }
      if (body) measures = { ...measures, ...body.measures };
      await breathe();
      signal.throwIfAborted();

      const trainFrom = clock.now();
      const real = realRows(study, dataset, replicate, arm.recipe.realRowsPerClass);
      const request = {
        examples: [...rows, ...real],
        numClasses,
        training: study.training,
        seed,
      };
      const fitting = new EventQueue<number>();
      const fitted = (body?.classifier ?? classifier).fineTuneAndPredict(
        request,
        testTexts,
        signal,
        (step) => {
          fitting.push(step);
          return breathe();
        },
      );
      fitted.then(
        () => fitting.end(),
        (error: unknown) => fitting.fail(error),
      );
      for await (const step of fitting) yield report('train', step / study.training.steps);
      const result = await fitted;
      yield report('evaluate', 0);

      const run = assembleRun(study, arm, replicate, yTrue, result, {
        rows,
        measures,
        numReal: real.length,
        numClasses,
        backend: classifier.backend,
        generateMs: measureFrom - generateFrom,
        measureMs: trainFrom - measureFrom,
        ...(body ? { preTrainMs: generateFrom - preTrainFrom } : {}),
      });
      runs.push(run);
      progress.finish(arm.id);
      await keeper.saveRun(run);
      yield* keeper.warnings(warnings);
      yield { type: 'run', run, ...analyse(study, runs, yTrue) };
      await breathe();
      signal.throwIfAborted();
    }
  }

  // Also where every run was found in the store: the record says what its labels were judged by.
  if (needsOracle) oracle ??= await ports.oracle(signal);
  const { analysis, verdict } = analyse(study, runs, yTrue);
  const record = assembleRecord(study, ports, runs, {
    analysis,
    verdict,
    yTrue,
    warnings,
    durationMs: clock.now() - startedAt,
    oracle,
    generation,
  });
  await keeper.saveRecord(record);
  yield* keeper.warnings(warnings);
  yield { type: 'finished', record };
}
