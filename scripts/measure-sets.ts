/** @file What `npm run measure` does around the measuring: opens the files, and brings the lab's own tools. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../src/core/errors.js';
import type { FilesAblated } from '../src/core/judged-set.js';
import { readDataset } from '../src/dataset/read-dataset.js';
import type { AblationPlan } from '../src/diversity/cluster-agent/ablations.js';
import { ablateSets, readTextSets } from '../src/experiment/judge-tables.js';
import { measureTools, type MeasureTools } from '../src/experiment/measure-tools.js';
import {
  measureTables,
  type Measured,
  type MeasureSettings as TableSettings,
} from '../src/experiment/measure-tables.js';
import type { TableSource } from '../src/experiment/read-tables.js';
import { readEncoder } from '../src/training/encoder.js';
import { buildDataset, DATASET_FILE } from './data.js';

export interface MeasureSettings extends TableSettings {
  readonly file: string;
  readonly reference: string | null;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The lab's own encoder, and two language models of the corpus that comes with it. */
export async function ownTools(): Promise<MeasureTools> {
  const bytes = readFileSync(join(ROOT, 'models', 'encoder.bin'));
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const encoder = await readEncoder(readFileSync(join(ROOT, 'models', 'encoder.json'), 'utf8'), buffer);
  const written = join(ROOT, 'public', DATASET_FILE);
  return measureTools(
    existsSync(written) ? readDataset(readFileSync(written, 'utf8')) : buildDataset(),
    encoder,
  );
}

/**
 * Measures every set of a file: all of it, or each value of `by`.
 * @throws LabError `bad-dataset` where a file cannot be read or has not what was asked for
 */
export async function measureFile(settings: MeasureSettings, given?: MeasureTools): Promise<Measured> {
  const file = openFile(settings.file);
  const reference = settings.reference === null ? null : openFile(settings.reference);
  return measureTables(file, reference, settings, given ?? (await ownTools()));
}

/** The ablations of the cluster-agent score, by the surrogate judge, of the same sets. @throws LabError as `measureFile` */
export async function ablateFile(
  settings: MeasureSettings,
  given?: MeasureTools,
  plan: AblationPlan = {},
): Promise<FilesAblated> {
  const { file, reference, seed } = settings;
  const { signal } = new AbortController();
  const sources = [openFile(file), ...(reference === null ? [] : [openFile(reference)])];
  const sets = await readTextSets(sources, settings, signal);
  return ablateSets(sets, given ?? (await ownTools()), seed, signal, undefined, plan);
}

/** @throws LabError where there is no such file; a file that may not be read is told when it is */
function openFile(path: string): TableSource {
  const bad = (what: string, wanted: string): LabError =>
    new LabError({
      code: 'bad-dataset',
      place: 'measure',
      what,
      value: path,
      wanted,
      wayOut: 'check its path',
    });
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) throw bad('missing file', 'a CSV or JSONL file');
  if (status.isDirectory()) throw bad('invalid file', 'a file, not a folder');
  return {
    name: path,
    chunks: async function* () {
      const chunks = createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 });
      try {
        yield* chunks as AsyncIterable<string>;
      } catch (error) {
        const { code } = error as { code?: unknown };
        if (code === 'EACCES' || code === 'EPERM') throw bad('invalid file', 'a file that may be read');
        throw error;
      } finally {
        chunks.destroy();
      }
    },
  };
}
