/** @file The measures a study takes of each generated set: all there are that say something of one task's rows. */
import { LabError } from '../../core/errors';
import type { Dataset, Example } from '../../core/example';
import type { MeasureInfo, MeasureValues } from '../../core/measure';
import type { TextEmbedder } from '../../core/ports';
import { sampleWithout, stream, type Rng, type SeedPart } from '../../core/random';
import {
  diversityPanel,
  EMBEDDING_MEASURES,
  LEXICAL_MEASURES,
  MODEL_MEASURES,
  type SetOfTexts,
} from '../../measures/diversity';
import { clusterAgentScore } from '../../measures/diversity/cluster-agent/cluster-agent-score';
import { SurrogateJudge } from '../../measures/diversity/cluster-agent/surrogate-judge';
import { equalSize } from '../../measures/diversity/equal-size';
import { SHIFT_MEASURES, shiftPanel } from '../../measures/shift';
import { tokenize } from '../../text/tokenize';
import { corpusModels } from './corpus-models';
import { embedderOf } from './known-embeddings';
import { likenessOf } from './measure-tools';
import { keyedWith } from './measures-by-embedder';
import { surrogateInfo } from './surrogate-info';

/**
 * As they are called with the lab's own embedder (see `measures-by-embedder.ts`). Those of labels are left out: every
 * set of a study has equally many rows of each class.
 */
export const MEASURES: readonly MeasureInfo[] = [
  ...LEXICAL_MEASURES,
  ...EMBEDDING_MEASURES,
  surrogateInfo,
  ...MODEL_MEASURES,
  ...SHIFT_MEASURES,
];
export const MEASURE_IDS: readonly string[] = MEASURES.map((measure) => measure.id);

/** Rounds of the surrogate's cluster-agent score. */
const SURROGATE_ROUNDS = 200;

/** Measures that compare every row with every other, or draw clusters, take a sample of so many rows. */
const ROWS_COMPARED = 192;

/** Pairs of rows that homogenization looks at. */
const PAIRS_COMPARED = 40_000;

/**
 * Tokens per row that measures of words are taken at: sets of long rows are cut to as many tokens as sets of short
 * ones have, since these measures fall with every token more. A set with fewer is measured as it is.
 */
const TOKENS_PER_ROW = 8;

/** Measures sets of rows against a dataset; what all sets are measured with is made once. */
export class SetMeasurer {
  readonly #dataset: Dataset;
  readonly #embedder: TextEmbedder;
  #likeness: Promise<number> | null = null;
  #pool: Promise<Pool> | null = null;
  readonly #models: NonNullable<SetOfTexts['models']>;

  constructor(dataset: Dataset, embedder: TextEmbedder) {
    this.#dataset = dataset;
    this.#embedder = embedder;
    this.#models = corpusModels(dataset);
  }

  /**
   * Values by measure id; a measure that cannot be taken of this set has none. Shift is taken against as many real
   * rows of each class, drawn from the pool.
   */
  async measure(
    generated: readonly Example[],
    seed: readonly SeedPart[],
    signal: AbortSignal,
  ): Promise<MeasureValues> {
    const embedder = this.#embedder;
    const d = embedder.dimensions;
    const texts = generated.map((example) => example.text);
    const tokenLists = texts.map((text) => tokenize(text));
    const embeddings = await this.#embed(texts, tokenLists);
    const pool = await (this.#pool ??= this.#readPool());
    const rows = pool.rowsByClass.flatMap((rowsOfClass, label) => {
      const count = generated.filter((example) => example.label === label).length;
      return sampleWithout(rowsOfClass, count, stream(...seed, 'reference', label));
    });
    const realTokenLists = rows.map((row) => pool.tokenLists[row]!);
    const realEmbeddings = new Float32Array(rows.length * d);
    rows.forEach((row, i) => realEmbeddings.set(pool.embeddings.subarray(row * d, (row + 1) * d), i * d));

    const equalTokenLists = cutTo(TOKENS_PER_ROW, tokenLists, stream(...seed, 'equal'));
    const diversity = await diversityPanel(
      {
        tokenLists: equalTokenLists,
        wholeTokenLists: tokenLists,
        referenceTokenLists: realTokenLists,
        embeddings,
        d,
        models: this.#models,
      },
      seed,
      { mostQuadraticRows: ROWS_COMPARED, mostPairs: PAIRS_COMPARED, signal },
    );
    const words = await shiftPanel({ tokenLists: realTokenLists }, { tokenLists }, seed, { signal });
    const shift = await shiftPanel(
      { tokenLists: realTokenLists, embeddings: realEmbeddings },
      { tokenLists, embeddings },
      seed,
      { d, words: false, mostRows: ROWS_COMPARED, signal },
    );
    const values = {
      ...diversity.values,
      ...(await this.#surrogateScore(texts, embeddings, seed, signal)),
      ...shift.values,
      ...words.values,
    };
    return keyedWith(values, embedder);
  }

  async #readPool(): Promise<Pool> {
    const { pool } = this.#dataset.splits;
    const texts = pool.flat();
    const tokenLists = texts.map((text) => tokenize(text));
    let next = 0;
    return {
      rowsByClass: pool.map((texts) => texts.map(() => next++)),
      tokenLists,
      embeddings: await this.#embed(texts, tokenLists),
    };
  }

  /** Texts that are split into tokens already are not split again. */
  #embed(texts: readonly string[], tokenLists: readonly (readonly string[])[]): Promise<Float32Array> {
    return this.#embedder.embedTokens?.(tokenLists) ?? this.#embedder.embed(texts);
  }

  /** The cluster-agent score by the surrogate judge; none for a set too small to draw a round from. */
  async #surrogateScore(
    texts: readonly string[],
    embeddings: Float32Array,
    seed: readonly SeedPart[],
    signal: AbortSignal,
  ): Promise<MeasureValues> {
    const embedder = embedderOf(texts, embeddings, this.#embedder);
    const judge = new SurrogateJudge(
      embedder,
      await (this.#likeness ??= likenessOf(this.#dataset, this.#embedder)),
    );
    // A surrogate reads no criteria, so none are derived; it does verify its clusters.
    // Nor is the interval of a single set kept.
    const options = { numRounds: SURROGATE_ROUNDS, criteria: [], resamples: 0, signal };
    try {
      const { value } = await clusterAgentScore(texts, judge, [...seed, 'surrogate'], options);
      return { [surrogateInfo.id]: value };
    } catch (error) {
      if (error instanceof LabError && error.code === 'bad-dataset') return {};
      throw error;
    }
  }
}

/** The pool's rows, class by class, read once for all sets. */
interface Pool {
  readonly rowsByClass: readonly (readonly number[])[];
  readonly tokenLists: readonly (readonly string[])[];
  readonly embeddings: Float32Array;
}

function cutTo(
  tokensPerText: number,
  tokenLists: readonly (readonly string[])[],
  rng: Rng,
): readonly (readonly string[])[] {
  const total = tokenLists.reduce((sum, tokens) => sum + tokens.length, 0);
  const numTokens = Math.min(total, tokensPerText * tokenLists.length);
  return equalSize([tokenLists], rng, { numTokens }).sets[0]!.tokenLists;
}
