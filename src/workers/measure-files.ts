/** @file Measures the visitor's own files in the worker; they never leave the tab. */
import type {
  FilesMeasured,
  FileToMeasure,
  MeasuredFile,
  MeasureFilesRequest,
  MeasureProgress,
} from '../core/measured-set';
import { likenessOf, measureTables, measureTools, type MeasureTools } from '../experiment';
import { MOST_TEXTS, sourceOf } from './file-sources';
import { loadSiteParts } from './site-parts';

let ownTools: Promise<MeasureTools> | null = null;

/** What the lab brings with it to measure with. */
export async function loadOwnTools(siteUrl: string, signal: AbortSignal): Promise<MeasureTools> {
  const { dataset, encoder } = await loadSiteParts(siteUrl, signal);
  return (ownTools ??= measureTools(dataset, encoder));
}

export async function measureFiles(
  { files, textColumn, labelColumn, embedder }: MeasureFilesRequest,
  siteUrl: string,
  signal: AbortSignal,
  onProgress: (progress: MeasureProgress) => void = () => undefined,
): Promise<FilesMeasured> {
  const tools = await loadOwnTools(siteUrl, signal);
  if (!embedder) return measureWith(tools, files, textColumn, labelColumn, signal);
  const { openEmbedder, releaseModels } = await import('./gpu-models');
  try {
    const { dataset } = await loadSiteParts(siteUrl, signal);
    const opened = await openEmbedder(embedder, siteUrl, signal, onProgress);
    const likeness = await likenessOf(dataset, opened);
    const chosen = { ...tools, embedder: opened, likeness };
    return await measureWith(chosen, files, textColumn, labelColumn, signal, onProgress);
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
    files: measured.sets.map(({ rowsRead, rowsMeasured, diversity }, i): MeasuredFile => {
      const { rowsWithoutText: numWithoutText, raggedRows: numRagged } = measured.files[i]!;
      const numbers = { numRows: rowsRead, numMeasured: rowsMeasured, numWithoutText, numRagged };
      return { ...diversity, name: files[i]!.name, ...numbers };
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
