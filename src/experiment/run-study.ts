/**
 * @file The one runner of every study. It alone knows the order of the steps: write the rows, measure them, fine-tune
 * a classifier on them, test it on real text, and say what the runs so far amount to.
 */
import { analyse } from '../analysis';
import { breathe } from '../core/breathe';
import { LabError } from '../core/errors';
import type { Phase, StudyEvent, WarningCode } from '../core/events';
import { EventQueue } from '../core/event-queue';
import { examplesOf, type Dataset, type Example } from '../core/example';
import type { TextGenerator } from '../core/ports';
import { fingerprintText } from '../core/random';
import type { Run } from '../core/run';
import type { Arm, Study, StudySettings } from '../core/study';
import { Keeper } from './keeper';
import { MEASURES, SetMeasurer } from './measure-set';
import { measuresWith } from './measures-by-embedder';
import { Progress } from './progress';
import { assembleRecord, assembleRun } from './record';
import type { StudyPorts } from './study-ports';
import { realRows, rowSeed, trainingSeed } from './training-set';

/** Writing with a language model takes nearly all of a study's time. */
const AHEAD_SHARE = 0.9;

/** Rows shown of each batch while they are written. */
const ROWS_SHOWN = 3;

/** Names a study and all it depends on: what has the same key can be gone on with. */
export function studyKey(study: Study, ports: StudyPorts): string {
  const { dataset, generator, embedder, classifier, appVersion } = ports;
  const fingerprints = [dataset.fingerprint, generator.fingerprint, embedder.id, classifier.fingerprint];
  return fingerprintText(JSON.stringify([study, ...fingerprints, appVersion]));
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
  const { dataset, generator, classifier, clock } = ports;
  checkPool(study, dataset);
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

  const resumed = await keeper.open(settings, totalRuns);
  const runs: Run[] = [...resumed];
  yield {
    type: 'started',
    studyKey: key,
    study,
    classNames: dataset.classNames,
    measures: measuresWith(MEASURES, ports.embedder),
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
  const hasAllRuns = resumed.length === totalRuns;
  const writeAhead = hasAllRuns ? null : ports.writeAhead;
  const progress = new Progress(totalRuns, resumed.length, startedAt, writeAhead ? AHEAD_SHARE : 0);
  if (writeAhead) {
    for await (const { rows, done, total, ...where } of writeAhead.write(
      study,
      dataset.classNames.length,
      signal,
    )) {
      yield { type: 'rows', ...where, rows: rows.slice(0, ROWS_SHOWN), done, total };
      yield {
        type: 'progress',
        phase: 'generate',
        ...where,
        finishedRuns: runs.length,
        totalRuns,
        fraction: progress.ahead(done / total),
        remainingMs: progress.remainingMs(clock.now()),
      };
    }
    for (const message of writeAhead.shortfalls()) yield warn('short-tier', message);
  }

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
        fraction: progress.at(runs.length, phase, within),
        remainingMs: progress.remainingMs(clock.now()),
      });

      const generateFrom = clock.now();
      const rows: Example[] = [];
      for await (const batch of writeRows(
        study,
        arm,
        replicate,
        dataset.classNames.length,
        generator,
        signal,
      )) {
        rows.push(...batch);
        const total = (arm.recipe.generated?.rowsPerClass ?? 0) * dataset.classNames.length;
        yield {
          type: 'rows',
          arm: arm.id,
          replicate,
          rows: batch.slice(0, ROWS_SHOWN),
          done: rows.length,
          total,
        };
        yield report('generate', rows.length / total);
        await breathe();
        signal.throwIfAborted();
      }

      const measureFrom = clock.now();
      yield report('measure', 0);
      const seed = trainingSeed(study, replicate);
      const measures = rows.length > 0 ? await measurer.measure(rows, [...seed, arm.id], signal) : {};
      await breathe();
      signal.throwIfAborted();

      const trainFrom = clock.now();
      const real = realRows(study, dataset, replicate, arm.recipe.realRowsPerClass);
      const request = {
        examples: [...rows, ...real],
        numClasses: dataset.classNames.length,
        training: study.training,
        seed,
      };
      const fitting = new EventQueue<number>();
      const fitted = classifier.fineTuneAndPredict(request, testTexts, signal, (step) => {
        fitting.push(step);
        return breathe();
      });
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
        numClasses: dataset.classNames.length,
        backend: classifier.backend,
        generateMs: measureFrom - generateFrom,
        measureMs: trainFrom - measureFrom,
      });
      runs.push(run);
      await keeper.saveRun(run);
      yield* keeper.warnings(warnings);
      yield { type: 'run', run, ...analyse(study, runs, yTrue) };
      await breathe();
      signal.throwIfAborted();
    }
  }

  const { analysis, verdict } = analyse(study, runs, yTrue);
  const record = assembleRecord(study, ports, runs, {
    analysis,
    verdict,
    yTrue,
    warnings,
    durationMs: clock.now() - startedAt,
  });
  await keeper.saveRecord(record);
  yield* keeper.warnings(warnings);
  yield { type: 'finished', record };
}

async function* writeRows(
  study: Study,
  arm: Arm,
  replicate: number,
  numClasses: number,
  generator: TextGenerator,
  signal: AbortSignal,
): AsyncGenerator<readonly Example[]> {
  if (!arm.recipe.generated) return;
  const { rowsPerClass, temperature, topP } = arm.recipe.generated;
  for (let label = 0; label < numClasses; label++) {
    const seed = rowSeed(study, arm, replicate, label);
    yield* generator.generate({ label, count: rowsPerClass, temperature, topP, seed }, signal);
  }
}

function checkPool(study: Study, dataset: Dataset): void {
  const wanted = Math.max(...study.arms.map((arm) => arm.recipe.realRowsPerClass));
  const least = Math.min(...dataset.splits.pool.map((texts) => texts.length));
  if (wanted > least) {
    throw new LabError({
      code: 'bad-setting',
      place: 'runStudy',
      what: 'invalid real rows per class',
      value: wanted,
      wanted: `at most ${least}, which is what the smallest class has`,
      wayOut: 'ask for fewer',
    });
  }
}
