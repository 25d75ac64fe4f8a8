/**
 * @file Runs a study: makes its runs (`make-run.ts` has the steps of one), stores them, and yields an analysis of the
 * runs so far after each.
 */
import { analyse, underfittedArms } from '../../analysis';
import { breathe } from '../../core/breathe';
import { toFailure } from '../../core/errors';
import type { Phase, StudyEvent, StudyWarning } from '../../core/events';
import { examplesOf } from '../../core/example';
import type { PrefetchedGeneration } from '../../core/llm-report';
import { fingerprintText } from '../../core/random';
import type { Run } from '../../core/run';
import type { Study, StudySettings } from '../../core/study';
import { EXPERIMENTS } from '../designs';
import { warningMessage } from '../../words/en/failures';
import { inWords } from '../../words/en/statements';
import { emptyClassesOf, shortClassesOf } from '../rows/balance';
import { checkStudy, hasEdit, preTrainerOf } from './check-study';
import { RunCheckpoint } from './run-checkpoint';
import { measuresWith } from './measures-by-embedder';
import { StudyProgress } from './progress';
import { assembleRecord, inOrder } from './record';
import { makeRuns } from './run-workers';
import { DeferredLabelNoise, labelNoiseInfo } from './deferred-label-noise';
import { RunMaker } from './make-run';
import { RunQueue } from './run-queue';
import { measuresOf } from './study-of';
import type { StudyPorts } from './study-ports';
import { shortfallsOf, runPrefetch } from './prefetch-first';

/** Share of a study's time that generation by a language model takes, as a guess. */
const AHEAD_SHARE = 0.9;

/** Names a study and all it depends on: a stored study with the same key can be resumed. */
export function studyKey(study: Study, ports: StudyPorts): string {
  const { dataset, generator, embedder, classifier, appVersion, prefetch } = ports;
  const preTrainer = preTrainerOf(study, ports);
  const outside = hasEdit(study.arms, 'other-topics')
    ? [fingerprintText(JSON.stringify(dataset.outside))]
    : [];
  const fingerprints = [
    dataset.fingerprint,
    // Runs whose labels another kind of oracle has judged are not resumed.
    'cross-fitted oracle',
    ...outside,
    generator.fingerprint,
    embedder.id,
    classifier.fingerprint,
    ...(preTrainer ? [preTrainer.fingerprint] : []),
  ];
  const writing = prefetch ? [prefetch.writing] : [];
  return fingerprintText(JSON.stringify([study, ...fingerprints, appVersion, ...writing]));
}

/**
 * Runs every arm of the study in every replicate, replicate by replicate so that the whole curve is seen early, and
 * yields its events. Runs found in the store are not run again. Ends after the event `finished` with the record.
 * @throws AbortError when the signal aborts, LabError when a step fails; runs finished until then are in the store
 */
