/** @file Every measure of every tier of the default study, as the study itself takes them. */
import { readFileSync } from 'node:fs';
import { DEFAULT_SETTINGS } from '../src/experiment/settings';
import type { Example } from '../src/core/example';
import { STUDY_MEASURES, SetMeasurer } from '../src/experiment/run/measure-set';
import { NGramGenerator } from '../src/generation/ngram/ngram-generator';
import { readEncoder } from '../src/training/encoder';
import { EncoderEmbedder } from '../src/training/encoder-embedder';
import { buildDataset } from '../scripts/data';

export const name = 'measures';

export async function run(): Promise<Record<string, number | string>> {
  const { values, replicates, rowsPerClass: count } = DEFAULT_SETTINGS;
  const bytes = readFileSync('models/encoder.bin');
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const encoder = await readEncoder(readFileSync('models/encoder.json', 'utf8'), buffer);
  const dataset = buildDataset();
  const generator = new NGramGenerator(dataset.splits.corpus);
  const { signal } = new AbortController();
  const preparedFrom = performance.now();
  const measurer = new SetMeasurer(dataset, new EncoderEmbedder(encoder));
  const prepareMs = Math.round(performance.now() - preparedFrom);

  let measureMs = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (const temperature of values) {
      const rows: Example[] = [];
      for (let label = 0; label < dataset.classNames.length; label++) {
        const request = {
          label,
          count,
          temperature,
          topP: 1,
          seed: ['bench', temperature, replicate, label],
        };
        for await (const batch of generator.generate(request, signal)) rows.push(...batch);
      }
      const from = performance.now();
      await measurer.measure(rows, ['bench', temperature, replicate], signal);
      measureMs += performance.now() - from;
    }
  }
  const sets = replicates * values.length;
  return {
    measures: STUDY_MEASURES.length,
    sets,
    rowsPerSet: count * dataset.classNames.length,
    prepareMs,
    totalSeconds: Number((measureMs / 1000).toFixed(2)),
    msPerSet: Math.round(measureMs / sets),
  };
}
