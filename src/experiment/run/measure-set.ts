/** @file The measures a study takes of each generated set, and of which of its rows. */
import { rowsMeasured } from '../../core/estimate';
import type { Dataset, Example } from '../../core/example';
import type { MeasureInfo, MeasureLimits, MeasureValues } from '../../core/measure';
import type { TextEmbedder } from '../../core/ports';
import { sampleWithout, stream, type Rng, type SeedPart } from '../../core/random';
import type { Arm, Study } from '../../core/study';
import { MEASURES } from '../../measures';
import { SurrogateJudge } from '../../measures/diversity/cluster-agent/surrogate-judge';
import { equalSize } from '../../measures/diversity/equal-size';
import { homogenizationMeasure } from '../../measures/diversity/homogenization';
import type { Measure } from '../../measures/measure';
import { measurePanel } from '../../measures/panel';
import type { Need, SetOfTexts } from '../../measures/set-of-texts';
import { tokenize } from '../../text/tokenize';
import { corpusModels, embedderOf, likenessOf } from './measure-tools';
import { keyedWith } from './measures-by-embedder';

/** What a set of a study does not bring. Its labels say nothing: every set has equally many rows of each class. */
const NOT_BROUGHT: readonly Need[] = ['labels', 'embedder model', 'judge'];

/** Rounds of the surrogate's cluster-agent score. */
const SURROGATE_ROUNDS = 200;

/** Rows of a set that are compared with each other. Of 192 rows, DCScore had nearly as many kinds in every tier. */
const ROWS_OF_A_SET = 1_000;

/** Rows of a set that are compared with as many real ones, or sorted into clusters with them: most of the time. */
const ROWS_COMPARED = 192;

/** Texts whose words are compared with those of as many real ones. */
const TEXTS_COMPARED = 1_000;

/** Pairs of rows that homogenization looks at. */
const PAIRS_COMPARED = 40_000;

/**
 * Tokens per row that measures of words are taken at: sets of long rows are cut to as many tokens as sets of short
 * ones have, since these measures fall with every token more. A set with fewer is measured as it is.
 */
const TOKENS_PER_ROW = 8;

/** Named as with the lab's own embedder (see `measures-by-embedder.ts`). */
export const STUDY_MEASURES: readonly MeasureInfo[] = MEASURES.filter(
  ({ needs }) => !needs.some((need) => NOT_BROUGHT.includes(need)),
).map((measure) => limitedTo(limitsOf(measure), measure.info));

function limitsOf({ info, needs, reads = 'texts' }: Measure): MeasureLimits {
  const rows = {
    'sampled texts': ROWS_OF_A_SET,
    'compared embeddings': ROWS_COMPARED,
    'compared texts': TEXTS_COMPARED,
  };
  return {
    ...(reads in rows ? { rows: rows[reads as keyof typeof rows] } : {}),
    ...(info.id === homogenizationMeasure.info.id ? { pairs: PAIRS_COMPARED } : {}),
    ...(needs.includes('tokens') ? { tokensPerRow: TOKENS_PER_ROW } : {}),
  };
}

/** The measure with these limits besides its own. */
export function limitedTo(limits: MeasureLimits, info: MeasureInfo): MeasureInfo {
  const all = { ...limits, ...info.limits };
  return Object.keys(all).length > 0 ? { ...info, limits: all } : info;
}

/** Values by measure id, and of how many rows each was taken. */
export interface SetMeasures {
  readonly values: MeasureValues;
  readonly rowsUsed: Readonly<Record<string, number>>;
}

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
   * A measure that cannot be taken of this set has none. Shift is taken against as many real
   * rows of each class, drawn from the pool.
   */
  async measure(
    generated: readonly Example[],
    seed: readonly SeedPart[],
    signal: AbortSignal,
  ): Promise<SetMeasures> {
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
    const realLists = rows.map((row) => pool.tokenLists[row]!);
    const realEmbeddings = new Float32Array(rows.length * d);
    rows.forEach((row, i) => realEmbeddings.set(pool.embeddings.subarray(row * d, (row + 1) * d), i * d));
    const likeness = await (this.#likeness ??= likenessOf(this.#dataset, embedder));
    const { values, rowsUsed } = await measurePanel(
      {
        tokenLists: cutTo(TOKENS_PER_ROW, tokenLists, stream(...seed, 'equal')),
        wholeTokenLists: tokenLists,
        texts,
        embeddings,
        d,
        knownPieces: embedder.knownShare?.(tokenLists) ?? null,
        models: this.#models,
        surrogateJudge: {
          judge: new SurrogateJudge(embedderOf(texts, embeddings, embedder), likeness),
          numRounds: SURROGATE_ROUNDS,
          criteria: [], // a surrogate reads none
          seed: [...seed, 'surrogate'],
        },
      },
      {
        tokenLists: realLists,
        embeddings: realEmbeddings,
        knownPieces: embedder.knownShare?.(realLists) ?? null,
      },
      seed,
      {
        mostQuadraticRows: ROWS_OF_A_SET,
        mostComparedEmbeddings: ROWS_COMPARED,
        mostComparedTexts: TEXTS_COMPARED,
        mostPairs: PAIRS_COMPARED,
        signal,
      },
    );
    return { values: keyedWith(values, embedder), rowsUsed: keyedWith(rowsUsed, embedder) };
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

/**
 * The rows of a set that are measured: all; where the arms of the study differ in their numbers of rows, of larger sets a
 * random sample of each class. Most measures grow or fall with n, so sets are compared at equal n.
 */
export function measuredRows(
  study: Study,
  arm: Arm,
  rows: readonly Example[],
  numClasses: number,
  seed: readonly SeedPart[],
): readonly Example[] {
  const perClass = rowsMeasured(study, arm);
  if (rows.length <= perClass * numClasses) return rows;
  return Array.from({ length: numClasses }, (_, label) => {
    const own = rows.filter((row) => row.label === label);
    return sampleWithout(own, perClass, stream(...seed, 'measured', label));
  }).flat();
}
