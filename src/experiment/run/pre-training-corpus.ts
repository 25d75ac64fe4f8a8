/**
 * @file The text that encoders are pre-trained on in "pre-training × fine-tuning".
 *
 * Chen et al. 2024 set the diversity of pre-training text by how many topics it is about, as fluent for one number as for
 * another, and weight all sets up to equally many tokens. So here: one kind of generator, a word trigram model, is fitted to
 * the real texts of few, some or all topics of each class and writes at temperature 1, until the corpus of each class has
 * its number of tokens. A level differs from the next in breadth alone, not in how daring its words are put together; that
 * is what the temperature of the fine-tuning rows does. Rows have no labels in pre-training. The generator of the study
 * writes the fine-tuning rows only, so that every generator is tested with equal encoders.
 */
import { LabError, shown } from '../../core/errors';
import type { Dataset, Example } from '../../core/example';
import { MOST_TOPICS } from '../designs/plan';
import type { TextEmbedder } from '../../core/ports';
import { NGramGenerator } from '../../generation/ngram/ngram-generator';
import { TopicTexts } from '../rows/topic-texts';

/** Topics of each class: one, all there are, and about as many times more than the one as fewer than all. */
export const TOPICS_OF_LEVEL: Readonly<Record<string, number>> = { low: 1, moderate: 6, high: MOST_TOPICS };

const SAMPLING = { temperature: 1, topP: 1 };
/** More rows than any corpus has tokens: a class whose rows come out empty ends too. */
const MOST_ROWS = 100_000;

interface Budget {
  /** Of each class. */
  readonly tokensPerClass: number;
  readonly countTokens: (text: string) => number;
}

/** Writes corpora of one study; the topics of a smaller level are among those of a larger one. */
export class PreTrainingCorpora {
  readonly #topics: TopicTexts;
  readonly #studySeed: number;

  constructor(dataset: Dataset, embedder: TextEmbedder, studySeed: number) {
    this.#topics = new TopicTexts(dataset, embedder);
    this.#studySeed = studySeed;
  }

  /**
   * Rows class by class, of each class as many as fit into its number of tokens: what is missing to it is less than a text.
   * @throws LabError `bad-setting` at an unknown level; AbortError
   */
  async write(
    level: string,
    replicate: number,
    { tokensPerClass, countTokens }: Budget,
    signal: AbortSignal,
  ): Promise<Example[]> {
    const topics = TOPICS_OF_LEVEL[level];
    if (topics === undefined) throw unknownLevel(level);
    const texts = await this.#topics.first(topics, this.#studySeed, replicate);
    const generator = new NGramGenerator(texts.map((ofClass) => ofClass.flat()));
    const rows: Example[] = [];
    for (let label = 0; label < texts.length; label++) {
      const seed = [this.#studySeed, 'pre-training text', level, replicate, label];
      const request = { ...SAMPLING, label, count: MOST_ROWS, seed };
      let left = tokensPerClass;
      writing: for await (const batch of generator.generate(request, signal)) {
        for (const row of batch) {
          left -= countTokens(row.text);
          if (left < 0) break writing;
          rows.push(row);
        }
      }
    }
    return rows;
  }
}

function unknownLevel(level: string): LabError {
  return new LabError(
    'bad-setting',
    `PreTrainingCorpora: unknown variety of the pre-training text: ${shown(level)} (wanted one of ${Object.keys(TOPICS_OF_LEVEL).join(', ')}) — change the curves and start again`,
  );
}
