/**
 * @file A small language model of any texts, classes and all: for telling how surprising other texts are. Smoothed as
 * in `context.ts`, but kept as back-off models are: of each n-gram seen ln p, and of each context the logarithm of the
 * share of its suffix's probability that a word keeps which never followed it.
 */
import { LabError, shown } from '../../core/errors';
import { PairNumbering } from '../../text/gram-table';
import { tokenize, Vocabulary } from '../../text/tokenize';

/** Stands for every word the model does not know; no token is empty, so it is no word itself. */
const UNKNOWN = '';

/** In place of a gram's number: it was never seen. */
const UNSEEN = -1;

/** The n-grams of one length n. A word is its own number; a longer gram is that of the gram before its last word, and the word. */
interface Grams {
  readonly numbers: PairNumbering;
  /** ln p(last word | the words before it). */
  readonly logs: Float64Array;
  /** ln of U / (N + U), where N words followed the gram, U of them different. */
  readonly backOffLogs: Float64Array;
}

export class NGramLanguageModel {
  readonly #vocabulary = new Vocabulary([UNKNOWN]);
  readonly #end: number;
  /** Index n − 1 holds the grams of n words. */
  readonly #grams: readonly Grams[];
  /** Index n − 1: the gram of n marks that stands before every text. */
  readonly #beginning: readonly number[];

