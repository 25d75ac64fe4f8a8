/** @file The composition root of a study in the worker: opens data, encoder, backend, generator and helpers, and runs it. */
import { LabError, shown } from '../core/errors';
import type { StudyEvent, StudyWarning } from '../core/events';
import { EventQueue } from '../core/event-queue';
import type { Dataset } from '../core/example';
import type { ExplainRequest, Explanation } from '../core/explain';
import type { GeneratorKind } from '../core/generators';
import type { LoadProgress } from '../core/llm-loading';
import type { GenerationSettings } from '../core/generation-settings';
import type { PauseGate } from '../core/pause';
import type { PreTrainer, RunStore } from '../core/ports';
import type { StudySettings } from '../core/study';
import { isOwnTaskId } from '../core/task';
import { numThreads } from '../core/threads';
import type { BackendName, ChosenBackend } from '../engine/backend';
import { explainRun } from '../experiment/explain/explain-run';
import type { NanoTools } from '../training/nano/nano-generator';
import { topicsNeeded } from '../experiment/run/more-topics';
import { runStudy } from '../experiment/run/run-study';
import { preTrainsEncoders } from '../experiment/run/check-study';
import { studyOf, withLabelChecks } from '../experiment/run/study-of';
import type { RunPorts } from '../experiment/run/study-ports';
import { openStudyTools } from '../experiment/run/study-tools';
import type { Encoder } from '../training/encoder';
import type { OpenedLlmGenerator, LlmGeneratorOptions } from './open-llm';
import { labDatasets } from './datasets';
import { startHelper, type Helper } from './run-helpers';
import { explainLoss, sharedBackend } from './shared-backend';
import { loadEncoder } from './site-encoder';
import type { HelperStudy } from './study-protocol';

interface StudyContext {
  readonly siteUrl: string;
  readonly store: RunStore | null;
  /** Holds back a language model's next request while it is closed. */
  readonly gate: PauseGate;
}

/** Kept between studies of one task. A failed attempt is forgotten, so that the next call tries again. */
let opened: { readonly data: string; readonly parts: Promise<Opened> } | null = null;

type Opened = Awaited<ReturnType<typeof open>>;

/** What another thread of the same study has decided and holds. */
interface Given {
  readonly backend?: BackendName;
  /** Null where the task is to be opened here. */
  readonly dataset?: Dataset | null;
}

async function open(data: string, siteUrl: string, signal: AbortSignal, given: Given) {
  const [dataset, encoder] = await Promise.all([
    given.dataset ?? labDatasets(siteUrl).open(data, signal),
    loadEncoder(siteUrl, signal),
  ]);
  const backend = await sharedBackend(siteUrl, signal, given.backend);
  return { dataset, encoder, backend, tools: openStudyTools(dataset, encoder, backend) };
}

/**
 * All that single runs of a study are made with, where no language model writes.
 * @throws LabError `bad-dataset` where the study's task is not here
 */
export async function openRunPorts(
  settings: StudySettings,
  siteUrl: string,
  signal: AbortSignal,
  given: Given = {},
): Promise<{ readonly ports: RunPorts; readonly backend: ChosenBackend; readonly dispose: () => void }> {
  const { dataset, encoder, backend, tools } = await openOnce(settings.data, siteUrl, signal, given);
  const isPreTrained = preTrainsEncoders(studyOf(settings, dataset.id, dataset.classNames.length));
  const preTrainer = isPreTrained ? await openEncoderPreTrainer(dataset, encoder) : null;
  const nano = await openNanoFor(settings, siteUrl, dataset, signal);
  return {
    ports: {
      ...tools,
      ...(nano ? { generator: nano.generator, fitter: nano.fitter } : {}),
      preTrainer,
      dataset,
      clock: performance,
      appVersion: __APP_VERSION__,
      browser: navigator.userAgent,
    },
    backend,
    dispose: () => nano?.dispose(),
  };
}

/**
 * Fingerprints of what all runs of a study are made from: threads that load data and encoder at different times may find a
 * site that has changed between.
 */
export function partsOf({
  dataset,
  classifier,
}: Pick<RunPorts, 'dataset' | 'classifier'>): readonly string[] {
  return [dataset.fingerprint, classifier.fingerprint];
}

/** @throws LabError `bad-dataset` where these are not the parts that the study began with */
export function needSameParts(wanted: readonly string[], found: readonly string[]): void {
  if (wanted.length === found.length && wanted.every((part, i) => part === found[i])) return;
  throw new LabError(
    'bad-dataset',
    `openStudy: invalid data or encoder: ${shown(found.join(', '))} (wanted ${wanted.join(', ')}) — reload the page: the site has changed since`,
  );
}

