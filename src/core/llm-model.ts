/** @file The language models on offer, as the catalogue lists them. */
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

/** Whether it begins with https:// or http://. */
export function isWebAddress(url: string): boolean {
  try {
    return /^https?:$/.test(new URL(url).protocol);
  } catch {
    return false;
  }
}
