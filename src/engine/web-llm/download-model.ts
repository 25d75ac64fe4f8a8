/**
 * @file Brings a whole model into the cache: the small files that say what it is first, so that a wrong address costs
 * seconds, then the weights, several at a time. What is there already is not fetched again; nothing unchecked is kept.
 */
import { LabError, shown } from '../../core/errors';
import { checkLibraryVersion, type LanguageModel } from '../../core/llm-model';
import { SpeedMeter, type LoadProgress, type StorageReport } from '../../core/llm-loading';
import { sha256 } from './download-file';
import type { CachedModel, ModelCache } from './model-cache';
import {
  checkLibrary,
  CONFIG,
  LIBRARY,
  MANIFEST,
  OLD_MANIFEST,
  readConfig,
  readManifest,
  readVocabulary,
  type Shard,
} from './model-files';
import type { ModelFileSource } from './model-source';

export interface FetchOptions {
  readonly cache: ModelCache;
  readonly source: ModelFileSource;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Receives the model as its small files describe it, before any weights are fetched; if it throws, none are. */
  readonly onKnown?: (model: LanguageModel) => void;
  /** Tells how much room there is; null where nothing does. To keep what is stored only a page can ask, no worker. */
  readonly storage?: Pick<StorageManager, 'estimate' | 'persisted'> | null;
  readonly now?: () => number;
}

/** Files fetched at a time: more only share one line. */
const LANES = 4;
/** Between two reports. */
const REPORT_MS = 200;
/** Between two looks at the clock while nothing arrives, and for how long: then silence says that all is stuck. */
const TICK_MS = 1000;
const MOST_TICKING_MS = 60_000;
/** Room left beside the model. */
const SPARE_BYTES = 32 * 2 ** 20;

/**
 * The model, complete in the cache.
 * @throws LabError with what is wrong; AbortError when the signal aborts. Files that arrived whole are kept
 */
export async function fetchModel(model: LanguageModel, options: FetchOptions): Promise<CachedModel> {
  checkLibraryVersion(model.libraryUrl);
  const known = await options.cache.find(model.id);
  // One that was stored for an older engine needs another library; its weights are here.
  if (known?.model.libraryUrl === model.libraryUrl) return known;
  const meter = new ProgressMeter(model.downloadBytes, options);
  // Where nothing arrives the speed must fall as well.
  const ticking = setInterval(() => meter.tick(), TICK_MS);
  try {
    return await fetchFiles(model, options, meter);
  } finally {
    clearInterval(ticking);
  }
}

async function fetchFiles(
  model: LanguageModel,
  options: FetchOptions,
  meter: ProgressMeter,
): Promise<CachedModel> {
  const { cache, source, signal, onKnown, storage = null } = options;
  const read = (name: string): Promise<Uint8Array<ArrayBuffer>> =>
    source.read(name, { sizeBytes: null, md5: null }, signal, (...gained) => meter.add(...gained));

  const config = await read(CONFIG);
  const { vocabularySize, tokenizer, contextTokens, quantisation } = readConfig(config, !model.embedding);
  const manifest = await readManifestOf(read);
  const shards = readManifest(manifest);
  const tokens = await read(tokenizer);
  if (tokenizer === 'tokenizer.json') readVocabulary(tokens, vocabularySize);
  const library = await read(LIBRARY);
  checkLibrary(library);

  const smallBytes = config.length + manifest.length + tokens.length + library.length;
  const totalBytes = shards.reduce((sum, shard) => sum + shard.sizeBytes, smallBytes);
  meter.setTotal(totalBytes);
  const largest = shards.reduce((most, shard) => Math.max(most, shard.largestTensorBytes), 0);
  const described: LanguageModel = {
    ...model,
    ...(model.quantisation === 'unknown' && quantisation !== null
      ? { quantisation, needsF16: quantisation.includes('f16') }
      : {}),
    bufferBytes: Math.max(model.bufferBytes ?? 0, largest) || null,
    downloadBytes: totalBytes,
    isSizeExact: true,
    contextTokens: Math.min(model.contextTokens, contextTokens ?? Infinity),
  };
  onKnown?.(described);
  const missing: Shard[] = [];
  for (const shard of shards) {
    if (await isHere(shard, model.id, cache)) meter.add(shard.sizeBytes, true);
    else missing.push(shard);
  }
  await checkRoom(
    missing.reduce((sum, shard) => sum + shard.sizeBytes, smallBytes),
    storage,
  );

  const small = [
    [CONFIG, config],
    [MANIFEST, manifest],
    [tokenizer, tokens],
    [LIBRARY, library],
  ] as const;
  const hashes: string[] = [];
  for (const [name, bytes] of small) {
    const hash = await sha256(bytes);
    hashes.push(hash);
    await cache.put(model.id, name, bytes, hash);
  }
  await fetchShards(model.id, missing, options, meter);
  for (const shard of shards) {
    if (!(await isHere(shard, model.id, cache))) throw takenAway(shard.name);
  }

  // Where the list of weights does not name them by their hashes, the fingerprint must.
  for (const { name, md5 } of shards) {
    if (md5 === null) hashes.push(await sha256((await cache.read(model.id, name))!));
  }

  const cached: CachedModel = {
    model: described,
    sizeBytes: totalBytes,
    cachedAt: new Date().toISOString(),
    fingerprint: await sha256(new TextEncoder().encode(hashes.join(' '))),
  };
  signal.throwIfAborted();
  await cache.complete(cached);
  meter.report(true);
  return cached;
}

