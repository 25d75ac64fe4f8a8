/** @file The language models on offer, as the catalogue lists them, and the reader that checks it. */
import { LabError, shown } from './errors';
import { fingerprintText } from './random';

/** The version of WebLLM's model libraries that the lab's engine can run. */
export const LIBRARY_VERSION = 'v0_2_86';

/** What a model gives that turns texts into vectors and does not chat. */
export interface EmbeddingTraits {
  readonly dimensions: number;
  /** Texts that are computed together. */
  readonly batchSize: number;
  /** The marks that it was trained to read a text between. */
  readonly begin: string;
  readonly end: string;
}

export interface LanguageModel {
  readonly id: string;
  /** Models of one family and size differ only in how their numbers are stored: they are a pair. */
  readonly family: string;
  readonly title: string;
  /** In millions. */
  readonly parametersM: number;
  /** "q4f16_1": 4-bit weights, 16-bit arithmetic. */
  readonly quantisation: string;
  readonly needsF16: boolean;
  /** Of all files together; an estimate where `isSizeExact` is false. */
  readonly downloadBytes: number;
  readonly isSizeExact: boolean;
  readonly vramMB: number;
  readonly contextTokens: number;
  /** Largest storage buffer the model binds, where known. */
  readonly bufferBytes: number | null;
  /** Whether it writes its reasoning unless the request turns that off. */
  readonly isThinking: boolean;
  /** Address of the folder with weights, configuration and tokenizer, ending in a slash. */
  readonly weightsUrl: string;
  readonly libraryUrl: string;
  /** The commit the weights are pinned to; null where the newest are taken. */
  readonly revision: string | null;
  /** SHA-256 in hexadecimal, by file name; files without one are checked against the model's own list. */
  readonly sha256: Readonly<Record<string, string>>;
  readonly licence: string;
  /** Of an embedding model; a model without them chats. */
  readonly embedding?: EmbeddingTraits;
}

export interface Catalogue {
  readonly version: 1;
  /** What it was made from. */
  readonly madeFrom: string;
  readonly libraryVersion: string;
  readonly models: readonly LanguageModel[];
}

/** @throws LabError `bad-language-model` at the first thing that is not as it should be */
export function readCatalogue(text: string): Catalogue {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw bad('invalid JSON', text.slice(0, 40), 'a catalogue', cause);
  }
  const { version, madeFrom, libraryVersion, models } = recordOf(json, 'catalogue');
  if (version !== 1) throw bad('unknown version', version, '1');
  if (libraryVersion !== LIBRARY_VERSION)
    throw bad('invalid library version', libraryVersion, LIBRARY_VERSION);
  if (!Array.isArray(models) || models.length === 0) throw bad('missing models', models, 'a list of models');
  const read = models.map(readModel);
  const twice = read.find(({ id }, i) => read.findIndex((other) => other.id === id) !== i);
  if (twice) throw bad('invalid model', twice.id, 'no id twice');
  return { version, madeFrom: textOf(madeFrom, 'madeFrom'), libraryVersion, models: read };
}

function readModel(value: unknown): LanguageModel {
  const model = recordOf(value, 'model');
  const id = textOf(model.id, 'id');
  const name = (field: string): string => `${id}.${field}`;
  const { revision, bufferBytes } = model;
  return {
    id,
    family: textOf(model.family, name('family')),
    title: textOf(model.title, name('title')),
    parametersM: positiveOf(model.parametersM, name('parametersM')),
    quantisation: textOf(model.quantisation, name('quantisation')),
    needsF16: flagOf(model.needsF16, name('needsF16')),
    downloadBytes: positiveOf(model.downloadBytes, name('downloadBytes')),
    isSizeExact: flagOf(model.isSizeExact, name('isSizeExact')),
    vramMB: positiveOf(model.vramMB, name('vramMB')),
    contextTokens: positiveOf(model.contextTokens, name('contextTokens')),
    bufferBytes: bufferBytes === null ? null : positiveOf(bufferBytes, name('bufferBytes')),
    isThinking: flagOf(model.isThinking, name('isThinking')),
    weightsUrl: urlOf(model.weightsUrl, name('weightsUrl')),
    libraryUrl: urlOf(model.libraryUrl, name('libraryUrl')),
    revision: revision === null ? null : textOf(revision, name('revision')),
    sha256: hashesOf(model.sha256, name('sha256')),
    licence: textOf(model.licence, name('licence')),
    ...(model.embedding === undefined ? {} : { embedding: embeddingOf(model.embedding, name('embedding')) }),
  };
}

function embeddingOf(value: unknown, name: string): EmbeddingTraits {
  const { dimensions, batchSize, begin, end } = recordOf(value, name);
  return {
    dimensions: positiveOf(dimensions, `${name}.dimensions`),
    batchSize: positiveOf(batchSize, `${name}.batchSize`),
    begin: textOf(begin, `${name}.begin`),
    end: textOf(end, `${name}.end`),
  };
}