export async function* runStudy(
  study: Study,
  settings: StudySettings,
  ports: StudyPorts,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent> {
  const { dataset, classifier, clock, prefetch } = ports;
  checkStudy(study, ports);
  const numClasses = dataset.classNames.length;
  const startedAt = clock.now();
  const key = studyKey(study, ports);
  const totalRuns = study.arms.length * study.replicates;
  const warnings: string[] = [];
  /** A warning that the record keeps as well. */
  const warn = (warning: StudyWarning): StudyEvent => {
    const message = warningMessage(warning);
    warnings.push(message);
    return { type: 'warning', code: warning.code, message };
  };
  const warnOfStorage = function* (): Generator<StudyEvent> {
    const warning = checkpoint.takeWarning();
    if (warning) yield warn(warning);
  };
  const checkpoint = new RunCheckpoint(ports.store, key);

  const resumed = await checkpoint.open(settings, totalRuns, prefetch?.writing);
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
  /** Arms that the classifier of the study, which has a backend, learns from. */
  const ofNetwork = new Set(study.arms.flatMap(({ id, recipe }) => (recipe.classifier ? [] : [id])));
  const otherBackend = resumed.find((run) => ofNetwork.has(run.arm) && run.backend !== classifier.backend);
  if (otherBackend) {
    yield warn({ code: 'backend-changed', earlier: otherBackend.backend, now: classifier.backend });
  }
  const lock = settings.hypothesis?.lock;
  if (lock && !study.registration?.lock) yield warn({ code: 'design-changed', fixedAt: lock.fixedAt });
  for (const notice of ports.notices) yield warn(notice);
  yield* warnOfStorage();

  const progress = new StudyProgress(study, numClasses, resumed, startedAt, prefetch ? AHEAD_SHARE : 0);
  let generation: PrefetchedGeneration | null = null;
  if (prefetch) {
    const finished = { finishedRuns: runs.length, totalRuns };
    generation = yield* runPrefetch(prefetch, study, ports, progress, finished, signal);
    for (const shortfall of shortfallsOf(generation, study, dataset.classNames)) yield warn(shortfall);
  }

  const yTrue = examplesOf(dataset, 'test').map(({ label }) => label);
  const analysisOf = (): ReturnType<typeof inWords> =>
    inWords(analyse(study, inOrder(study, runs), yTrue, EXPERIMENTS[study.experiment].analysis));
  const needsOracle = study.measures.includes(labelNoiseInfo.id) || hasEdit(study.arms, 'label-repair');
  const noise = needsOracle ? new DeferredLabelNoise(() => ports.oracle(signal), numClasses, resumed) : null;
  /** Adds a run, or replaces it by itself with its label noise measured. */
  const finish = async function* (run: Run): AsyncGenerator<StudyEvent> {
    const at = runs.findIndex((other) => other.arm === run.arm && other.replicate === run.replicate);
    if (at < 0) runs.push(run);
    else runs[at] = run;
    await checkpoint.saveRun(run);
    yield* warnOfStorage();
    yield { type: 'run', run, ...analysisOf() };
  };
  const howFar = () => ({
    finishedRuns: runs.length,
    totalRuns,
    remainingMs: progress.remainingMs(clock.now()),
  });
  const maker = new RunMaker(study, ports, generation?.labelChecks);
  try {
    const queue = new RunQueue(study, numClasses, resumed);
    for await (const step of makeRuns(queue, maker, ports.helpers, signal)) {
      const { replicate } = step;
      const arm = step.arm.id;
      switch (step.kind) {
        case 'rows': {
          const { rows, done, total } = step;
          yield { type: 'rows', arm, replicate, rows, done, total };
          break;
        }
        case 'phase': {
          const { phase, within, isShown } = step;
          const fraction = progress.at(arm, replicate, phase, within);
          if (isShown) yield { type: 'progress', phase, arm, replicate, fraction, ...howFar() };
          break;
        }
        case 'dropped':
          progress.drop(arm, replicate);
          yield warn({ code: 'helper-lost', reason: toFailure(step.reason).message });
          break;
        case 'run': {
          const fraction = progress.finish(arm, replicate, clock.now());
          const report = function* (phase: Phase): Generator<StudyEvent> {
            if (step.isShown) yield { type: 'progress', phase, arm, replicate, fraction, ...howFar() };
          };
          // The first runs are shown and stored without label noise: training the oracle would hold them up.
          if (!noise?.isReady) {
            yield* finish(step.run);
            yield* report(noise ? 'oracle' : 'evaluate');
          }
          for (const run of noise?.add(step.run) ?? []) yield* finish(run);
          if (noise?.isReady) yield* report('evaluate');
          await breathe();
          signal.throwIfAborted();
        }
      }
    }
  } finally {
    maker.dispose();
  }
  for (const run of (await noise?.rest()) ?? []) yield* finish(run);

  // Also where every run was found in the store: the record names the oracle of its labels.
  const oracle = needsOracle ? (await ports.oracle(signal)).info : null;
  const { analysis, verdict } = analysisOf();
  const underfitted = underfittedArms(analysis.arms);
  if (underfitted.length > 0) {
    const arms = study.arms.flatMap(({ id, label }) => (underfitted.includes(id) ? [label] : []));
    yield warn({ code: 'underfitted', arms, steps: study.training.steps });
  }
  for (const short of prefetch ? [] : shortClassesOf(study, runs, dataset.classNames)) yield warn(short);
  for (const empty of emptyClassesOf(study, runs, dataset.classNames)) yield warn(empty);
  const record = assembleRecord(study, ports, runs, {
    analysis,
    verdict,
    yTrue,
    warnings,
    durationMs: clock.now() - startedAt,
    oracle,
    generation,
  });
  await checkpoint.saveRecord(record);
  yield* warnOfStorage();
  yield { type: 'finished', record };
}
