/**
 * @file What the small transformer's validation texts cost in nats a word, over a closed vocabulary: the corpus's commonest
 * words, one token for every other word, and the end. The figure can be held against models that write whole words.
 */
import { stream } from '../src/core/random';
import { tokenize } from '../src/text/tokenize';
import { NanoModel } from '../src/training/nano/model';
import { buildDataset } from '../scripts/data';
import { useWasm } from '../scripts/use-wasm';
import { perWord, WordLosses, type WordLoss } from '../scripts/nano-words';
import { readShippedNano } from '../scripts/shipped-models';

export const name = 'word-loss';

/** With the unknown word and the end, 4,501 tokens. */
const KNOWN_WORDS = 4499;
/** Branches less probable are followed by chance; with a third of it the loss of 16 texts changed by 0.0001 nats a word. */
const LEAST = 1e-3;

export async function run(): Promise<Record<string, number | string>> {
  await useWasm();
  const { corpus, validation } = buildDataset().splits;
  const known = commonestWords(corpus.flat(), KNOWN_WORDS);
  const model = new NanoModel(await readShippedNano());
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