/** The version a library's address names; null where it names none. */
export function libraryVersionOf(url: string): string | null {
  return /(?:^|[/_-])(v\d+_\d+_\d+)(?=[/_.-]|$)/.exec(url)?.[1] ?? null;
}

/** @throws LabError `model-incompatible` where the address names a version that is not the engine's */
export function checkLibraryVersion(url: string): void {
  const version = libraryVersionOf(url);
  if (version === null || version === LIBRARY_VERSION) return;
  throw new LabError(
    'model-incompatible',
    `checkLibraryVersion: invalid model library: ${shown(url)} (wanted one built for WebLLM ${LIBRARY_VERSION}, this one is for ${version}) — get the library of the same name and the right version`,
  );
}

/** A model from elsewhere: a school's mirror, or a colleague's own. */
export interface CustomModel {
  readonly title: string;
  readonly weightsUrl: string;
  readonly libraryUrl: string;
  readonly isThinking: boolean;
}

/** The host of files that were picked from a disk; no network answers it (RFC 2606). */
const FOLDER_URL = 'https://folder.invalid/';

/**
 * A model in a folder of the visitor's own, whose files go with it to the download.
 * @param fileNames of the folder; the library among them may name the version it was built for
 * @throws LabError `bad-language-model` where there is no library, `model-incompatible` where it is for another version
 */
export function folderModel(title: string, fileNames: readonly string[], isThinking: boolean): LanguageModel {
  const library = fileNames.find((name) => name.endsWith('.wasm'));
  if (library === undefined) {
    throw new LabError(
      'bad-language-model',
      'folderModel: missing model library (wanted one .wasm file beside the weights) — put the library into the folder and pick it again',
    );
  }
  const weightsUrl = `${FOLDER_URL}${encodeURIComponent(title)}/`;
  return customModel({ title, weightsUrl, libraryUrl: weightsUrl + encodeURIComponent(library), isThinking });
}

/**
 * A custom model as the catalogue would list it; what only its files can tell is left at a guess. Its id comes from its
 * addresses.
 * @throws LabError `bad-setting` at an address that is none, `model-incompatible` at a library of another version
 */
export function customModel({ title, weightsUrl, libraryUrl, isThinking }: CustomModel): LanguageModel {
  for (const url of [weightsUrl, libraryUrl]) {
    if (!isWebAddress(url)) {
      throw new LabError(
        'bad-setting',
        `customModel: invalid address: ${shown(url)} (wanted one that begins with https:// or http://) — correct it and try again`,
      );
    }
  }
  checkLibraryVersion(libraryUrl);
  const quantisation = quantisationIn(`${weightsUrl} ${libraryUrl}`) ?? 'unknown';
  return {
    id: `custom-${fingerprintText(`${weightsUrl} ${libraryUrl}`).slice(0, 12)}`,
    family: 'custom',
    title,
    parametersM: 1,
    quantisation,
    needsF16: quantisation.includes('f16'),
    downloadBytes: 1,
    isSizeExact: false,
    vramMB: 1,
    contextTokens: 4096,
    bufferBytes: null,
    isThinking,
    weightsUrl: weightsUrl.endsWith('/') ? weightsUrl : `${weightsUrl}/`,
    libraryUrl,
    revision: null,
    sha256: {},
    licence: 'unknown',
  };
}

/** "q4f16_1" in a name or an address; null where there is none. */
export function quantisationIn(text: string): string | null {
  return /q\d+f(?:16|32)(?:_\d)?/.exec(text)?.[0] ?? null;
}

function isWebAddress(url: string): boolean {
  try {
    return /^https?:$/.test(new URL(url).protocol);
  } catch {
    return false;
  }
}

function recordOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw bad(`invalid ${name}`, value, 'an object');
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= 300) return value;
  throw bad(`invalid ${name}`, value, 'a text of at most 300 characters');
}

function positiveOf(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw bad(`invalid ${name}`, value, 'a positive number');
}

function flagOf(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw bad(`invalid ${name}`, value, 'true or false');
}

function urlOf(value: unknown, name: string): string {
  const url = textOf(value, name);
  if (isWebAddress(url)) return url;
  throw bad(`invalid ${name}`, value, 'an address that begins with https:// or http://');
}

function hashesOf(value: unknown, name: string): Record<string, string> {
  const entries = Object.entries(recordOf(value, name));
  for (const [file, hash] of entries) {
    if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash))
      throw bad(`invalid ${name} of ${file}`, hash, '64 hexadecimal digits');
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function bad(what: string, value: unknown, wanted: string, cause?: unknown): LabError {
  const wayOut = 'make the catalogue again';
  return new LabError(
    'bad-language-model',
    `readCatalogue: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`,
    cause,
  );
}
