/** @file A small language model of any texts, classes and all: for telling how surprising other texts are. */
import { LabError } from '../../core/errors';
import { tokenize } from '../../text/tokenize';
import { Vocabulary } from '../../text/vocabulary';
import { countWords, NGramModel, type Marks } from './n-gram-model';

/** Stands for every word the model does not know; no token is empty, so it is no word itself. */
const UNKNOWN = '';

export class MarkovLanguageModel {
  readonly #vocabulary = new Vocabulary([UNKNOWN]);
  readonly #model: NGramModel;
  readonly #marks: Marks;

  /**
   * Words that stand only once in all texts are read as unknown, so that the model learns where unknown words come.
   * @param order longest n-gram, at least 1
   * @throws LabError `bad-dataset` where no text has a word
   */
  constructor(texts: readonly string[], order: number) {
    const tokenLists = texts.map((text) => tokenize(text)).filter((tokens) => tokens.length > 0);
    if (tokenLists.length === 0) {
      throw new LabError({
        code: 'bad-dataset',
        place: 'MarkovLanguageModel',
        what: 'missing texts',
        value: texts.length,
        wanted: 'at least one text with a word in it',
        wayOut: 'add texts',
      });
    }
    const counts = new Map<string, number>();
    for (const tokens of tokenLists)
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    for (const [token, count] of counts) if (count > 1) this.#vocabulary.add(token);
    // One unknown word at least, also where every word stands twice: nothing may be impossible.
    const ids = [...tokenLists.map((tokens) => this.#idsOf(tokens)), [this.#vocabulary.idOf(UNKNOWN)!]];
    const { size } = this.#vocabulary;
    this.#marks = { end: size, begin: size + 1, size: size + 2 };
    this.#model = new NGramModel(ids, order, countWords(ids, this.#marks), this.#marks);
  }

  /** ln P(tokens and then the end); finite for any tokens, at most 0. */
  logProbability(tokens: readonly string[]): number {
    const ids = [...this.#idsOf(tokens), this.#marks.end];
    return ids.reduce(
      (sum, id, i) =>
        sum +
        Math.log(
          this.#model.contextAfter(ids.slice(Math.max(0, i + 1 - this.#model.order), i)).probabilityOf(id),
        ),
      0,
    );
  }

  #idsOf(tokens: readonly string[]): number[] {
    const unknown = this.#vocabulary.idOf(UNKNOWN)!;
    return tokens.map((token) => this.#vocabulary.idOf(token) ?? unknown);
  }
}
