/** @file What a folder with a language model holds, and the checks that tell one from anything else. */
import * as v from 'valibot';
import { LabError, shown } from '../../core/errors';
import { checkJson } from '../../core/checked-json';
import { quantisationIn } from '../../core/llm-model';

export const CONFIG = 'mlc-chat-config.json';
export const MANIFEST = 'tensor-cache.json';
/** The manifest's name in folders made for older engines. */
export const OLD_MANIFEST = 'ndarray-cache.json';
const TOKENIZERS = ['tokenizer.json', 'tokenizer.model'] as const;
const WAY_OUT = 'check the address or the folder, or choose a model from the list';
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

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** A number where it is a positive one; what else stands there says nothing. */
const positiveOrNull = v.fallback(v.nullable(v.pipe(v.number(), v.finite(), v.gtValue(0))), null);

const configSchema = v.object({
  vocab_size: count,
  tokenizer_files: v.pipe(
    v.array(v.unknown()),
    v.check((files) => TOKENIZERS.some((name) => files.includes(name)), TOKENIZERS.join(' or ')),
  ),
  conv_template: v.optional(v.unknown()),
  context_window_size: v.optional(positiveOrNull, null),
  quantization: v.optional(v.fallback(v.string(), ''), ''),
});
const chatConfigSchema = v.object({
  ...configSchema.entries,
  conv_template: v.looseObject({}, 'the template of a chat model'),
});

/**
 * @param chats whether the model should; an embedding model has no template of a conversation
 * @throws LabError `bad-language-model`
 */
export function readConfig(bytes: Uint8Array, chats = true): ModelConfig {
  const config = parsed(CONFIG, bytes, chats ? chatConfigSchema : configSchema);
  return {
    vocabularySize: config.vocab_size,
    tokenizer: TOKENIZERS.find((name) => config.tokenizer_files.includes(name))!,
    contextTokens: config.context_window_size,
    quantisation: quantisationIn(config.quantization),
  };
}

const tensorSchema = v.fallback(v.object({ nbytes: v.fallback(count, 0) }), { nbytes: 0 });
const manifestSchema = v.object({
  records: v.pipe(
    v.array(
      v.object({
        // The name becomes part of an address, so it must not lead elsewhere.
        dataPath: v.pipe(v.string(), v.regex(/^\w[\w.-]*$/)),
        nbytes: count,
        md5sum: v.fallback(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/i), v.toLowerCase()), ''),
        records: v.fallback(v.array(tensorSchema), []),
      }),
    ),
    v.minLength(1),
    v.check((files) => new Set(files.map((one) => one.dataPath)).size === files.length, 'no file twice'),
  ),
});

/** The weights' files, in the manifest's order. @throws LabError `bad-language-model` */
export function readManifest(bytes: Uint8Array): Shard[] {
  return parsed(MANIFEST, bytes, manifestSchema).records.map(({ dataPath, nbytes, md5sum, records }) => ({
    name: dataPath,
    sizeBytes: nbytes,
    md5: md5sum || null,
    largestTensorBytes: records.reduce((largest, tensor) => Math.max(largest, tensor.nbytes), 0),
  }));
}

/** Where fewer of the model's tokens than this share have a name, the tokenizer is another model's. */
const LEAST_NAMED = 0.8;

/** The ids of the tokens by their text. @throws LabError `bad-language-model`, or `model-incompatible` where the sizes differ */
export function readVocabulary(bytes: Uint8Array, vocabularySize: number): ReadonlyMap<string, number> {
  const name = 'tokenizer.json';
  const { model, added_tokens } = parsed(name, bytes, v.looseObject({}));
  const vocab = (model as { readonly vocab?: unknown } | null | undefined)?.vocab;
  const ids = new Map<string, number>();
  if (Array.isArray(vocab)) {
    vocab.forEach((entry: unknown, id) => {
      if (Array.isArray(entry) && typeof entry[0] === 'string') ids.set(entry[0], id);
    });
  } else if (typeof vocab === 'object' && vocab !== null) {
    for (const [token, id] of Object.entries(vocab)) if (typeof id === 'number') ids.set(token, id);
  }
  if (ids.size === 0)
    throw new LabError(
      'bad-language-model',
      `${name}: missing vocabulary (wanted the tokens and their numbers) — ${WAY_OUT}`,
    );
  for (const added of Array.isArray(added_tokens) ? (added_tokens as unknown[]) : []) {
    const { content, id } = (added ?? {}) as { readonly content?: unknown; readonly id?: unknown };
    if (typeof content === 'string' && typeof id === 'number') ids.set(content, id);
  }
  let greatest = 0;
  for (const id of ids.values()) greatest = Math.max(greatest, id);
  if (greatest >= vocabularySize || ids.size < LEAST_NAMED * vocabularySize) {
    throw new LabError(
      'model-incompatible',
      `${name}: invalid number of tokens: ${ids.size} (wanted about ${vocabularySize}, as many as the model has) — ${WAY_OUT}`,
    );
  }
  return ids;
}

/** @throws LabError `bad-language-model` where the bytes are no WebAssembly */
export function checkLibrary(bytes: Uint8Array<ArrayBuffer>): void {
  const isWasm = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!isWasm || !WebAssembly.validate(bytes))
    throw new LabError(
      'bad-language-model',
      `model library: invalid WebAssembly (wanted a .wasm file built by MLC) — ${WAY_OUT}`,
    );
}

/** The JSON of a file, checked. @throws LabError `bad-language-model` */
function parsed<T>(name: string, bytes: Uint8Array, schema: v.GenericSchema<unknown, T>): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    const start = new TextDecoder().decode(bytes.subarray(0, 40));
    throw new LabError(
      'bad-language-model',
      `${name}: invalid JSON: ${shown(start)} (wanted the file ${name} of a model, whole) — ${WAY_OUT}`,
    );
  }
  return checkJson(value, schema, { place: name, code: 'bad-language-model', wayOut: WAY_OUT });
}
