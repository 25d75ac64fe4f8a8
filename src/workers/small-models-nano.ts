/** @file The transformer among the lab's small language models: it loads TF.js. */
import type { Dataset } from '../core/example';
import type {
  ModelSource,
  ModelTrainingEvent,
  ModelTrainingPlan,
  ModelTrainingRequest,
  OwnModel,
  TextsSource,
} from '../core/model-lab';
import { LabError } from '../core/errors';
import type { PauseGate } from '../core/pause';
import { breathe } from '../core/breathe';
import { alone } from '../engine/alone';
import { fetchSiteFile, fetchSiteFileIfThere } from '../engine/site-files';
import {
  KEPT_VERSION,
  checkSiteTexts,
  type KeptModel,
  type KeptProgress,
  type KeptSetUp,
  type KeptTexts,
  type ModelStore,
} from '../experiment/model/model-store';
import { corpusTexts, fileTexts } from '../experiment/model/model-texts';
import { nanoContinuer } from '../experiment/model/nano-continuer';
import type { Continuer } from '../experiment/model/next-tokens';
import {
  learnPieces,
  planTraining,
  prepareTraining,
  type LearningTexts,
  type PreparedTraining,
} from '../training/nano/prepare-training';
import { runTraining } from '../training/nano/run-training';
import { readNano } from '../training/nano/weights-file';
import { textOf } from './file-sources';
import { explainLoss, sharedBackend } from './shared-backend';
import { loadEncoder } from './site-encoder';

/** What this part needs of the rest. */
export interface ModelContext {
  /** The address of the site's files, ending in a slash. */
  readonly siteUrl: string;
  store(): Promise<ModelStore>;
  /** The lab's texts. */
  dataset(): Promise<Dataset>;
  /** Called when the models of a source have changed. */
  forget(source: ModelSource): void;
}

const NEVER = new AbortController().signal;
const clock = { now: (): number => performance.now() };

/** The lab's own transformer, null where the site has none; or the visitor's. */
export async function loadNano(context: ModelContext, own: KeptModel | null): Promise<Continuer | null> {
  const { siteUrl } = context;
  let files: [manifest: string, weights: ArrayBuffer];
  if (own) files = [own.manifest, own.weights.slice().buffer];
  else {
    const manifest = await fetchSiteFileIfThere(`${siteUrl}models/nano.json`, NEVER);
    if (!manifest) return null;
    const weights = await fetchSiteFile(`${siteUrl}models/nano.bin`, 'bad-model', NEVER);
    files = [new TextDecoder().decode(manifest), weights];
  }
  const read = await readNano(...files);
  await sharedBackend(siteUrl, NEVER);
  return nanoContinuer(read);
}

interface SetUp {
  readonly prepared: PreparedTraining;
  readonly texts: KeptTexts;
  readonly pieces: readonly string[];
}

/** What was prepared last: after its plan a training usually follows. */
let latest: { readonly key: string; readonly setUp: SetUp } | null = null;

export async function plan(
  context: ModelContext,
  request: ModelTrainingRequest,
  signal: AbortSignal,
): Promise<ModelTrainingPlan> {
  await sharedBackend(context.siteUrl, NEVER);
  const { prepared } = await setUp(context, request, () => undefined, signal);
  return planTraining(prepared, clock.now, signal);
}

export interface TrainingControls {
  readonly emit: (event: ModelTrainingEvent) => void;
  readonly gate: PauseGate;
  /** Called when the training begins: from now on the gate can pause it. */
  readonly onBegin: () => void;
}

