/**
 * @file Which of many texts another text was made from: the one with the most, and the rarest, word sequences in common.
 *
 * A text t is scored against a query q by the n-grams of tokens, n = 1, 2, 3, that both hold, each counted once:
 *
 *     score(q, t) = Σ log(N / df(g))   over the g in q and t
 *
 * with N texts, df(g) of which hold g. The longer the sequence in common, the more of its n-grams count, and the rarer; words
 * alone count as well, so that a text is found again when its words are out of order. An n-gram of very many texts says
 * nothing of which one it came from, and is left out.
 * @see Spärck Jones (1972), "A statistical interpretation of term specificity and its application in retrieval",
 * Journal of Documentation 28, 11–21 (the weights)
 */
import { PairNumbering } from './gram-table';
import { tokenize } from './tokenize';

/** An n-gram is left out where more than this share of the texts hold it, and more than so many. */
const [MOST_SHARE, MOST_TEXTS] = [0.01, 64];

/** Scores this near to the highest count as equal: sums of the same weights in another order. */
const ROUNDING = 1e-9;

/** Finds sources through an inverted index. Memory O(tokens of the texts); a query looks only at texts that share a gram. */
export class SourceFinder {
  readonly #tokens = new Map<string, number>();
  readonly #pairs: PairNumbering;
  readonly #triples: PairNumbering;
  /** The texts that hold gram g of each length: `texts` from `starts[g]` up to, not including, `starts[g + 1]`. */
  readonly #postings: readonly { readonly starts: Int32Array; readonly texts: Int32Array }[];
  /** Score of each text; 0 between queries. */
  readonly #scores: Float64Array;

  /** @param tokenLists of each text, by `tokenize` */
  constructor(tokenLists: readonly (readonly string[])[]) {
    const numTokens = tokenLists.reduce((sum, tokens) => sum + tokens.length, 0);
    this.#pairs = new PairNumbering(numTokens / 2);
    this.#triples = new PairNumbering(numTokens);
    const grams = tokenLists.map((tokens) =>
      this.#gramsOf(
        tokens.map((token) => {
          let id = this.#tokens.get(token);
          if (id === undefined) this.#tokens.set(token, (id = this.#tokens.size));
          return id;
        }),
        (numbering, left, right) => numbering.idOf(left, right),
      ),
    );
    const sizes = [this.#tokens.size, this.#pairs.size, this.#triples.size];
    this.#postings = sizes.map((size, length) => postingsOf(grams, length, size));
    this.#scores = new Float64Array(tokenLists.length);
  }

  /**
   * Indices of the texts of the highest score, ascending: one, or several that score alike. Empty where no text shares a
   * gram that counts with the query.
   */
  sourcesOf(query: string): number[] {
    const scores = this.#scores;
    const most = Math.max(MOST_TEXTS, MOST_SHARE * scores.length);
    const ids = tokenize(query).map((token) => this.#tokens.get(token) ?? -1);
    const touched: number[] = [];
    this.#gramsOf(ids, (numbering, left, right) => numbering.find(left, right)).forEach((grams, length) => {
      const { starts, texts } = this.#postings[length]!;
      for (const gram of new Set(grams)) {
        if (gram < 0) continue;
        const [from, to] = [starts[gram]!, starts[gram + 1]!];
        const weight = Math.log(scores.length / (to - from));
        if (to - from > most || weight === 0) continue;
        for (let i = from; i < to; i++) {
          const text = texts[i]!;
          if (scores[text] === 0) touched.push(text);
          scores[text]! += weight;
        }
      }
    });
    const highest = touched.reduce((best, text) => Math.max(best, scores[text]!), 0);
    const found = touched.filter((text) => scores[text]! >= highest * (1 - ROUNDING));
    for (const text of touched) scores[text] = 0;
    return found.sort((a, b) => a - b);
  }

  /** Numbers of the grams of one, two and three tokens, by length; −1 where a gram has none. */
  #gramsOf(
    ids: readonly number[],
    numberOf: (numbering: PairNumbering, left: number, right: number) => number,
  ): readonly (readonly number[])[] {
    const pairs: number[] = [];
    const triples: number[] = [];
    for (let i = 0; i + 1 < ids.length; i++) {
      const [left, right] = [ids[i]!, ids[i + 1]!];
      const pair = left < 0 || right < 0 ? -1 : numberOf(this.#pairs, left, right);
      pairs.push(pair);
      const last = ids[i + 2];
      if (last !== undefined) triples.push(pair < 0 || last < 0 ? -1 : numberOf(this.#triples, pair, last));
    }
    return [ids, pairs, triples];
  }
}

/** @param grams of each text, by length */
function postingsOf(
  grams: readonly (readonly (readonly number[])[])[],
  length: number,
  size: number,
): { readonly starts: Int32Array; readonly texts: Int32Array } {
  const starts = new Int32Array(size + 1);
  const seenIn = new Int32Array(size).fill(-1);
  const each = (visit: (gram: number, text: number) => void): void => {
    seenIn.fill(-1);
    grams.forEach((own, text) => {
      for (const gram of own[length]!) {
        if (seenIn[gram] === text) continue;
        seenIn[gram] = text;
        visit(gram, text);
      }
    });
  };
  each((gram) => (starts[gram + 1]! += 1));
  for (let gram = 0; gram < size; gram++) starts[gram + 1]! += starts[gram]!;
  const texts = new Int32Array(starts[size]!);
  const filled = starts.slice();
  each((gram, text) => (texts[filled[gram]!++] = text));
  return { starts, texts };
}
