/** @file Measures the visitor's own files in the worker; they never leave the tab. */
import type { FilesMeasured, FileToMeasure, MeasuredFile, MeasureFilesRequest } from '../core/measured-set';
import { textOf } from '../engine/file-text';
import { measureTables, measureTools, type MeasureTools, type TableSource } from '../experiment';
import { loadSiteParts } from './site-parts';

/** Texts of a file that are measured at most; of a larger file a random sample. */
const MOST_TEXTS = 1000;

let tools: MeasureTools | null = null;

export async function measureFiles(
  { files, textColumn, labelColumn }: MeasureFilesRequest,
  siteUrl: string,
  signal: AbortSignal,
): Promise<FilesMeasured> {
  const { dataset, encoder } = await loadSiteParts(siteUrl, signal);
  tools ??= measureTools(dataset, encoder);
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
  );
  const { shift } = measured.sets[0]!;
  return {
    measures: measured.measures,
    embedderId: measured.embedder,
    files: measured.sets.map(({ rowsRead, rowsMeasured, diversity }, i): MeasuredFile => {
      const numbers = { numRows: rowsRead, numMeasured: rowsMeasured };
      return { ...diversity, name: files[i]!.name, ...numbers };
    }),
    shift: shift && { ...shift },
    pValues: shift?.pValues ?? {},
    giveaways: (shift?.giveaways ?? []).map(({ text, probability, words }) => ({
      text,
      probability,
      features: words,
    })),
  };
}

function sourceOf({ name, content }: FileToMeasure): TableSource {
  return { name, chunks: () => textOf(content) };
}
