/** @file Measures the visitor's own files in the worker; they never leave the tab. */
import { BUILT_IN_TASK } from '../core/built-in-task';
import type { Dataset } from '../core/example';
import type {
  EmbedderChoice,
  FilesMeasured,
  FileToMeasure,
  MeasuredFile,
  MeasureFilesRequest,
  MeasureProgress,
} from '../core/measured-set';
import type { TableColumn } from '../core/table-columns';
import type { TextEmbedder } from '../core/ports';
import { measureTables } from '../experiment/files/measure-tables';
import { readColumns } from '../experiment/files/read-tables';
import { likenessOf, measureTools, type MeasureTools } from '../experiment/run/measure-tools';
import { labDatasets } from './datasets';
import { MOST_TEXTS, sourceOf } from './file-sources';
import { explainLoss, sharedBackend } from './shared-backend';
import { loadEncoder } from './site-encoder';

/** Files are measured by language models of the lab's own texts, whatever task a study has. */
function openBuiltIn(siteUrl: string, signal: AbortSignal): Promise<Dataset> {
  return labDatasets(siteUrl).open(BUILT_IN_TASK.id, signal);
}

let ownTools: Promise<MeasureTools> | null = null;

/** The measuring tools that come with the site. */
export async function loadOwnTools(siteUrl: string, signal: AbortSignal): Promise<MeasureTools> {
  const [dataset, encoder] = await Promise.all([openBuiltIn(siteUrl, signal), loadEncoder(siteUrl, signal)]);
  return (ownTools ??= measureTools(dataset, encoder));
}

export function columnsOf(file: FileToMeasure, signal: AbortSignal): Promise<readonly TableColumn[]> {
  return readColumns(sourceOf(file), signal);
}

export async function measureFiles(
  { files, textColumn, labelColumn, embedder = 'own' }: MeasureFilesRequest,
  siteUrl: string,
  signal: AbortSignal,
  onProgress: (progress: MeasureProgress) => void = () => undefined,
): Promise<FilesMeasured> {
  const tools = await loadOwnTools(siteUrl, signal);
  if (embedder === 'own') return measureWith(tools, files, textColumn, labelColumn, signal);
  const dataset = await openBuiltIn(siteUrl, signal);
  return withEmbedder(embedder, siteUrl, signal, onProgress, async (opened) => {
    const likeness = await likenessOf(dataset, opened);
    const chosen = { ...tools, embedder: opened, likeness };
    return measureWith(chosen, files, textColumn, labelColumn, signal, onProgress);
  });
}

/** Does the work with the chosen embedder, and frees it afterwards. */
async function withEmbedder<T>(
  choice: Exclude<EmbedderChoice, 'own'>,
  siteUrl: string,
  signal: AbortSignal,
  onProgress: (progress: MeasureProgress) => void,
  work: (embedder: TextEmbedder) => Promise<T>,
): Promise<T> {
  if (choice === 'nano') {
    onProgress({ phase: 'embed', fraction: null, remainingMs: null });
    const { openNanoEmbedder } = await import('./open-nano');
    const backend = await sharedBackend(siteUrl, signal);
    const { embedder, close } = await openNanoEmbedder(siteUrl, signal);
    return work(embedder)
      .catch((error: unknown) => {
        throw explainLoss(error, backend, 'measureFiles', 'measure again');
      })
      .finally(close);
  }
  const { openEmbedder, releaseModels } = await import('./gpu-models');
  try {
    return await work(await openEmbedder(choice.modelId, siteUrl, signal, onProgress));
  } finally {
    releaseModels();
  }
}

async function measureWith(
  tools: MeasureTools,
  files: readonly FileToMeasure[],
  textColumn: string,
  labelColumn: string | null,
  signal: AbortSignal,
  onProgress: (progress: MeasureProgress) => void = () => undefined,
): Promise<FilesMeasured> {
  const [file, reference] = files as [FileToMeasure, FileToMeasure | undefined];
  const settings = {
    by: null,
    textColumn,
    labelColumn: labelColumn ?? 'label',
    needsLabels: labelColumn !== null,
    mostTexts: MOST_TEXTS,
    intervals: true,
    seed: 1,
  };
  const measured = await measureTables(
    sourceOf(file),
    reference ? sourceOf(reference) : null,
    settings,
    tools,
    signal,
    () => onProgress({ phase: 'measure', fraction: null, remainingMs: null }),
  );
  const { shift } = measured.sets[0]!;
  return {
    measures: measured.measures,
    embedderId: measured.embedder,
    notices: measured.notices,
    files: measured.sets.map(({ rowsRead, rowsMeasured, known, diversity }, i): MeasuredFile => {
      const { rowsWithoutText: numWithoutText, raggedRows: numRagged } = measured.files[i]!;
      const numbers = { numRows: rowsRead, numMeasured: rowsMeasured, numWithoutText, numRagged };
      return { ...diversity, name: files[i]!.name, ...numbers, known };
    }),
    shift: shift && { ...shift, numRows: shift.rows },
    pValues: shift?.pValues ?? {},
    giveaways: (shift?.giveaways ?? []).map(({ text, probability, words }) => ({
      text,
      probability,
      features: words,
    })),
  };
}
