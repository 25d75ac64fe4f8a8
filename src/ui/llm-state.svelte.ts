/** @file The language models on offer: what can run here, what is here, and what is on its way. */
import { toFailure, type Failure, type FailureCode } from '../core/errors';
import { smallerThan } from '../core/llm-fit';
import type { LoadProgress } from '../core/llm-loading';
import { customModel, folderModel, type CustomModel, type LanguageModel } from '../core/llm-model';
import type { LlmClient } from '../workers/llm-client';
import type { ModelList, ModelPurpose } from '../workers/llm-protocol';
import { Stoppable } from './stoppable.svelte';
import { offersOf, type AddedModel, type ModelOffer } from './model-offers';

type LlmActivity = 'looking' | 'downloading' | 'removing';

/** A GPU that is full, that is taken away, or that hangs until its thread is ended. */
const MENDED_BY_SMALLER: readonly FailureCode[] = ['out-of-memory', 'device-lost', 'worker-died'];

/** How long a model may take to leave the GPU before its thread is ended. */
const RELEASE_MS = 3000;

export class LlmState extends Stoppable<LlmActivity | 'idle' | 'done'> {
  list = $state.raw<ModelList | null>(null);
  progress = $state.raw<LoadProgress | null>(null);
  /** The model the activity, or the failure, is about. */
  subject = $state<string | null>(null);
  added = $state.raw<readonly AddedModel[]>([]);

  readonly activity: LlmActivity | 'idle' = $derived(
    this.phase === 'done' || this.phase === 'stopped' || this.phase === 'failed' ? 'idle' : this.phase,
  );
  /** How the last download ended. */
  readonly outcome = $derived(this.phase === 'done' || this.phase === 'stopped' ? this.phase : null);

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
  readonly #purpose: ModelPurpose;

  constructor(client: LlmClient, purpose: ModelPurpose = 'chat') {
    super();
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
    this.subject = null;
    await this.attempt('looking', async () => {
      this.list = await this.#client.models(this.#purpose);
      return 'idle';
    });
  }

  /** Until the model is here, or the download is stopped or fails; never throws. */
  async download(offer: ModelOffer): Promise<void> {
    if (this.activity !== 'idle') return;
    this.subject = offer.model.id;
    this.progress = null;
    await this.attempt('downloading', async (signal) => {
      try {
        await this.#client.download(offer.model, signal, {
          onProgress: (progress) => (this.progress = progress),
          ...(offer.files ? { files: offer.files } : {}),
        });
      } finally {
        await this.#relist();
      }
      return 'done';
    });
    this.progress = null;
  }

  async remove(offer: ModelOffer): Promise<void> {
    if (this.activity !== 'idle') return;
    await this.#remove(offer.model.id, () => this.#client.remove(offer.model.id));
  }

  /** Forgets the rows that models wrote for studies; never throws. */
  async forgetRows(): Promise<void> {
    if (this.activity !== 'idle') return;
    await this.#remove(null, () => this.#client.forgetRows());
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
    this.stop();
    this.#client.close();
  }

  #add(added: AddedModel): LanguageModel {
    this.added = [...this.added.filter(({ model }) => model.id !== added.model.id), added];
    return added.model;
  }

  async #remove(subject: string | null, remove: () => Promise<unknown>): Promise<void> {
    this.subject = subject;
    await this.attempt('removing', async () => {
      try {
        await remove();
      } finally {
        await this.#relist();
      }
      return 'idle';
    });
  }

  /** A failure of the work that came before replaces that of the list, which says less. */
  async #relist(): Promise<void> {
    try {
      this.list = await this.#client.models(this.#purpose);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }
}
