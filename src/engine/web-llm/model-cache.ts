/**
 * @file Language models on this device: the Cache that WebLLM reads, filled by the lab alone. Every file lies under an
 * address that no network answers (`.invalid`, RFC 2606), so that WebLLM can never fetch a missing or an unchecked file
 * by itself, no two models share a file, and an address of the lab's own site is kept like any other.
 */
import { LabError, shown } from '../../core/errors';
import type { ChatEngine } from '../../core/llm-engine';
import { LIBRARY_VERSION, type LanguageModel } from '../../core/llm-model';
import type { PartialFiles } from './download-file';
import { CONFIG, LIBRARY } from './model-files';

/** WebLLM's own names for its three caches. */
const SCOPES = ['webllm/model', 'webllm/config', 'webllm/wasm'] as const;
const PARTIALS = 'goldilocks/partial';
const HOST = 'https://language-model.invalid/';
/** Lies beside the configuration once every file is there; it makes a model count as complete. */
const RECEIPT = 'goldilocks-receipt.json';
const CHECKSUM = 'x-checksum';
const VERSION = 'x-version';

export interface CachedModel {
  readonly model: LanguageModel;
  readonly sizeBytes: number;
  readonly cachedAt: string;
  /** SHA-256 of configuration, list of weights (with their hashes), tokenizer and library. */
  readonly fingerprint: string;
}

/** What a model is called once it runs; known from the cache before it is loaded. */
export function identityOf({
  model,
  fingerprint,
}: Pick<CachedModel, 'model' | 'fingerprint'>): Pick<
  ChatEngine,
  'id' | 'description' | 'fingerprint' | 'contextTokens'
> {
  return {
    id: model.id,
    description: `${model.title}, WebLLM ${LIBRARY_VERSION}`,
    fingerprint: `${LIBRARY_VERSION}-${fingerprint}`,
    contextTokens: model.contextTokens,
  };
}

export class ModelCache {
  readonly #caches: CacheStorage;

  constructor(caches: CacheStorage) {
    this.#caches = caches;
  }

  /** Where WebLLM looks for a model's files. */
  static baseOf(id: string): string {
    return `${HOST}${encodeURIComponent(id)}/resolve/local/`;
  }

  static libraryOf(id: string): string {
    return ModelCache.baseOf(id) + LIBRARY;
  }

  /** The file, if it is there and was stored with that checksum. */
  async has(id: string, name: string, checksum: string): Promise<boolean> {
    const found = await (await this.#open(scopeOf(name))).match(addressOf(id, name));
    return found?.headers.get(CHECKSUM) === checksum;
  }

  async read(id: string, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = await (await this.#open(scopeOf(name))).match(addressOf(id, name));
    return found ? new Uint8Array(await found.arrayBuffer()) : null;
  }

  /** Keeps a checked file. @throws LabError `storage-full` */
  async put(id: string, name: string, bytes: Uint8Array<ArrayBuffer>, checksum: string): Promise<void> {
    const headers = { [CHECKSUM]: checksum, 'content-length': String(bytes.length) };
    await keep(await this.#open(scopeOf(name)), addressOf(id, name), new Response(bytes, { headers }));
  }

  async complete(cached: CachedModel): Promise<void> {
    const cache = await this.#open('webllm/config');
    await keep(cache, addressOf(cached.model.id, RECEIPT), Response.json(cached));
  }

  /** The model, if all of it is here. */
  async find(id: string): Promise<CachedModel | null> {
    const cache = await this.#open('webllm/config');
    const receipt = await cache.match(addressOf(id, RECEIPT));
    return receipt ? ((await receipt.json()) as CachedModel) : null;
  }

  async list(): Promise<CachedModel[]> {
    const cache = await this.#open('webllm/config');
    const receipts = (await cache.keys()).filter(
      ({ url }) => url.startsWith(HOST) && url.endsWith(`/${RECEIPT}`),
    );
    const models = await Promise.all(
      receipts.map(async (key) => (await (await cache.match(key))?.json()) as CachedModel | undefined),
    );
    return models.filter((model) => model !== undefined).sort((a, b) => b.cachedAt.localeCompare(a.cachedAt));
  }

  /** The receipt goes first: a removal that is cut short leaves no model that counts as complete. */
  async remove(id: string): Promise<void> {
    await (await this.#open('webllm/config')).delete(addressOf(id, RECEIPT));
    for (const scope of [...SCOPES, PARTIALS]) {
      const cache = await this.#open(scope);
      const keys = (await cache.keys()).filter(({ url }) => url.startsWith(ModelCache.baseOf(id)));
      await Promise.all(keys.map((key) => cache.delete(key)));
    }
  }

  /** Models of which something is here, but not all: their downloads were stopped. */
  async listIncomplete(): Promise<string[]> {
    const complete = new Set((await this.list()).map(({ model }) => model.id));
    const ids = new Set<string>();
    for (const scope of [...SCOPES, PARTIALS]) {
      for (const { url } of await (await this.#open(scope)).keys()) {
        if (url.startsWith(HOST)) ids.add(decodeURIComponent(url.slice(HOST.length).split('/')[0]!));
      }
    }
    return [...ids].filter((id) => !complete.has(id)).sort();
  }

  /** Beginnings of a model's files. */
  partialsOf(id: string): PartialFiles {
    const keyOf = (url: string): string => `${ModelCache.baseOf(id)}partial/${encodeURIComponent(url)}`;
    return {
      load: async (url) => {
        const found = (await (await this.#open(PARTIALS)).match(keyOf(url))) ?? null;
        return (
          found && {
            bytes: new Uint8Array(await found.arrayBuffer()),
            version: found.headers.get(VERSION),
          }
        );
      },
      save: async (url, { bytes, version }) => {
        const headers: Record<string, string> = version === null ? {} : { [VERSION]: version };
        await keep(await this.#open(PARTIALS), keyOf(url), new Response(bytes, { headers }));
      },
      remove: async (url) => {
        await (await this.#open(PARTIALS)).delete(keyOf(url));
      },
    };
  }

  async #open(scope: string): Promise<Cache> {
    try {
      return await this.#caches.open(scope);
    } catch (cause) {
      const wayOut = 'leave the private window, or allow this site to store data';
      throw new LabError('storage-refused', `ModelCache: missing storage — ${wayOut}`, cause);
    }
  }
}

function addressOf(id: string, name: string): string {
  return ModelCache.baseOf(id) + name;
}

function scopeOf(name: string): (typeof SCOPES)[number] {
  if (name === LIBRARY) return 'webllm/wasm';
  return name === CONFIG || name === RECEIPT ? 'webllm/config' : 'webllm/model';
}

/** What the browser says it can store may be wrong, so only the attempt tells. */
async function keep(cache: Cache, url: string, response: Response): Promise<void> {
  try {
    await cache.put(url, response);
  } catch (cause) {
    if ((cause as { name?: unknown }).name !== 'QuotaExceededError') throw cause;
    const wayOut = 'delete another model or free space on the disk';
    throw new LabError('storage-full', `ModelCache: missing room for: ${shown(url)} — ${wayOut}`, cause);
  }
}
