/** @file What is stored of a visitor's transformer: the unfinished training, and the model that the last training gave. */
import { LabError, toFailure, shown } from '../../core/errors';
import type { KeptValues } from '../../core/kept-values';
import type { ModelAbout, OwnModel } from '../../core/model-lab';
import type { LearningTexts } from '../../training/nano/prepare-training';
import type { NotKept, TrainingProgress } from '../../training/nano/run-training';

export const KEPT_VERSION = 1;

/** Where the texts are: the lab's, known by their fingerprint, or here. */
export type KeptTexts =
  | { readonly kind: 'site'; readonly fingerprint: string }
  | { readonly kind: 'own'; readonly texts: LearningTexts };

/** What a training was begun with. */
export interface KeptSetUp {
  readonly version: typeof KEPT_VERSION;
  readonly about: ModelAbout;
  readonly texts: KeptTexts;
  readonly pieces: readonly string[];
}

export interface KeptProgress extends TrainingProgress {
  readonly version: typeof KEPT_VERSION;
}

export interface KeptModel {
  readonly version: typeof KEPT_VERSION;
  readonly about: OwnModel;
  readonly texts: KeptTexts;
  readonly manifest: string;
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** Where the browser keeps nothing, things are held in memory, for as long as that lasts. */
export class ModelStore {
  readonly #store: KeptValues | null;
  readonly #memory = new Map<string, unknown>();
  /** The set-up that is known to be in the store: it is large, and need not be written again with every state. */
  #stored: KeptSetUp | null = null;

  constructor(store: KeptValues | null) {
    this.#store = store;
  }

  async training(): Promise<{ setUp: KeptSetUp; progress: KeptProgress } | null> {
    const [setUp, progress] = await Promise.all([this.#get('setUp'), this.#get('progress')]);
    if (!isOurs<KeptSetUp>(setUp) || !isOurs<KeptProgress>(progress)) return null;
    if (!this.#memory.has('setUp')) this.#stored = setUp;
    return { setUp, progress };
  }

  async model(): Promise<KeptModel | null> {
    const model = await this.#get('model');
    return isOurs<KeptModel>(model) ? model : null;
  }

  /** A state never stands beside the set-up of another training. @returns why it is in memory only, or null */
  async saveTraining(setUp: KeptSetUp, progress: TrainingProgress): Promise<NotKept | null> {
    const state = { progress: { version: KEPT_VERSION, ...progress } };
    const isStored = this.#stored === setUp;
    const code = await this.#put(isStored ? state : { setUp, ...state });
    if (code === null) this.#stored = setUp;
    else if (isStored) this.#memory.set('setUp', setUp);
    return code;
  }

  saveModel(model: Omit<KeptModel, 'version'>): Promise<NotKept | null> {
    return this.#put({ model: { version: KEPT_VERSION, ...model } });
  }

  async deleteTraining(): Promise<void> {
    this.#stored = null;
    await this.#remove(['setUp', 'progress']);
  }

  async deleteModel(): Promise<void> {
    await this.#remove(['model']);
  }

  async #get(name: string): Promise<unknown> {
    if (this.#memory.has(name)) return this.#memory.get(name);
    return this.#store?.get(name).catch(() => null) ?? null;
  }

  async #put(values: Readonly<Record<string, unknown>>): Promise<NotKept | null> {
    try {
      if (!this.#store) throw new Error('no storage');
      await this.#store.put(values);
      for (const name of Object.keys(values)) this.#memory.delete(name);
      return null;
    } catch (error) {
      for (const [name, value] of Object.entries(values)) this.#memory.set(name, value);
      return toFailure(error).code === 'storage-full' ? 'storage-full' : 'storage-refused';
    }
  }

  async #remove(names: readonly string[]): Promise<void> {
    for (const name of names) this.#memory.delete(name);
    await this.#store?.remove(names);
  }
}

/** Another version of the lab may have left something else there. */
function isOurs<T extends { readonly version: number }>(value: unknown): value is T {
  return typeof value === 'object' && value !== null && (value as Partial<T>).version === KEPT_VERSION;
}

/** @throws LabError `bad-record` where the lab's texts have changed since */
export function checkSiteTexts(texts: KeptTexts, fingerprint: string): void {
  if (texts.kind === 'own' || texts.fingerprint === fingerprint) return;
  throw new LabError(
    'bad-record',
    `ModelStore: invalid fingerprint of the texts: ${shown(texts.fingerprint)} (wanted ${fingerprint}) — the lab has other texts now: delete this training and start a new one`,
  );
}