/** @throws LabError `in-use` where another tab is training, and many more; AbortError */
export async function train(
  context: ModelContext,
  request: ModelTrainingRequest | null,
  { emit, gate, onBegin }: TrainingControls,
  signal: AbortSignal,
): Promise<void> {
  await alone('goldilocks-training', async () => {
    onBegin();
    const store = await context.store();
    const backend = await sharedBackend(context.siteUrl, NEVER);
    const kept = request ? null : await store.training();
    if (!request && !kept) throw nothingToResume();
    const { prepared, texts, pieces } = request
      ? await setUp(context, request, emit, signal)
      : await setUpAgain(context, kept!.setUp, emit);
    signal.throwIfAborted();
    const keptSetUp = kept?.setUp ?? { version: KEPT_VERSION, about: prepared.about, texts, pieces };
    const save = (progress: Omit<KeptProgress, 'version'>) => store.saveTraining(keptSetUp, progress);
    const tools = { emit, save, gate, clock, date: () => new Date().toISOString() };
    const files = await runTraining(prepared, kept?.progress ?? null, tools, signal).catch(
      (error: unknown) => {
        throw explainLoss(error, backend, 'train', 'go on with it: what was saved is kept');
      },
    );
    const model: OwnModel = {
      ...prepared.about,
      validationLoss: files.validationLoss,
      finishedAt: new Date().toISOString(),
      sizeBytes: files.weights.byteLength + new TextEncoder().encode(files.manifest).length,
      isKept: true,
    };
    const { manifest, weights } = files;
    const code = await store.saveModel({ about: model, texts, manifest, weights });
    if (code !== null)
      await store.saveModel({ about: { ...model, isKept: false }, texts, manifest, weights });
    await store.deleteTraining();
    context.forget('own');
    latest = null;
    emit({ type: 'finished', model: { ...model, isKept: code === null } });
  });
}

async function setUp(
  context: ModelContext,
  { texts: source, size, epochs, seed }: ModelTrainingRequest,
  emit: TrainingControls['emit'],
  signal: AbortSignal,
): Promise<SetUp> {
  const identity = identityOf(source);
  const key = JSON.stringify([identity, size, epochs, seed]);
  if (identity !== null && latest?.key === key) return latest.setUp;
  const say = async (part: 'texts' | 'pieces' | 'model'): Promise<void> => {
    emit({ type: 'preparing', part });
    await breathe();
    signal.throwIfAborted();
  };
  await say('texts');
  const { texts, kept } = await readTexts(context, source, seed);
  await say('pieces');
  const pieces =
    source.kind === 'site'
      ? (await loadEncoder(context.siteUrl, NEVER)).tokenizer.pieces
      : learnPieces(texts, size);
  await say('model');
  const prepared = prepareTraining(texts, pieces, { size, epochs, seed });
  const ready = { prepared, texts: kept, pieces: prepared.vocabulary.tokenizer.pieces };
  latest = { key, setUp: ready };
  return ready;
}

async function setUpAgain(
  context: ModelContext,
  { about, texts: kept, pieces }: KeptSetUp,
  emit: TrainingControls['emit'],
): Promise<SetUp> {
  emit({ type: 'preparing', part: 'texts' });
  let texts: LearningTexts;
  if (kept.kind === 'own') texts = kept.texts;
  else {
    const dataset = await context.dataset();
    checkSiteTexts(kept, dataset.fingerprint);
    texts = corpusTexts(dataset);
  }
  emit({ type: 'preparing', part: 'model' });
  await breathe();
  return { prepared: prepareTraining(texts, pieces, about), texts: kept, pieces };
}

async function readTexts(
  context: ModelContext,
  source: TextsSource,
  seed: number,
): Promise<{ texts: LearningTexts; kept: KeptTexts }> {
  if (source.kind === 'site') {
    const dataset = await context.dataset();
    return { texts: corpusTexts(dataset), kept: { kind: 'site', fingerprint: dataset.fingerprint } };
  }
  const { content, ...file } = source;
  const texts = await fileTexts({ ...file, chunks: () => textOf(content) }, seed);
  return { texts, kept: { kind: 'own', texts } };
}

/** Identifies a file by name, size and date; null where these are unknown. */
function identityOf(source: TextsSource): unknown {
  if (source.kind === 'site') return 'site';
  const { content, ...rest } = source;
  return content instanceof File ? [rest, content.size, content.lastModified] : null;
}

function nothingToResume(): LabError {
  return new LabError(
    'bad-record',
    'train: missing training (wanted one that was interrupted) — begin a new one',
  );
}
