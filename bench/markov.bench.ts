/** @file Rows a second of the Markov generator, and how much the exact short cut saves over touching the vocabulary. */
import { stream } from '../src/core/random';
import { tokenize, Vocabulary } from '../src/text/tokenize';
import { countWords, NGramModel } from '../src/generation/ngram/n-gram-model';
import { nextWordDistribution } from '../src/generation/ngram/suppressed';
import { PoweredSampler } from '../src/generation/ngram/powered';
import { NGramGenerator } from '../src/generation/ngram/ngram-generator';
import { buildDataset } from '../scripts/data';

export const name = 'markov';

const ROWS_PER_CLASS = 250;

export async function run(): Promise<Record<string, number | string>> {
  const { corpus } = buildDataset().splits;
  const fitFrom = performance.now();
  const generator = new NGramGenerator(corpus);
  const figures: Record<string, number | string> = { fitMs: Math.round(performance.now() - fitFrom) };

  const rowsPerSecond = async (temperature: number, topP: number): Promise<number> => {
    const from = performance.now();
    for (let label = 0; label < corpus.length; label++) {
      const request = { label, count: ROWS_PER_CLASS, temperature, topP, seed: ['bench', label] };
      for await (const batch of generator.generate(request, new AbortController().signal)) void batch;
    }
    return Math.round((corpus.length * ROWS_PER_CLASS) / ((performance.now() - from) / 1000));
  };
  await rowsPerSecond(1, 1); // warm up
  for (const temperature of [0.2, 0.5, 0.8, 1.1, 1.5, 2.2]) {
    figures[`rowsPerSecondAt${temperature}`] = await rowsPerSecond(temperature, 1);
  }
  for (const topP of [0.95, 0.5]) figures[`rowsPerSecondTopP${topP}`] = await rowsPerSecond(1, topP);
  figures.speedUpOverWholeVocabulary = speedUp(corpus[0]!);
  return figures;
}

/** Words drawn a second by the sampler, over the same with each word's weight worked out anew. */
function speedUp(texts: readonly string[]): number {
  const vocabulary = new Vocabulary();
  const ids = texts.map((text) => tokenize(text).map((token) => vocabulary.add(token)));
  const marks = { end: vocabulary.size, begin: vocabulary.size + 1, size: vocabulary.size + 2 };
  const model = new NGramModel(ids, 3, countWords(ids, marks), marks);
  const prefixes = ids.slice(0, 40).map((text) => text.slice(0, 2));
  const timeOf = (draw: (prefix: readonly number[]) => void, times: number): number => {
    const from = performance.now();
    for (let i = 0; i < times; i++) for (const prefix of prefixes) draw(prefix);
    return (performance.now() - from) / times;
  };
  const rng = stream('bench');
  const sampler = new PoweredSampler(1.1);
  const fast = timeOf((prefix) => sampler.draw(model.contextAfter(prefix), rng), 500);
  const slow = timeOf((prefix) => nextWordDistribution(model.contextAfter(prefix), 1.1, 1), 1);
  return Math.round(slow / fast);
}
