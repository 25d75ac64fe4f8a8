/** @file Where a model's files come from: addresses on the web, or a folder the visitor picked. */
import { LabError, shown } from '../../core/errors';
import type { LanguageModel } from '../../core/llm-model';
import { damageOf, downloadFile, type DownloadOptions, type WantedFile } from './download-file';
import { CONFIG, LIBRARY } from './model-files';

type Checks = Pick<WantedFile, 'sizeBytes' | 'md5'>;

export interface ModelFileSource {
  /** The file of that name, checked. */
  read(
    name: string,
    checks: Checks,
    signal: AbortSignal,
    onBytes: (bytes: number, wereHere?: boolean) => void,
  ): Promise<Uint8Array<ArrayBuffer>>;
}

export function webSource(
  model: LanguageModel,
  options: Omit<DownloadOptions, 'signal' | 'onBytes'>,
): ModelFileSource {
  return {
    read: (name, checks, signal, onBytes) => {
      const url = name === LIBRARY ? model.libraryUrl : new URL(name, model.weightsUrl).href;
      const sha256 = (Object.hasOwn(model.sha256, name) ? model.sha256[name] : undefined) ?? null;
      return downloadFile({ url, ...checks, sha256 }, { ...options, signal, onBytes });
    },
  };
}

/** @throws LabError `bad-language-model` at a file that is missing, or damaged */
export function folderSource(files: readonly File[]): ModelFileSource {
  const configs = files.filter((file) => file.name === CONFIG);
  return {
    read: async (name, checks, signal, onBytes) => {
      if (configs.length > 1) throw bad('too many models', configs.map(pathOf).join(', '), 'one');
      const libraries = files.filter((file) => file.name.endsWith('.wasm'));
      if (name === LIBRARY && libraries.length > 1) {
        throw bad(
          'too many model libraries',
          libraries.map((file) => file.name).join(', '),
          'one .wasm file',
        );
      }
      const file = name === LIBRARY ? libraries[0] : files.find((one) => one.name === name);
      if (!file)
        throw bad(
          'missing file',
          name === LIBRARY ? '*.wasm' : name,
          'a folder with a model and its library',
        );
      signal.throwIfAborted();
      const bytes = await bytesOf(file);
      signal.throwIfAborted();
      const damage = await damageOf({ ...checks, sha256: null }, bytes);
      if (damage !== null) throw bad('altered file', name, damage);
      onBytes(bytes.length);
      return bytes;
    },
  };
}

/** A file may have been changed, moved or locked since it was picked. */
async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    const { name, message } = cause as Error;
    throw bad('unreadable file', pathOf(file), `a file that can be read, got ${name}: ${message}`);
  }
}

function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}

function bad(what: string, value: string, wanted: string): LabError {
  const wayOut = 'pick the folder that holds all files of one model';
  return new LabError(
    'bad-language-model',
    `folderSource: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`,
  );
}
