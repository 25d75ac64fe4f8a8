/** @file The language models on offer: what can run here, what is here, and what is on its way. */
import { toFailure, type Failure, type FailureCode } from '../core/errors';
import { smallerThan } from '../core/llm-fit';
import type { LoadProgress } from '../core/llm-loading';
import { customModel, folderModel, type CustomModel, type LanguageModel } from '../core/llm-model';
import type { LlmClient } from '../workers/llm-client';
import type { ModelList, ModelPurpose } from '../workers/llm-protocol';
import { offersOf, type AddedModel, type ModelOffer } from './model-offers';

export type LlmActivity = 'idle' | 'looking' | 'downloading' | 'removing';

/** A GPU that is full, that is taken away, or that hangs until its thread is ended. */
const MENDED_BY_SMALLER: readonly FailureCode[] = ['out-of-memory', 'device-lost', 'worker-died'];

/** How long a model may take to leave the GPU before its thread is ended. */
const RELEASE_MS = 3000;

export class LlmState {
  activity = $state<LlmActivity>('idle');
  isStopping = $state(false);
  list = $state.raw<ModelList | null>(null);
  progress = $state.raw<LoadProgress | null>(null);
  /** The model the activity, or the failure, is about. */
  subject = $state<string | null>(null);
  failure = $state.raw<Failure | null>(null);
  outcome = $state<'done' | 'stopped' | null>(null);
  added = $state.raw<readonly AddedModel[]>([]);

  readonly offers: readonly ModelOffer[] = $derived.by(() =>
    this.list ? offersOf(this.list, this.added) : [],
  );
  readonly suitable = $derived(this.offers.filter((offer) => offer.unsuitable === null));
  readonly unsuitable = $derived(this.offers.filter((offer) => offer.unsuitable !== null));
  /** The one to begin with: the recommended one, unless only others are here already. */
  readonly preselected: ModelOffer | null = $derived.by(() => {
    const here = this.suitable.filter(({ cached }) => cached !== null);
    const candidates = here.length > 0 ? here : this.suitable;
    return candidates.find(({ isRecommended }) => isRecommended) ?? here[0] ?? null;
  });
  readonly readyIds: readonly string[] = $derived(
    this.suitable.filter(({ cached }) => cached !== null).map(({ model }) => model.id),
  );

  readonly #client: LlmClient;
  #abort: AbortController | null = null;

  readonly #purpose: ModelPurpose;

  constructor(client: LlmClient, purpose: ModelPurpose = 'chat') {
    this.#client = client;
    this.#purpose = purpose;
  }

  offerOf(id: string | null): ModelOffer | null {
    return this.offers.find(({ model }) => model.id === id) ?? null;
  }

  /** The next smaller model that runs here, where the failure is one that a smaller model may mend. */
  smallerInstead(failure: Failure, id: string | null): LanguageModel | null {
    const offer = this.offerOf(id);
    return MENDED_BY_SMALLER.includes(failure.code) && offer && !offer.isOwn
      ? smallerThan(offer.model, this.offers)
      : null;
  }

  /** Asks what can run and what is here; never throws. */
  async look(): Promise<void> {
    if (this.activity !== 'idle') return;
    this.activity = 'looking';
    this.failure = null;
    this.subject = null;
    await this.#relist();
    this.activity = 'idle';
  }

  /** Until the model is here, or the download is stopped or fails; never throws. */
  async download(offer: ModelOffer): Promise<void> {
    if (this.activity !== 'idle') return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#begin('downloading', offer);
    try {
      await this.#client.download(offer.model, abort.signal, {
        onProgress: (progress) => (this.progress = progress),
        ...(offer.files ? { files: offer.files } : {}),
      });
      this.outcome = 'done';
    } catch (thrown) {
      this.#fail(thrown);
    }
    await this.#relist();
    this.#abort = null;
    this.isStopping = false;
    this.progress = null;
    this.activity = 'idle';
  }

  stop(): void {
    if (!this.#abort) return;
    this.isStopping = true;
    this.#abort.abort();
  }

  async remove(offer: ModelOffer): Promise<void> {
    if (this.activity !== 'idle') return;
    this.#begin('removing', offer);
    try {
      await this.#client.remove(offer.model.id);
    } catch (thrown) {
      this.#fail(thrown);
    }
    await this.#relist();
    this.activity = 'idle';
  }

  /** Forgets the rows that models wrote for studies; never throws. */
  async forgetRows(): Promise<void> {
    if (this.activity !== 'idle') return;
    this.activity = 'removing';
    this.failure = null;
    this.subject = null;
    try {
      await this.#client.forgetRows();
    } catch (thrown) {
      this.#fail(thrown);
    }
    await this.#relist();
    this.activity = 'idle';
  }

  /** Looks again at what is stored, without a word; never throws. */
  async refresh(): Promise<void> {
    if (this.activity !== 'idle' || !this.list) return;
    const list = await this.#client.models(this.#purpose).catch(() => null);
    if (list) this.list = list;
  }

  /** Puts a model from elsewhere into the list. @throws LabError at addresses that will not do */
  addFromWeb(custom: CustomModel): LanguageModel {
    return this.#add({ model: customModel(custom), files: null });
  }

  /** Puts a folder into the list. @throws LabError where no model library is in it */
  addFromFolder(title: string, files: readonly File[], isThinking: boolean): LanguageModel {
    const names = files.map((file) => file.name);
    return this.#add({ model: folderModel(title, names, isThinking), files });
  }

  /** Takes the model off the GPU, by force where it does not go by itself; never throws. */
  async release(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hung = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('it does not leave the GPU')), RELEASE_MS);
    });
    try {
      await Promise.race([this.#client.unload(), hung]);
    } catch {
      this.#client.close();
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#abort?.abort();
    this.#client.close();
  }

  #add(added: AddedModel): LanguageModel {
    this.added = [...this.added.filter(({ model }) => model.id !== added.model.id), added];
    return added.model;
  }

  #begin(activity: LlmActivity, { model }: ModelOffer): void {
    this.activity = activity;
    this.subject = model.id;
    this.failure = null;
    this.outcome = null;
    this.progress = null;
  }

  #fail(thrown: unknown): void {
    const failure = toFailure(thrown);
    if (failure.code === 'aborted') this.outcome = 'stopped';
    else this.failure = failure;
  }

  /** What went wrong before is more to the point than that the list could not be made after it. */
  async #relist(): Promise<void> {
    try {
      this.list = await this.#client.models(this.#purpose);
    } catch (thrown) {
      this.failure ??= toFailure(thrown);
    }
  }
}