export async function* openStudy(
  settings: StudySettings,
  writing: GenerationSettings | null,
  { siteUrl, store, gate }: StudyContext,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent> {
  const { ports: opened, backend, dispose } = await openRunPorts(settings, siteUrl, signal);
  const { dataset } = opened;
  const plain = studyOf(settings, dataset.id, dataset.classNames.length);
  const { model, seed } = settings;
  const helperStudy: HelperStudy = {
    settings,
    dataset: isOwnTaskId(dataset.id) ? dataset : null,
    backend: backend.backend,
    parts: partsOf(opened),
  };
  const helpers = model === null ? startHelpers(helperStudy, siteUrl) : [];
  let writer: OpenedLlmGenerator | null = null;
  try {
    if (model !== null) {
      const options = { siteUrl, writing, dataset, gate, seed, topics: topicsNeeded(plain), modelId: model };
      writer = yield* withLoading((onProgress) => openGenerator({ ...options, onProgress }, signal));
    }
    const study = writer && writer.prefetch.writing.checkedPerClass > 0 ? withLabelChecks(plain) : plain;
    const ports = {
      ...opened,
      ...(writer ? { generator: writer.generator, fitter: null } : {}),
      prefetch: writer?.prefetch ?? null,
      helpers,
      store,
      // Time while the visitor has paused does not count.
      clock: { now: () => performance.now() - gate.waitedMs },
      notices: [...noticesOf(backend), ...(writer?.shortfalls ?? [])],
    };
    if (writer) {
      const { prepare } = writer;
      yield* withLoading((onProgress) => prepare(study, ports, onProgress, signal));
    }
    yield* runStudy(study, settings, ports, signal);
  } catch (error) {
    throw asLostDevice(error, backend, 'resume: the finished runs are kept');
  } finally {
    for (const helper of helpers) helper.close();
    writer?.close();
    dispose();
  }
}

/** Further threads for a study; none where all would wait for the same GPU. */
function startHelpers(study: HelperStudy, siteUrl: string): Helper[] {
  const count = study.backend === 'webgpu' ? 0 : numThreads(navigator) - 1;
  return Array.from({ length: count }, () => startHelper({ ...study, siteUrl }));
}

/** Explains one run. Rows that a language model wrote must come with the request: no model is loaded for this. */
export async function openExplanation(
  { settings, ...request }: ExplainRequest,
  siteUrl: string,
  signal: AbortSignal,
): Promise<Explanation> {
  const { dataset, backend, tools: opened } = await openOnce(settings.data, siteUrl, signal);
  // Rows that come with the request need no generator.
  const nano = request.rows ? null : await openNanoFor(settings, siteUrl, dataset, signal);
  const writing = nano ? { generator: nano.generator, fitter: nano.fitter } : {};
  const tools = { ...opened, ...writing, dataset };
  try {
    return await explainRun(studyOf(settings, dataset.id, dataset.classNames.length), request, tools, signal);
  } catch (error) {
    throw asLostDevice(error, backend, 'try again');
  } finally {
    nano?.dispose();
  }
}

function openOnce(data: string, siteUrl: string, signal: AbortSignal, given: Given = {}): Promise<Opened> {
  if (opened?.data !== data) opened = { data, parts: open(data, siteUrl, signal, given) };
  const opening = opened;
  opening.parts.catch(() => {
    if (opened === opening) opened = null;
  });
  return opening.parts;
}

/** The error to throw. Where the GPU is lost, the next call chooses a backend again. */
function asLostDevice(error: unknown, backend: ChosenBackend, wayOut: string): unknown {
  if (backend.isLost()) opened = null;
  return explainLoss(error, backend, 'openStudy', wayOut);
}

/** Generators that need more than the task's own texts, each loaded when a study asks for it. */
const OWN_TOOLS: Partial<Readonly<Record<GeneratorKind, () => Promise<typeof import('./open-nano')>>>> = {
  nano: () => import('./open-nano'),
};

/** The small transformer as generator, where the study uses it; the caller disposes of it. */
async function openNanoFor(
  { generator }: StudySettings,
  siteUrl: string,
  { classNames }: Dataset,
  signal: AbortSignal,
): Promise<NanoTools | null> {
  const tools = await OWN_TOOLS[generator]?.();
  return tools ? tools.openNanoGenerator(siteUrl, classNames, signal) : null;
}

/** Loads the training of small transformers, for the one experiment that needs it. */
async function openEncoderPreTrainer(dataset: Dataset, { tokenizer }: Encoder): Promise<PreTrainer> {
  const { openPreTrainer } = await import('../experiment/run/pre-trainer');
  return openPreTrainer(dataset, tokenizer.pieces);
}

async function openGenerator(options: LlmGeneratorOptions, signal: AbortSignal): Promise<OpenedLlmGenerator> {
  const { openLlmGenerator } = await import('./open-llm');
  return openLlmGenerator(options, signal);
}

/** Does the work, and yields how far the language model is loaded. */
async function* withLoading<T>(
  work: (onProgress: (progress: LoadProgress) => void) => Promise<T>,
): AsyncGenerator<StudyEvent, T> {
  const events = new EventQueue<StudyEvent>();
  const working = work((progress) => events.push({ type: 'loading', progress }));
  events.endWith(working);
  yield* events;
  return working;
}

function noticesOf({ backend, problems }: ChosenBackend): StudyWarning[] {
  return backend === 'cpu' ? [{ code: 'slow-backend', problems }] : [];
}
