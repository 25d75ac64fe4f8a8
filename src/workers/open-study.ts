/** @file Brings a study's parts together in the worker: data, encoder, backend, store; then runs it. */
import type { StudyEvent, WarningCode } from '../core/events';
import { EventQueue } from '../core/event-queue';
import type { ExplainRequest, Explanation } from '../core/explain';
import type { LoadProgress } from '../core/llm-loading';
import type { Writing } from '../core/llm-writing';
import type { PauseGate } from '../core/pause';
import type { RunStore, TextGenerator } from '../core/ports';
import type { StudySettings } from '../core/study';
import type { ChosenBackend } from '../engine/backend';
import { explainRun, openLaboratory, runStudy, studyOf, topicsNeeded, withLabelChecks } from '../experiment';
import type { OpenedWriter, WriterOptions } from './open-writer';
import { explainLoss, sharedBackend } from './shared-backend';
import { loadSiteParts } from './site-parts';

interface Place {
  readonly siteUrl: string;
  readonly store: RunStore | null;
  /** Holds back a language model's next request while it is shut. */
  readonly gate: PauseGate;
}

/** Kept between studies: loading is done once. A failed attempt is forgotten, so that the next one tries anew. */
let opened: Promise<Opened> | null = null;
let nano: Promise<TextGenerator> | null = null;

type Opened = Awaited<ReturnType<typeof open>>;

async function open(siteUrl: string, signal: AbortSignal) {
  const { dataset, encoder } = await loadSiteParts(siteUrl, signal);
  const backend = await sharedBackend(siteUrl, signal);
  return { dataset, backend, laboratory: openLaboratory(dataset, encoder, backend) };
}

export async function* openStudy(
  settings: StudySettings,
  writing: Writing | null,
  { siteUrl, store, gate }: Place,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent> {
  const { dataset, backend, laboratory } = await openOnce(siteUrl, signal);
  const plain = studyOf(settings, dataset.id);
  const { model, seed } = settings;
  const asked = { siteUrl, writing, dataset, gate, seed, topics: topicsNeeded(plain) };
  const writer = model === null ? null : yield* openingWriter({ ...asked, modelId: model }, signal);
  const study = writer && writer.writeAhead.writing.checkedPerClass > 0 ? withLabelChecks(plain) : plain;
  const ports = {
    ...laboratory,
    ...(settings.generator === 'nano' ? { generator: await openNano(siteUrl, signal), fitter: null } : {}),
    ...(writer ? { generator: writer.generator, fitter: null } : {}),
    writeAhead: writer?.writeAhead ?? null,
    dataset,
    store,
    // Time spent waiting for a visitor to go on is no time of the study's.
    clock: { now: () => performance.now() - gate.waitedMs },
    appVersion: __APP_VERSION__,
    browser: navigator.userAgent,
    notices: [
      ...noticesOf(backend),
      ...(writer?.shortfalls ?? []).map((message) => ({ code: 'few-topics' as const, message })),
    ],
  };
  try {
    yield* runStudy(study, settings, ports, signal);
  } catch (error) {
    throw asLostDevice(error, backend, 'resume: the finished runs are kept');
  } finally {
    writer?.close();
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
  if (backend.isLost()) [opened, nano] = [null, null];
  return explainLoss(error, backend, 'openStudy', wayOut);
}

/** The small transformer, loaded when a study first asks for it. */
function openNano(siteUrl: string, signal: AbortSignal): Promise<TextGenerator> {
  const opening = (nano ??= import('./open-nano').then(({ openNanoGenerator }) =>
    openNanoGenerator(siteUrl, signal),
  ));
  opening.catch(() => (nano = null));
  return opening;
}

/** Makes the language model ready, and tells how far that is. */
async function* openingWriter(
  options: Omit<WriterOptions, 'onProgress'>,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent, OpenedWriter> {
  const events = new EventQueue<StudyEvent>();
  const { openWriter } = await import('./open-writer');
  const onProgress = (progress: LoadProgress): void => events.push({ type: 'loading', progress });
  const opening = openWriter({ ...options, onProgress }, signal);
  opening.then(
    () => events.end(),
    (error: unknown) => events.fail(error),
  );
  yield* events;
  return opening;
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
