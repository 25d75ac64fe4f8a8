/**
 * @file The lab's small language models in the study worker: the n-gram model, which only counts, and the transformer,
 * which is loaded, and TF.js with it, at its first use.
 */
import { BUILT_IN_TASK } from '../core/built-in-task';
import { LabError } from '../core/errors';
import type { Dataset } from '../core/example';
import type {
  Continuation,
  ModelFiles,
  ModelLabState,
  ModelSource,
  ModelTrainingEvent,
  ModelTrainingPlan,
  ModelTrainingRequest,
  NextTokensAnswer,
  WrittenOn,
} from '../core/model-lab';
import { PauseGate } from '../core/pause';
import { stream } from '../core/random';
import { openKeptValues } from '../engine/kept-values';
import { ModelStore, type KeptTexts } from '../experiment/model/model-store';
import { corpusTexts, labelledTexts } from '../experiment/model/model-texts';
import type { LearningTexts } from '../training/nano/prepare-training';
import { nextTokens, writeOn, type Continuer } from '../experiment/model/next-tokens';
import { markovContinuer } from '../experiment/model/ngram-continuer';
import { labDatasets } from './datasets';
import type { ModelContext } from './small-models-nano';

type Holder = InUse<Continuer>;

/** Several calls share one loading, so that none of them may stop it. */
const NEVER = new AbortController().signal;

export class SmallModels implements ModelContext {
  readonly siteUrl: string;
  readonly #databaseName: string;
  #store: Promise<ModelStore> | null = null;
  /** By source and name. A failed attempt is forgotten, so that the next call tries again. */
  readonly #continuers = new Map<string, Promise<Holder | null>>();
  /** Pauses the training that is under way; null where none is. */
  #gate: PauseGate | null = null;

  constructor(siteUrl: string, databaseName = 'goldilocks-models') {
    this.siteUrl = siteUrl;
    this.#databaseName = databaseName;
  }

  /** Trains a model, or, where `request` is null, resumes the interrupted training. */
  async train(
    request: ModelTrainingRequest | null,
    emit: (event: ModelTrainingEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { train } = await this.#nano();
    signal.throwIfAborted();
    const gate = new PauseGate();
    await train(this, request, { emit, gate, onBegin: () => (this.#gate = gate) }, signal).finally(() => {
      if (this.#gate === gate) this.#gate = null;
    });
  }

  /** Of the training that is under way, if any. */
  pause(): void {
    this.#gate?.pause();
  }

  resume(): void {
    this.#gate?.resume();
  }

  /** What a training would be; measures the time of one step. */
  async plan(request: ModelTrainingRequest, signal: AbortSignal): Promise<ModelTrainingPlan> {
    return (await this.#nano()).plan(this, request, signal);
  }

  store(): Promise<ModelStore> {
    return (this.#store ??= openKeptValues(this.#databaseName).then(
      (values) => new ModelStore(values),
      () => new ModelStore(null),
    ));
  }

  dataset(): Promise<Dataset> {
    return labDatasets(this.siteUrl).open(BUILT_IN_TASK.id, NEVER);
  }

  forget(source: ModelSource): void {
    for (const [key, holding] of this.#continuers) {
      if (!key.startsWith(source)) continue;
      this.#continuers.delete(key);
      holding.then((holder) => holder?.retire()).catch(() => undefined);
    }
  }

  async state(): Promise<ModelLabState> {
    const [{ classNames }, store] = await Promise.all([this.dataset(), this.store()]);
    const [model, training] = await Promise.all([store.model(), this.#gate ? null : store.training()]);
    return {
      labels: classNames,
      own: model?.about ?? null,
      interrupted: training && {
        about: training.setUp.about,
        step: training.progress.checkpoint.step,
        numSteps: training.progress.numSteps,
        savedAt: training.progress.savedAt,
      },
    };
  }

  async next({ source, model, text, label, ...sampling }: Continuation): Promise<NextTokensAnswer> {
    const holder = await this.#continuer(source, model);
    if (!holder) return { kind: 'absent' };
    return holder.use(async (continuer) => ({
      kind: 'tokens',
      next: await nextTokens(continuer, text, label, sampling),
    }));
  }

  async write(
    { source, model, text, label, seed, ...sampling }: Continuation & { readonly seed: number },
    signal: AbortSignal,
  ): Promise<WrittenOn> {
    const holder = await this.#continuer(source, model);
    if (!holder) return { kind: 'absent' };
    const rng = stream('write on', seed);
    return holder.use(async (continuer) => ({
      kind: 'text',
      text: await writeOn(continuer, text, label, sampling, rng, signal),
    }));
  }

  async files(): Promise<ModelFiles> {
    const model = await (await this.store()).model();
    if (model) return { manifest: model.manifest, weights: model.weights };
    throw new LabError(
      'bad-record',
      'SmallModels: missing model (wanted one that was trained in this browser) — train one',
    );
  }

  async delete(which: 'model' | 'training'): Promise<void> {
    const store = await this.store();
    if (which === 'training') {
      if (this.#gate) throw isGoingOn();
      return store.deleteTraining();
    }
    await store.deleteModel();
    this.forget('own');
  }

  #continuer(source: ModelSource, model: 'markov' | 'nano'): Promise<Holder | null> {
    const key = `${source} ${model}`;
    const known = this.#continuers.get(key);
    if (known) return known;
    const loading = this.#load(source, model).then((continuer) => continuer && new InUse(continuer));
    this.#continuers.set(key, loading);
    const forget = (): void => {
      if (this.#continuers.get(key) === loading) this.#continuers.delete(key);
    };
    loading.then((holder) => holder ?? forget(), forget);
    return loading;
  }

  async #load(source: ModelSource, model: 'markov' | 'nano'): Promise<Continuer | null> {
    const own = source === 'own' ? await (await this.store()).model() : null;
    if (source === 'own' && !own) return null;
    if (model === 'markov') {
      const texts = own ? await this.#textsOf(own.texts) : corpusTexts(await this.dataset());
      return markovContinuer(labelledTexts(texts));
    }
    const { loadNano } = await this.#nano();
    return loadNano(this, own);
  }

  async #textsOf(kept: KeptTexts): Promise<LearningTexts> {
    return kept.kind === 'own' ? kept.texts : corpusTexts(await this.dataset());
  }

  #nano(): Promise<typeof import('./small-models-nano')> {
    return import('./small-models-nano');
  }
}

function isGoingOn(): LabError {
  return new LabError(
    'in-use',
    'SmallModels: invalid deletion of: "a training that is under way" — stop it first',
  );
}

/** A value that is freed when it is no longer wanted, but not while it is in use. */
export class InUse<T extends { dispose(): void }> {
  readonly #value: T;
  #numUsers = 0;
  #isRetired = false;

  constructor(value: T) {
    this.#value = value;
  }

  async use<R>(work: (value: T) => Promise<R>): Promise<R> {
    this.#numUsers++;
    try {
      return await work(this.#value);
    } finally {
      this.#numUsers--;
      this.#freeIfIdle();
    }
  }

  /** To be called once, when no new use will begin. */
  retire(): void {
    this.#isRetired = true;
    this.#freeIfIdle();
  }

  #freeIfIdle(): void {
    if (this.#isRetired && this.#numUsers === 0) this.#value.dispose();
  }
}
