/** @file What a folder with a language model holds, and the checks that tell one from anything else. */
import { LabError, type FailureCode, shown } from '../../core/errors';
import { quantisationIn } from '../../core/llm-model';

export const CONFIG = 'mlc-chat-config.json';
export const MANIFEST = 'tensor-cache.json';
/** The manifest's name in folders made for older engines. */
export const OLD_MANIFEST = 'ndarray-cache.json';
const TOKENIZERS = ['tokenizer.json', 'tokenizer.model'] as const;
/** The name a model library is kept under, whatever its own. */
export const LIBRARY = 'library.wasm';

export interface Shard {
  readonly name: string;
  readonly sizeBytes: number;
  /** As in the manifest; null where it gives none. */
  readonly md5: string | null;
  /** Bytes of its largest tensor, which the GPU must be able to bind as one; 0 where the manifest names none. */
  readonly largestTensorBytes: number;
}

export interface ModelConfig {
  readonly vocabularySize: number;
  readonly tokenizer: (typeof TOKENIZERS)[number];
  readonly contextTokens: number | null;
  /** "q4f16_1"; null where it is not said. */
  readonly quantisation: string | null;
}

/**
 * @param chats whether the model should; an embedding model has no template of a conversation
 * @throws LabError `bad-language-model`
 */
export function readConfig(bytes: Uint8Array, chats = true): ModelConfig {
  const config = jsonOf(CONFIG, bytes);
  const { vocab_size, tokenizer_files, conv_template, context_window_size, quantization } = config;
  if (typeof vocab_size !== 'number' || !(vocab_size > 0))
    throw bad(CONFIG, 'invalid vocab_size', vocab_size, 'a positive number');
  if (chats && (typeof conv_template !== 'object' || conv_template === null)) {
    throw bad(CONFIG, 'missing conv_template', conv_template, 'the template of a chat model');
  }
  const tokenizer = Array.isArray(tokenizer_files)
    ? TOKENIZERS.find((name) => tokenizer_files.includes(name))
    : undefined;
  if (!tokenizer) throw bad(CONFIG, 'unknown tokenizer_files', tokenizer_files, TOKENIZERS.join(' or '));
  const contextTokens =
    typeof context_window_size === 'number' && context_window_size > 0 ? context_window_size : null;
  const quantisation = typeof quantization === 'string' ? quantisationIn(quantization) : null;
  return { vocabularySize: vocab_size, tokenizer, contextTokens, quantisation };
}

/** The weights' files, in the manifest's order. @throws LabError `bad-language-model` */
export function readManifest(bytes: Uint8Array): Shard[] {
  const { records } = jsonOf(MANIFEST, bytes);
  if (!Array.isArray(records) || records.length === 0)
    throw bad(MANIFEST, 'missing records', records, 'a list of files');
  const shards = records.map((record: unknown): Shard => {
    const { dataPath, nbytes, md5sum, records: tensors } = (record ?? {}) as Record<string, unknown>;
    // The name becomes part of an address, so it must not lead elsewhere.
    if (typeof dataPath !== 'string' || !/^\w[\w.-]*$/.test(dataPath))
      throw bad(MANIFEST, 'invalid dataPath', dataPath, 'a plain file name');
    if (typeof nbytes !== 'number' || !Number.isSafeInteger(nbytes) || nbytes <= 0) {
      throw bad(MANIFEST, `invalid nbytes of ${dataPath}`, nbytes, 'a positive whole number');
    }
    const md5 = typeof md5sum === 'string' && /^[0-9a-f]{32}$/i.test(md5sum) ? md5sum.toLowerCase() : null;
    return { name: dataPath, sizeBytes: nbytes, md5, largestTensorBytes: largestOf(tensors) };
  });
  if (new Set(shards.map((shard) => shard.name)).size !== shards.length) {
    throw bad(MANIFEST, 'invalid records', undefined, 'no file twice');
  }
  return shards;
}

function largestOf(tensors: unknown): number {
  if (!Array.isArray(tensors)) return 0;
  return tensors.reduce((largest: number, tensor: unknown) => {
    const { nbytes } = (tensor ?? {}) as { readonly nbytes?: unknown };
    return typeof nbytes === 'number' && nbytes > largest ? nbytes : largest;
  }, 0);
}

/** Where fewer of the model's tokens than this share have a name, the tokenizer is another model's. */
const LEAST_NAMED = 0.8;

/** The ids of the tokens by their text. @throws LabError `bad-language-model`, or `model-incompatible` where the sizes differ */
export function readVocabulary(bytes: Uint8Array, vocabularySize: number): ReadonlyMap<string, number> {
  const name = 'tokenizer.json';
  const { model, added_tokens } = jsonOf(name, bytes);
  const vocab = (model as { readonly vocab?: unknown } | null | undefined)?.vocab;
  const ids = new Map<string, number>();
  if (Array.isArray(vocab)) {
    vocab.forEach((entry: unknown, id) => {
      if (Array.isArray(entry) && typeof entry[0] === 'string') ids.set(entry[0], id);
    });
  } else if (typeof vocab === 'object' && vocab !== null) {
    for (const [token, id] of Object.entries(vocab)) if (typeof id === 'number') ids.set(token, id);
  }
  if (ids.size === 0) throw bad(name, 'missing vocabulary', undefined, 'the tokens and their numbers');
  for (const added of Array.isArray(added_tokens) ? (added_tokens as unknown[]) : []) {
    const { content, id } = (added ?? {}) as { readonly content?: unknown; readonly id?: unknown };
    if (typeof content === 'string' && typeof id === 'number') ids.set(content, id);
  }
  let greatest = 0;
  for (const id of ids.values()) greatest = Math.max(greatest, id);
  if (greatest >= vocabularySize || ids.size < LEAST_NAMED * vocabularySize) {
    throw bad(
      name,
      'invalid number of tokens',
      ids.size,
      `about ${vocabularySize}, as many as the model has`,
      'model-incompatible',
    );
  }
  return ids;
}

/** @throws LabError `bad-language-model` where the bytes are no WebAssembly */
export function checkLibrary(bytes: Uint8Array<ArrayBuffer>): void {
  const isWasm = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!isWasm || !WebAssembly.validate(bytes))
    throw bad('model library', 'invalid WebAssembly', undefined, 'a .wasm file built by MLC');
}

function jsonOf(name: string, bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    const start = new TextDecoder().decode(bytes.subarray(0, 40));
    throw bad(name, 'invalid JSON', start, `the file ${name} of a model, whole`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw bad(name, 'invalid content', value, 'an object');
}

function bad(
  place: string,
  what: string,
  value: unknown,
  wanted: string,
  code: FailureCode = 'bad-language-model',
): LabError {
  return new LabError(
    code,
    `${place}: ${what}: ${shown(value)} (wanted ${wanted}) — check the address or the folder, or choose a model from the list`,
  );
}
