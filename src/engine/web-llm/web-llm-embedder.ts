/** @file WebLLM's embedding models behind the port; like the models that chat, in a worker of their own. */
import type { MLCEngine } from '@mlc-ai/web-llm';
import { LabError, shown } from '../../core/errors';
import type { EmbeddingEngine } from '../../core/llm-engine';
import { LIBRARY_VERSION, type EmbeddingTraits } from '../../core/llm-model';
import { explain } from './explain';
import type { CachedModel } from './model-cache';
import { deviceLost, startEngine, watchDevices, type LostReason, type StartOptions } from './start-engine';

/** Batches in one request: enough to keep the GPU busy, few enough to stop soon. */
const BATCHES_PER_REQUEST = 4;

/** A text that is too long is cut to this share of itself, again and again until it fits. */
const CUT = 0.7;

/** Loads an embedding model from the cache. @throws LabError with what is wrong */
export async function openWebLlmEmbedder(
  cached: CachedModel,
  options: StartOptions = {},
): Promise<WebLlmEmbedder> {
  try {
    const { engine, lost } = await startEngine(cached, options);
    return new WebLlmEmbedder(engine, cached, lost);
  } catch (error) {
    throw explain('openWebLlmEmbedder', error);
  }
}

export class WebLlmEmbedder implements EmbeddingEngine {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly #engine: Pick<MLCEngine, 'embeddings' | 'unload'>;
  readonly #traits: EmbeddingTraits;
  readonly #lost: () => LostReason | null;

  /** @throws LabError `bad-language-model` for a model that chats */
  constructor(
    engine: Pick<MLCEngine, 'embeddings' | 'unload'>,
    { model, fingerprint }: Pick<CachedModel, 'model' | 'fingerprint'>,
    lost: () => LostReason | null,
  ) {
    if (!model.embedding) {
      throw new LabError(
        'bad-language-model',
        `WebLlmEmbedder: invalid model: ${shown(model.id)} (wanted an embedding model) — choose one from the list`,
      );
    }
    this.#engine = engine;
    this.#traits = model.embedding;
    this.#lost = lost;
    this.id = model.id;
    this.title = model.family;
    this.description = `${model.title}, WebLLM ${LIBRARY_VERSION}`;
    this.fingerprint = `${LIBRARY_VERSION}-${fingerprint}`;
    this.dimensions = model.embedding.dimensions;
  }

  async embed(
    texts: readonly string[],
    signal: AbortSignal,
    onDone?: (numDone: number) => void,
  ): Promise<Float32Array<ArrayBuffer>> {
    const d = this.dimensions;
    const rows = new Float32Array(texts.length * d);
    const visible = [...texts.keys()].filter((row) => texts[row]!.trim() !== '');
    // Texts of one length together: a batch is filled up to its longest.
    visible.sort((a, b) => texts[a]!.length - texts[b]!.length);
    const step = this.#traits.batchSize * BATCHES_PER_REQUEST;
    for (let from = 0; from < visible.length; from += step) {
      const asked = visible.slice(from, from + step);
      const vectors = await this.#ask(
        asked.map((row) => withoutMarks(texts[row]!)),
        signal,
      );
      asked.forEach((row, i) => rows.set(this.#unitRow(vectors[i]), row * d));
      onDone?.(Math.min(texts.length, from + step));
    }
    return rows;
  }

  async unload(): Promise<void> {
    watchDevices(null);
    await this.#engine.unload();
  }

  /** Vectors of texts, those that turn out too long cut at their ends. */
  async #ask(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]> {
    const { begin, end } = this.#traits;
    signal.throwIfAborted();
    try {
      const input = texts.map((text) => `${begin} ${text} ${end}`);
      const { data } = await this.#engine.embeddings.create({ input });
      const lost = this.#lost();
      if (lost) throw deviceLost(lost); // what came may be garbage
      signal.throwIfAborted();
      return texts.map((_, i) => data.find(({ index }) => index === i)?.embedding ?? []);
    } catch (error) {
      signal.throwIfAborted();
      const lost = this.#lost();
      if (lost) throw deviceLost(lost);
      if (!isTooLong(error) || texts.every((text) => text.length < 2)) throw explain('embed', error);
      if (texts.length === 1) return this.#ask([cutText(texts[0]!)], signal);
      const vectors: (readonly number[])[] = [];
      for (const text of texts) vectors.push(...(await this.#ask([text], signal)));
      return vectors;
    }
  }

  /** @throws LabError where a vector is of another length, not finite, or points nowhere */
  #unitRow(vector: readonly number[] | undefined): readonly number[] {
    if (vector?.length !== this.dimensions) {
      throw new LabError(
        'model-incompatible',
        `WebLlmEmbedder: invalid dimensions: ${shown(vector?.length ?? 0)} (wanted ${String(this.dimensions)}) — choose an embedding model from the list`,
      );
    }
    const length = Math.hypot(...vector);
    if (length > 0 && length < Infinity) return vector.map((value) => value / length);
    throw new LabError(
      'gpu-unsuitable',
      `WebLlmEmbedder: invalid embedding: ${shown(`length ${length}`)} (wanted finite numbers, not all zero) — load the model again; if it stays, use the lab’s own encoder`,
    );
  }
}

/** Marks inside of a text would be read as marks. */
function withoutMarks(text: string): string {
  return text.replace(/\[(CLS|SEP|PAD|MASK|UNK)\]/g, '[ $1 ]');
}

/** A share of the text, not cut between the halves of a character. */
function cutText(text: string): string {
  return text.slice(0, Math.floor(text.length * CUT)).replace(/[\uD800-\uDBFF]$/, '');
}

function isTooLong(error: unknown): boolean {
  return (
    error instanceof Error &&
    /EmbeddingExceedContextWindowSize|only supports up to/.test(`${error.name} ${error.message}`)
  );
}
