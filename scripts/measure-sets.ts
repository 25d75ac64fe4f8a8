/** @file What `npm run measure` does around the measuring: opens the files, and brings the lab's own tools. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILT_IN_TASK_FILE } from '../src/core/built-in-task.js';
import { LabError, shown } from '../src/core/errors.js';
import type { FilesAblated } from '../src/core/judged-set.js';
import { decodeText } from '../src/dataset/decode-text.js';
import { readDataset } from '../src/dataset/read-dataset.js';
import type { AblationPlan } from '../src/measures/diversity/cluster-agent/ablations.js';
import { ablateSets, readTextSets } from '../src/experiment/files/judge-tables.js';
import { measureTools, type MeasureTools } from '../src/experiment/run/measure-tools.js';
import {
  measureTables,
  type TablesMeasured,
  type MeasureSettings as TableSettings,
} from '../src/experiment/files/measure-tables.js';
import type { TableSource } from '../src/experiment/files/read-tables.js';
import { NanoEmbedder } from '../src/training/nano/nano-embedder.js';
import { NanoModel } from '../src/training/nano/model.js';
import { buildDataset } from './data.js';
import { readShippedEncoder, readShippedNano } from './shipped-models.js';

export interface MeasureSettings extends TableSettings {
  readonly file: string;
  readonly reference: string | null;
  readonly embedder: EmbedderName;
}

/** Who turns texts into vectors: the lab's own encoder, or the small transformer, which has a perplexity, too. */
export const EMBEDDERS = ['encoder', 'nano'] as const;
export type EmbedderName = (typeof EMBEDDERS)[number];

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** An embedder that `models/` ships, and two language models of the corpus that comes with it. */
async function ownTools(name: EmbedderName): Promise<MeasureTools> {
  const written = join(ROOT, 'public', BUILT_IN_TASK_FILE);
  const dataset = existsSync(written) ? readDataset(readFileSync(written, 'utf8')) : buildDataset();
  return measureTools(
    dataset,
    await readShippedEncoder(),
    name === 'nano' ? await openNanoEmbedder() : undefined,
  );
}

/** On WASM; its weights stay until the program ends. */
export async function openNanoEmbedder(): Promise<NanoEmbedder> {
  const { useWasm } = await import('./use-wasm.js');
  await useWasm();
  return new NanoEmbedder(new NanoModel(await readShippedNano()));
}

/**
 * Measures every set of a file: all of it, or each value of `by`.
 * @throws LabError `bad-dataset` where a file cannot be read or has not what was asked for
 */
export async function measureFile(settings: MeasureSettings, given?: MeasureTools): Promise<TablesMeasured> {
  const file = openFile(settings.file);
  const reference = settings.reference === null ? null : openFile(settings.reference);
  return measureTables(file, reference, settings, given ?? (await ownTools(settings.embedder)));
}

/** The ablations of the cluster-agent score, by the surrogate judge, of the same sets. @throws LabError as `measureFile` */
export async function ablateFile(
  settings: MeasureSettings,
  given?: MeasureTools,
  plan: AblationPlan = {},
): Promise<FilesAblated> {
  const { file, reference, seed, embedder } = settings;
  const { signal } = new AbortController();
  const sources = [openFile(file), ...(reference === null ? [] : [openFile(reference)])];
  const sets = await readTextSets(sources, settings, signal);
  return ablateSets(sets, given ?? (await ownTools(embedder)), seed, signal, undefined, plan);
}

/** @throws LabError where there is no such file; a file without read permission fails when it is read */
function openFile(path: string): TableSource {
  const bad = (what: string, wanted: string): LabError =>
    new LabError('bad-dataset', `measure: ${what}: ${shown(path)} (wanted ${wanted}) — check its path`);
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) throw bad('missing file', 'a CSV or JSONL file');
  if (status.isDirectory()) throw bad('invalid file', 'a file, not a folder');
  return {
    name: path,
    chunks: async function* () {
      try {
        // What comes through a pipe cannot be read twice, as it takes to tell an encoding.
        if (status.isFile()) yield* decodeText(() => bytesOf(path));
        else yield* createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>;
      } catch (error) {
        const { code } = error as { code?: unknown };
        if (code === 'EACCES' || code === 'EPERM') throw bad('invalid file', 'a file that may be read');
        throw error;
      }
    },
  };
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
}
