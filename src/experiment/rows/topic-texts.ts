/** @file The topics of each class, where the texts themselves must say what a topic is: clusters of what they are about. */
import type { Dataset } from '../../core/example';
import { MOST_TOPICS } from '../designs/plan';
import { kMeans } from '../../math/k-means';
import type { TextEmbedder } from '../../core/ports';
import { shuffled, stream } from '../../core/random';

/** Enough for topics that a reader recognises; further iterations move few texts. */
const ITERATIONS = 20;

/**
 * The corpus of each class split into `MOST_TOPICS` topics by k-means in the embedder's space, or one a text where there
 * are fewer. A dataset has the same topics in every study; found when first asked for.
 */
export class TopicTexts {
  readonly #dataset: Dataset;
  readonly #embedder: TextEmbedder;
  #topics: Promise<string[][][]> | null = null;

  constructor(dataset: Dataset, embedder: TextEmbedder) {
    this.#dataset = dataset;
    this.#embedder = embedder;
  }

  /**
   * Texts of the first `count` topics of each class, `[label][topic]`, in an order that the study's seed draws for each
   * replicate: those of a smaller number are among those of a larger one. All there are where there are fewer.
   */
  async first(count: number, studySeed: number, replicate: number): Promise<string[][][]> {
    this.#topics ??= this.#find();
    return (await this.#topics).map((topics, label) =>
      shuffled(topics, stream(studySeed, 'topics', replicate, label)).slice(0, count),
    );
  }

  async #find(): Promise<string[][][]> {
    const { dimensions } = this.#embedder;
    const classes: string[][][] = [];
    for (const [label, texts] of this.#dataset.splits.corpus.entries()) {
      const rows = Float64Array.from(await this.#embedder.embed(texts));
      const count = Math.min(MOST_TOPICS, texts.length);
      const options = { starts: 1, mostIterations: ITERATIONS };
      const { assignments } = kMeans(rows, dimensions, count, stream('topics', label), options);
      const topics = Array.from({ length: count }, (): string[] => []);
      assignments.forEach((topic, row) => topics[topic]!.push(texts[row]!));
      classes.push(topics.filter((topic) => topic.length > 0));
    }
    return classes;
  }
}
