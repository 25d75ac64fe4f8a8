/** @file Brings a study's parts together in the worker: data, encoder, backend, store; then runs it. */
import type { StudyEvent, WarningCode } from '../core/events';
import type { Dataset } from '../core/example';
import type { ExplainRequest, Explanation } from '../core/explain';
import type { RunStore, TextGenerator } from '../core/ports';
import type { StudySettings } from '../core/study';
import type { ChosenBackend } from '../engine/backend';
import { explainRun, openLaboratory, runStudy, studyOf, type WriteAhead } from '../experiment';
import { explainLoss, sharedBackend } from './shared-backend';
import { loadSiteParts } from './site-parts';

interface Place {
  readonly siteUrl: string;
  readonly store: RunStore | null;
}

/** Kept between studies: loading is done once. A failed attempt is forgotten, so that the next one tries anew. */
let opened: Promise<Opened> | null = null;

type Opened = Awaited<ReturnType<typeof open>>;

async function open(siteUrl: string, signal: AbortSignal) {
  const { dataset, encoder } = await loadSiteParts(siteUrl, signal);
  const backend = await sharedBackend(siteUrl, signal);
  return { dataset, backend, laboratory: openLaboratory(dataset, encoder, backend) };
}

export async function* openStudy(
  settings: StudySettings,
  { siteUrl, store }: Place,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent> {
  const { dataset, backend, laboratory } = await openOnce(siteUrl, signal);
  const study = studyOf(settings, dataset.id);
  const writer =
    settings.generator === 'webllm' ? await openWriter(settings, siteUrl, dataset, signal) : null;
  const ports = {
    ...laboratory,
    ...(writer ? { generator: writer.generator, fitter: null } : {}),
    writeAhead: writer?.writeAhead ?? null,
    dataset,
    store,
    clock: { now: () => performance.now() },
    appVersion: __APP_VERSION__,
    browser: navigator.userAgent,
    notices: noticesOf(backend),
  };
  try {
    yield* runStudy(study, settings, ports, signal);
  } catch (error) {
    throw asLostDevice(error, backend, 'resume: the finished runs are kept');
  }
}

/** Why one run did as it did. Rows that a language model wrote must come with the request: no model is loaded for this. */
export async function openExplanation(
  { settings, ...request }: ExplainRequest,
  siteUrl: string,
  signal: AbortSignal,
): Promise<Explanation> {
  const { dataset, backend, laboratory } = await openOnce(siteUrl, signal);
  try {
    return await explainRun(studyOf(settings, dataset.id), request, { ...laboratory, dataset }, signal);
  } catch (error) {
    throw asLostDevice(error, backend, 'try again');
  }
}

function openOnce(siteUrl: string, signal: AbortSignal): Promise<Opened> {
  const opening = (opened ??= open(siteUrl, signal));
  opening.catch(() => (opened = null));
  return opening;
}

/** What a thrown thing means where the GPU is gone; then the next try chooses a backend again. */
function asLostDevice(error: unknown, backend: ChosenBackend, wayOut: string): unknown {
  if (backend.isLost()) opened = null;
  return explainLoss(error, backend, 'openStudy', wayOut);
}

/** The language model as the study's generator: it writes everything first, and then leaves the GPU to the training. */
async function openWriter(
  settings: StudySettings,
  siteUrl: string,
  dataset: Dataset,
  signal: AbortSignal,
): Promise<{ generator: TextGenerator; writeAhead: WriteAhead }> {
  const { defaultTask, openLlmGenerator, DEFAULT_PROMPT_SETTINGS, writeAllRows } = await import('./open-llm');
  const task = defaultTask(dataset.id, dataset.classNames);
  const options = { siteUrl, modelId: settings.model!, dataset, task, prompts: DEFAULT_PROMPT_SETTINGS };
  const llm = await openLlmGenerator(options, signal);
  return {
    generator: llm.generator,
    writeAhead: {
      async *write(study, numClasses, signal) {
        try {
          yield* writeAllRows(study, numClasses, llm.generator, signal);
        } finally {
          llm.unload();
        }
      },
      shortfalls: () =>
        llm.reports
          .filter(({ written, wanted }) => written < wanted)
          .map(({ label, temperature, written, wanted }) => {
            const name = dataset.classNames[label] ?? String(label);
            return `temperature ${temperature}, ${name}: ${written} of ${wanted} rows could be written`;
          }),
    },
  };
}

function noticesOf({ backend, problems }: ChosenBackend): { code: WarningCode; message: string }[] {
  if (backend !== 'cpu') return [];
  return [
    {
      code: 'slow-backend',
      message: `training runs in plain JavaScript, many times slower: ${problems.join('; ')}`,
    },
  ];
}
