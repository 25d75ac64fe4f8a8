/** @file The study worker: what it answers. TF.js and the data are loaded only when a call needs them. */
import { LabError } from '../core/errors';
import { PauseGate } from '../core/pause';
import type { Datasets, RunStore } from '../core/ports';
import type { SmallModels } from './small-models';
import { serve, type Answers, type Scope } from './rpc';
import type { HelperCalls, SentStudyEvent, StudyCalls, StudyRequest } from './study-protocol';

/** Closed while the visitor wants a language model to pause. */
const gate = new PauseGate();
let store: Promise<RunStore | null> | null = null;
let smallModels: Promise<SmallModels> | null = null;
/** Of a helper: the study that it makes runs of. */
let openingRuns: Promise<void> | null = null;
/** Whether a language model may be on the GPU for a judgement. */
let mayJudge = false;

const answers: Answers<StudyCalls & HelperCalls> = {
  run: (request, { signal, siteUrl }) => run(request, siteUrl, signal),
  pause: async () => gate.pause(),
  resume: async () => gate.resume(),
  list: async () => {
    if (!(await mayHoldStudies())) return [];
    return (await openStore())?.list() ?? [];
  },
  record: async (key) => (await openStore())?.recordOf(key) ?? null,
  remove: async (key) => {
    const opened = await openStore();
    if (!opened)
      throw new LabError(
        'storage-refused',
        'remove: missing storage — nothing is kept, so nothing is to delete',
      );
    await opened.remove(key);
  },
  explain: async (request, { signal, siteUrl }) => {
    const { openExplanation } = await import('./open-study');
    signal.throwIfAborted();
    return openExplanation(request, siteUrl, signal);
  },

  tasks: async (_, { siteUrl }) => (await openTasks(siteUrl)).list(),
  'read-task': async (request, { signal }) => (await import('./task-files')).readTaskFile(request, signal),
  'import-task': async (request, { signal, siteUrl }) => {
    const [{ importTaskFile }, tasks] = await Promise.all([import('./task-files'), openTasks(siteUrl)]);
    return importTaskFile(request, tasks, signal);
  },
  'remove-task': async (id, { siteUrl }) => (await openTasks(siteUrl)).remove(id),
  'trial-texts': async (id, { signal, siteUrl }) => {
    const [{ trialTextsOf }, tasks] = await Promise.all([import('../core/task'), openTasks(siteUrl)]);
    return trialTextsOf(await tasks.open(id, signal));
  },

  columns: async (file, { signal }) => (await import('./measure-files')).columnsOf(file, signal),
  measure: async (request, { signal, progress, siteUrl }) => {
    const { measureFiles } = await import('./measure-files');
    signal.throwIfAborted();
    return measureFiles(request, siteUrl, signal, progress);
  },
  'prepare-judge': async (request, { signal, progress, siteUrl }) => {
    mayJudge = true;
    const { prepareJudge } = await import('./judge-files');
    signal.throwIfAborted();
    return prepareJudge(request, siteUrl, signal, progress);
  },
  judge: async (request, { signal, progress, siteUrl }) => {
    mayJudge = true;
    const { judgeFiles } = await import('./judge-files');
    signal.throwIfAborted();
    return judgeFiles(request, siteUrl, signal, progress);
  },
  'release-judge': releaseJudge,
  ablate: async (request, { signal, progress, siteUrl }) => {
    const { ablateFiles } = await import('./judge-files');
    signal.throwIfAborted();
    return ablateFiles(request, siteUrl, signal, progress);
  },

  'model-state': async (_, { siteUrl }) => (await openSmallModels(siteUrl)).state(),
  'next-tokens': async (continuation, { siteUrl }) => (await openSmallModels(siteUrl)).next(continuation),
  'continue-text': async (continuation, { signal, siteUrl }) =>
    (await openSmallModels(siteUrl)).write(continuation, signal),
  'plan-training': async (request, { signal, siteUrl }) =>
    (await openSmallModels(siteUrl)).plan(request, signal),
  train: async (request, { signal, progress, siteUrl }) =>
    (await openSmallModels(siteUrl)).train(request, progress, signal),
  'pause-training': async (_, { siteUrl }) => (await openSmallModels(siteUrl)).pause(),
  'resume-training': async (_, { siteUrl }) => (await openSmallModels(siteUrl)).resume(),
  'model-files': async (_, { siteUrl }) => (await openSmallModels(siteUrl)).files(),
  'delete-model': async (which, { siteUrl }) => (await openSmallModels(siteUrl)).delete(which),

  'open-runs': (study, { siteUrl }) =>
    (openingRuns = import('./serve-runs').then(({ openRuns }) => openRuns(study, siteUrl))),
  'make-run': async function* ({ arm, replicate }, { signal }) {
    // Of two imports that wait for the same code the second may go on first.
    await openingRuns;
    const { makeRun } = await import('./serve-runs');
    return yield* makeRun(arm, replicate, signal);
  },
};

serve(self as Scope, answers);

async function* run(
  { settings, writing }: StudyRequest,
  siteUrl: string,
  signal: AbortSignal,
): AsyncGenerator<SentStudyEvent, void> {
  gate.resume();
  // Code and data load at the same time.
  const [{ openStudy }, opened] = await Promise.all([import('./open-study'), openStore()]);
  signal.throwIfAborted();
  await releaseJudge();
  for await (const event of openStudy(settings, writing, { siteUrl, store: opened, gate }, signal)) {
    if (event.type === 'started') {
      for (const run of event.resumedRuns) yield { type: 'earlier-run', run };
      yield { ...event, resumedRuns: [] };
    } else if (event.type === 'finished') {
      yield { ...event, record: { ...event.record, runs: [] } };
    } else yield event;
  }
}

/** The store, opened once; null where the browser refuses. */
async function openStore(): Promise<RunStore | null> {
  const [{ openIndexedDbStore }, { readSettings }] = await Promise.all([
    import('../engine/indexed-db-store'),
    import('../experiment/settings'),
  ]);
  return (store ??= openIndexedDbStore(readSettings).catch(() => null));
}

/** False on a first visit, which need not load the store to know that it is empty. */
async function mayHoldStudies(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).length > 0;
  } catch {
    // An older browser, or one that refuses storage: the store will tell.
    return true;
  }
}

async function openTasks(siteUrl: string): Promise<Datasets> {
  return (await import('./datasets')).labDatasets(siteUrl);
}

/** Frees the GPU of a judge that was loaded and not used. */
async function releaseJudge(): Promise<void> {
  if (!mayJudge) return;
  mayJudge = false;
  (await import('./gpu-models')).releaseModels();
}

/** Opened once; a failed attempt is forgotten. */
function openSmallModels(siteUrl: string): Promise<SmallModels> {
  const opening = (smallModels ??= import('./small-models').then(
    ({ SmallModels }) => new SmallModels(siteUrl),
  ));
  opening.catch(() => (smallModels = null));
  return opening;
}
