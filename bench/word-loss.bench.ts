/**
 * @file What the small transformer's validation texts cost in nats a word, over a closed vocabulary: the corpus's commonest
 * words, one token for every other word, and the end. The figure can be held against models that write whole words.
 */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { stream } from '../src/core/random';
import { tokenize } from '../src/text/tokenize';
import { NanoModel } from '../src/training/nano/nano-model';
import { readNano } from '../src/training/nano/weights-file';
import { buildDataset } from '../scripts/data';
import { perWord, WordLosses, type WordLoss } from '../scripts/nano-words';

export const name = 'word-loss';

/** With the unknown word and the end, 4,501 tokens. */
const KNOWN_WORDS = 4499;
/** Branches less probable are followed by chance; with a third of it the loss of 16 texts changed by 0.0001 nats a word. */
const LEAST = 1e-3;

export async function run(): Promise<Record<string, number | string>> {
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${wasm}/dist/`);
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('bench: missing backend: wasm');

  const { corpus, validation } = buildDataset().splits;
  const known = commonestWords(corpus.flat(), KNOWN_WORDS);
  const bytes = Uint8Array.from(readFileSync('models/nano.bin')).buffer;
  const model = new NanoModel(await readNano(readFileSync('models/nano.json', 'utf8'), bytes));
  const figures: Record<string, number | string> = {};
  for (const isTold of [true, false]) {
    const losses = new WordLosses(model, known, LEAST, stream('bench', 'word loss'));
    const texts: WordLoss[][] = [];
    for (const [label, own] of validation.entries()) {
      for (const text of own) {
        const loss = await losses.of(text, isTold ? label : null);
        if (loss !== null) texts.push(loss);
      }
    }
    losses.dispose();
    figures.texts = texts.length;
    const note = (what: string, some: readonly WordLoss[][], kinds: readonly WordLoss['kind'][]): void => {
      const nats = some.map((text) =>
        text.filter(({ kind }) => kinds.includes(kind)).map((loss) => loss.nats),
      );
      const { mean, error } = perWord(nats);
      figures[`words${what}`] = nats.flat().length;
      figures[`natsAWord${what}${isTold ? '' : 'ClassNotTold'}`] = Number(mean.toFixed(3));
      figures[`standardError${what}${isTold ? '' : 'ClassNotTold'}`] = Number(error.toFixed(3));
    };
    note('', texts, ['known', 'unknown', 'end']);
    note('Known', texts, ['known']);
    note('Unknown', texts, ['unknown']);
    note('End', texts, ['end']);
    const whole = texts.filter((text) => text.every(({ kind }) => kind !== 'unknown'));
    note('InTextsOfKnownWords', whole, ['known', 'end']);
  }
  model.dispose();
  return figures;
}

/** Of equally common words those that come first in the texts. */
function commonestWords(texts: readonly string[], count: number): string[] {
  const counts = new Map<string, number>();
  for (const word of texts.flatMap(tokenize)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([word]) => word);
}