  /**
   * Words that stand only once in all texts are read as unknown, so that the model learns where unknown words come.
   * @param order longest n-gram, at least 1
   * @throws LabError `bad-dataset` where no text has a word
   */
  constructor(texts: readonly string[], order: number) {
    const tokenLists = texts.map((text) => tokenize(text)).filter((tokens) => tokens.length > 0);
    if (tokenLists.length === 0) {
      throw new LabError(
        'bad-dataset',
        `MarkovLanguageModel: missing texts: ${shown(texts.length)} (wanted at least one text with a word in it) — add texts`,
      );
    }
    const counts = new Map<string, number>();
    for (const tokens of tokenLists)
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    for (const [token, count] of counts) if (count > 1) this.#vocabulary.add(token);
    this.#end = this.#vocabulary.size;
    // One unknown word at least, also where every word stands twice: nothing may be impossible.
    const sentences = [...tokenLists, [UNKNOWN]].map((tokens) => this.#idsOf(tokens));
    const { grams, beginning } = countGrams(sentences, order, this.#end + 1);
    this.#grams = smoothed(grams);
    this.#beginning = beginning;
  }

  /** ln P(tokens and then the end); finite for any tokens, at most 0. */
  logProbability(tokens: readonly string[]): number {
    return this.logProbabilities(tokens).at(-1)!;
  }

  /** The same under the models of order 1, 2, … up to this one's, which are all met on the way to the longest. */
  logProbabilities(tokens: readonly string[]): Float64Array {
    const order = this.#grams.length;
    const sums = new Float64Array(order);
    const last = this.#beginning.slice(); // index n − 1: the n words read last
    for (const word of this.#idsOf(tokens)) {
      let log = this.#grams[0]!.logs[word]!;
      let context = last[0]!;
      last[0] = word;
      sums[0]! += log;
      for (let n = 1; n < order; n++) {
        const gram = context === UNSEEN ? UNSEEN : this.#grams[n]!.numbers.find(context, word);
        if (gram !== UNSEEN) log = this.#grams[n]!.logs[gram]!;
        else if (context !== UNSEEN) log += this.#grams[n - 1]!.backOffLogs[context]!;
        sums[n]! += log;
        context = last[n]!;
        last[n] = gram;
      }
    }
    return sums;
  }

  /** Share of the tokens of texts that the model knows, 0 to 1; null where there is no token. */
  knownShare(tokenLists: Iterable<readonly string[]>): number | null {
    let numTokens = 0;
    let numKnown = 0;
    for (const tokens of tokenLists) {
      numTokens += tokens.length;
      for (const token of tokens) if (this.#vocabulary.idOf(token) !== undefined) numKnown++;
    }
    return numTokens === 0 ? null : numKnown / numTokens;
  }

  /** The words by number, and then the end. */
  #idsOf(tokens: readonly string[]): number[] {
    const unknown = this.#vocabulary.idOf(UNKNOWN)!;
    const ids = tokens.map((token) => this.#vocabulary.idOf(token) ?? unknown);
    ids.push(this.#end);
    return ids;
  }
}

/** The grams of one length as they were counted. */
interface CountedGrams {
  readonly numbers: PairNumbering;
  readonly size: number;
  /** How often each stands where a word could. */
  readonly counts: Int32Array;
  /** Its gram before the last word. */
  readonly contexts: Int32Array;
  /** Its gram after the first word. */
  readonly suffixes: Int32Array;
}

function countGrams(
  sentences: readonly (readonly number[])[],
  order: number,
  begin: number,
): { readonly grams: readonly CountedGrams[]; readonly beginning: readonly number[] } {
  const numWords = sentences.reduce((sum, words) => sum + words.length, 0);
  const room = Math.max(numWords + order, begin + 1);
  const grams = Array.from({ length: order }, () => ({
    numbers: new PairNumbering(),
    size: 0,
    counts: new Int32Array(room),
    contexts: new Int32Array(room),
    suffixes: new Int32Array(room),
  }));
  const beginning = [begin];
  for (let n = 1; n < order; n++) beginning.push(grams[n]!.numbers.idOf(beginning[n - 1]!, begin));
  for (const words of sentences) {
    const last = beginning.slice();
    for (const word of words) {
      let context = last[0]!;
      last[0] = word;
      grams[0]!.counts[word]!++;
      for (let n = 1; n < order; n++) {
        const { numbers, counts, contexts, suffixes } = grams[n]!;
        const gram = numbers.idOf(context, word);
        counts[gram]!++;
        contexts[gram] = context;
        suffixes[gram] = last[n - 1]!;
        context = last[n]!;
        last[n] = gram;
      }
    }
  }
  grams.forEach((level, n) => (level.size = n === 0 ? begin + 1 : level.numbers.size));
  return { grams, beginning };
}

/** p(w) = (c(w) + U · p'(w)) / (N + U), from the shortest grams to the longest; among single words p(w) = c(w) / N. */
function smoothed(levels: readonly CountedGrams[]): readonly Grams[] {
  const totals = levels.map(({ size }) => new Int32Array(size)); // N, of each gram as a context
  const differents = levels.map(({ size }) => new Int32Array(size)); // U
  levels.forEach(({ size, counts, contexts }, n) => {
    if (n === 0) return;
    for (let gram = 0; gram < size; gram++) {
      if (counts[gram] === 0) continue;
      totals[n - 1]![contexts[gram]!]! += counts[gram]!;
      differents[n - 1]![contexts[gram]!]! += 1;
    }
  });
  const numWords = levels[0]!.counts.reduce((sum, count) => sum + count, 0);
  let shorter = new Float64Array();
  return levels.map(({ numbers, size, counts, contexts, suffixes }, n) => {
    const probabilities = new Float64Array(size);
    for (let gram = 0; gram < size; gram++) {
      if (counts[gram] === 0) continue;
      const total = n === 0 ? numWords : totals[n - 1]![contexts[gram]!]!;
      const different = n === 0 ? 0 : differents[n - 1]![contexts[gram]!]!;
      const below = n === 0 ? 0 : shorter[suffixes[gram]!]!;
      probabilities[gram] = (counts[gram]! + different * below) / (total + different);
    }
    shorter = probabilities;
    const backOffLogs = Float64Array.from(differents[n]!, (different, context) =>
      Math.log(different / (totals[n]![context]! + different)),
    );
    return { numbers, logs: probabilities.map(Math.log), backOffLogs };
  });
}