async function readManifestOf(
  read: (name: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await read(MANIFEST);
  } catch (error) {
    const isMissing = error instanceof LabError && error.message.includes('missing file');
    if (!isMissing) throw error;
    return read(OLD_MANIFEST).catch(() => {
      throw error;
    });
  }
}

/** The first lane that fails stops the others; what they were about to finish is not waited for. */
async function fetchShards(
  id: string,
  shards: readonly Shard[],
  { cache, source, signal }: FetchOptions,
  meter: ProgressMeter,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < shards.length) {
      const shard = shards[next++]!;
      const { name, sizeBytes, md5 } = shard;
      const bytes = await source.read(name, { sizeBytes, md5 }, either, (...gained) => meter.add(...gained));
      await cache.put(id, name, bytes, checksumOf(shard));
    }
  };
  const lanes = Array.from({ length: LANES }, lane);
  for (const one of lanes) one.catch(() => failed.abort());
  const results = await Promise.allSettled(lanes);
  signal.throwIfAborted();
  const reasons = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  const cause = reasons.find((reason) => reason instanceof LabError) ?? reasons[0];
  if (reasons.length > 0) throw cause;
}

function checksumOf({ md5, sizeBytes }: Shard): string {
  return md5 ?? `size-${sizeBytes}`;
}

function isHere(shard: Shard, id: string, cache: ModelCache): Promise<boolean> {
  return cache.has(id, shard.name, checksumOf(shard));
}

/** The browser, the visitor or another tab may clear what came first while the rest is on its way. */
function takenAway(name: string): LabError {
  return new LabError(
    'download-broken',
    `fetchModel: missing file: ${shown(name)} (wanted all files to stay until the last is here) — go on with the download: only what is missing is fetched`,
  );
}

/** Asks before the gigabyte, not after it. What the browser says may be wrong, so a refusal to write is caught as well. */
async function checkRoom(bytes: number, storage: FetchOptions['storage']): Promise<void> {
  if (!storage) return;
  const { quota, usage } = await storage.estimate().catch((): StorageEstimate => ({}));
  if (quota === undefined || usage === undefined || quota - usage >= bytes + SPARE_BYTES) return;
  throw new LabError(
    'storage-full',
    `fetchModel: missing room: ${shown(`${Math.round((quota - usage) / 1e6)} MB`)} (wanted ${Math.round((bytes + SPARE_BYTES) / 1e6)} MB) — delete another model, choose a smaller one, or free space on the disk`,
  );
}

/** What the browser tells of this site's storage. */
export async function reportStorage(storage: FetchOptions['storage']): Promise<StorageReport> {
  if (!storage) return { usedBytes: null, quotaBytes: null, isPersistent: false };
  const { quota, usage } = await storage.estimate().catch((): StorageEstimate => ({}));
  const isPersistent = await storage.persisted().catch(() => false);
  return { usedBytes: usage ?? null, quotaBytes: quota ?? null, isPersistent };
}

class ProgressMeter {
  readonly #speed = new SpeedMeter();
  readonly #onProgress: ((progress: LoadProgress) => void) | undefined;
  readonly #now: () => number;
  #total: number;
  /** False until the manifest is read: of a custom model nothing is known before. */
  #isTotalKnown = false;
  #done = 0;
  /** Those of them that waited here: they say nothing of the speed. */
  #kept = 0;
  #reportedAt = -Infinity;
  #gainedAt: number;

  constructor(total: number, { onProgress, now = () => performance.now() }: FetchOptions) {
    this.#total = total;
    this.#onProgress = onProgress;
    this.#now = now;
    this.#gainedAt = now();
    this.#speed.note(this.#gainedAt, 0);
  }

  setTotal(bytes: number): void {
    this.#total = bytes;
    this.#isTotalKnown = true;
  }

  add(bytes: number, wereHere = false): void {
    this.#done += bytes;
    if (wereHere) this.#kept += bytes;
    this.#gainedAt = this.#now();
    this.#note(this.#gainedAt);
    this.report(false);
  }

  #note(now: number): void {
    this.#speed.note(now, this.#done - this.#kept);
  }

  /** Nothing has arrived, but time has passed. */
  tick(): void {
    const now = this.#now();
    if (now - this.#gainedAt > MOST_TICKING_MS) return;
    this.#note(now);
    this.report(false);
  }

  report(isLast: boolean): void {
    const now = this.#now();
    if (!isLast && now - this.#reportedAt < REPORT_MS) return;
    this.#reportedAt = now;
    const left = Math.max(0, this.#total - this.#done);
    const fraction = this.#isTotalKnown ? Math.min(1, Math.max(0, this.#done / this.#total)) : 0;
    this.#onProgress?.({
      phase: 'download',
      fraction: isLast ? 1 : fraction,
      doneBytes: this.#done,
      totalBytes: this.#isTotalKnown ? this.#total : Math.max(this.#total, this.#done),
      bytesPerSecond: this.#speed.perSecond,
      remainingMs: isLast ? 0 : this.#isTotalKnown ? this.#speed.remainingMs(left) : null,
    });
  }
}
