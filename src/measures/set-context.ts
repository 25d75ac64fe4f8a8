/** @file A set of texts as the measures read it: intermediate results are computed once and shared. */
import { sampleIndices, sampleWithout, stream, type Rng, type SeedPart } from '../core/random';
import { GramTable } from '../text/gram-table';
import { unitRows, UnitRows } from './diversity/unit-rows';
import type { ReferenceTexts, SetOfTexts, TokenLists } from './set-of-texts';

/** Which rows a measure reads. */
export type RowsRead =
  | 'texts'
  /** All but those whose embedding is zero: texts without a known token. */
  | 'embedded texts'
  /** A seeded sample of them where the set is large: for measures that compare every row with every other. */
  | 'sampled texts'
  /** Equally many texts of the set and of the reference. */
  | 'compared texts'
  | 'compared embeddings';

export interface MeasureSettings {
  /** Temperature of DCScore. */
  readonly tau: number;
  /** Clusters of k-means; fewer where there are fewer rows. */
  readonly numClusters: number;
  /** Above this many rows, measures that compare every row with every other take a sample. */
  readonly mostQuadraticRows: number;
  /** Above this many pairs of texts, homogenization takes a sample. */
  readonly mostPairs: number;
  /** The vocabulary of expectation-adjusted distinct. */
  readonly vocabularySize: number;
  /** Texts of the set and of the reference whose words are compared, at most. */
  readonly mostComparedTexts: number;
  /** Rows of embeddings that are compared, at most; time and memory grow with its square. */
  readonly mostComparedEmbeddings: number;
  /** Permutations of the kernel distance's test; 0 for no p-value. */
  readonly permutations: number;
  /** Whether 95 % intervals are wanted. */
  readonly intervals: boolean;
}

/** The rows that are resampled: of the set, and of the two sides of each comparison. */
export type RowList = 'texts' | 'real texts' | 'generated texts' | 'real embeddings' | 'generated embeddings';

/** Ascending places in each list. */
export type Part = Readonly<Record<RowList, Int32Array>>;

/** Equally many texts of both sides, drawn at random, in random order. */
interface TextPair {
  readonly real: TokenLists;
  readonly generated: TokenLists;
  /** Place of each generated text in the set. */
  readonly generatedRows: readonly number[];
  /** The words of both, the real texts first. */
  readonly words: GramTable;
}

interface EmbeddingPair {
  readonly numRows: number;
  /** (numRows, d) row-major. */
  readonly real: Float32Array;
  readonly generated: Float32Array;
}

/** A whole set, or a part of it: `part` names the rows, and `whole` holds what is not computed anew for a part. */
export class SetContext {
  readonly set: SetOfTexts;
  readonly reference: ReferenceTexts | null;
  readonly settings: MeasureSettings;
  readonly signal: AbortSignal;
  readonly whole: SetContext;
  readonly #seed: readonly SeedPart[];
  readonly #part: Part | null;
  readonly #known = new Map<unknown, unknown>();

  constructor(
    set: SetOfTexts,
    reference: ReferenceTexts | null,
    settings: MeasureSettings,
    seed: readonly SeedPart[],
    signal: AbortSignal,
    part: { readonly of: SetContext; readonly rows: Part } | null = null,
  ) {
    this.set = set;
    this.reference = reference;
    this.settings = settings;
    this.signal = signal;
    this.whole = part?.of ?? this;
    this.#seed = seed;
    this.#part = part?.rows ?? null;
  }

  get isWhole(): boolean {
    return this.whole === this;
  }

  /** Some rows of this whole set, with random streams of their own. */
  partOf(rows: Part, ...name: readonly SeedPart[]): SetContext {
    const { set, reference, settings, signal } = this;
    return new SetContext(set, reference, settings, [...this.#seed, ...name], signal, { of: this, rows });
  }

  /** What `compute` gives for this context; computed at the first call, unless it throws. */
  once<T>(compute: (context: SetContext) => T): T {
    if (!this.#known.has(compute)) this.#known.set(compute, compute(this));
    return this.#known.get(compute) as T;
  }

  stream(...name: readonly SeedPart[]): Rng {
    return stream(...this.#seed, ...name);
  }

  get tokenLists(): TokenLists {
    return this.#chosen(this.set.tokenLists);
  }

  get wholeTokenLists(): TokenLists {
    return this.#chosen(this.set.wholeTokenLists ?? this.set.tokenLists);
  }

  get labels(): readonly number[] {
    return this.#chosen(this.set.labels!);
  }

  /** The words of the set, cut to its budget, by number. */
  get words(): GramTable {
    return this.once(wordsOf);
  }

  /** The embeddings at unit length, without all-zero rows. */
  get embedded(): UnitRows {
    return this.once(embeddedRowsOf);
  }

  /** All of `embedded`, or a seeded sample; with the cosines of all pairs. */
  get sampled(): UnitRows {
    return this.once(sampledRowsOf);
  }

  /** The texts of both sides that are compared; a part reads the places `rowsOf` names of them. */
  get textPair(): TextPair {
    return this.whole.once(textPairOf);
  }

  get embeddingPair(): EmbeddingPair {
    return this.whole.once(embeddingPairOf);
  }

  /** Places that this context reads of a list: all, or those of its part. */
  rowsOf(list: RowList): Int32Array {
    return this.#part?.[list] ?? Int32Array.from({ length: this.#lengthOf(list) }, (_, row) => row);
  }

  /** How many rows of each side a value stands for. */
  numRows(reads: RowsRead): number {
    switch (reads) {
      case 'texts':
        return this.rowsOf('texts').length;
      case 'embedded texts':
        return this.embedded.n;
      case 'sampled texts':
        return this.sampled.n;
      case 'compared texts':
        return this.rowsOf('real texts').length;
      case 'compared embeddings':
        return this.rowsOf('real embeddings').length;
    }
  }

  #lengthOf(list: RowList): number {
    const real = this.reference?.tokenLists.length ?? 0;
    const { mostComparedTexts, mostComparedEmbeddings } = this.settings;
    const numTexts = this.set.tokenLists.length;
    if (list === 'texts') return numTexts;
    const isText = list === 'real texts' || list === 'generated texts';
    return Math.min(real, numTexts, isText ? mostComparedTexts : mostComparedEmbeddings);
  }

  #chosen<T>(items: readonly T[]): readonly T[] {
    return this.#part === null ? items : Array.from(this.#part.texts, (row) => items[row]!);
  }
}

function wordsOf(context: SetContext): GramTable {
  return context.isWhole
    ? GramTable.of(context.tokenLists)
    : context.whole.words.pick(context.rowsOf('texts'));
}

function embeddedRowsOf(context: SetContext): UnitRows {
  const { embeddings, d } = context.set;
  const some = context.isWhole ? embeddings! : pickRows(embeddings!, d!, context.rowsOf('texts'));
  return unitRows(some, d!, 'measurePanel');
}

function sampledRowsOf(context: SetContext): UnitRows {
  const { embedded } = context;
  const { mostQuadraticRows } = context.settings;
  let rows = embedded;
  if (embedded.n > mostQuadraticRows) {
    const { values, n, d } = embedded;
    const chosen = new Float64Array(mostQuadraticRows * d);
    sampleIndices(n, mostQuadraticRows, context.stream('quadratic')).forEach((row, i) =>
      chosen.set(values.subarray(row * d, (row + 1) * d), i * d),
    );
    rows = new UnitRows(chosen, d);
  }
  rows.rememberCosines();
  return rows;
}

function textPairOf(context: SetContext): TextPair {
  const { set, reference } = context;
  const realLists = reference!.wholeTokenLists ?? reference!.tokenLists;
  const generatedLists = set.wholeTokenLists ?? set.tokenLists;
  const numRows = context.numRows('compared texts');
  const real = drawRows(context, 'real', realLists.length, numRows).map((row) => realLists[row]!);
  const generatedRows = drawRows(context, 'generated', generatedLists.length, numRows);
  const generated = generatedRows.map((row) => generatedLists[row]!);
  return { real, generated, generatedRows, words: GramTable.of([...real, ...generated]) };
}

function embeddingPairOf(context: SetContext): EmbeddingPair {
  const { set, reference } = context;
  const numRows = context.numRows('compared embeddings');
  const real = drawRows(context, 'real', reference!.tokenLists.length, numRows);
  const generated = drawRows(context, 'generated', set.tokenLists.length, numRows);
  return {
    numRows,
    real: pickRows(reference!.embeddings!, set.d!, real),
    generated: pickRows(set.embeddings!, set.d!, generated),
  };
}

function drawRows(context: SetContext, side: 'real' | 'generated', length: number, count: number): number[] {
  return sampleWithout(
    Array.from({ length }, (_, row) => row),
    count,
    context.stream(side),
  );
}

/** The named rows of a row-major matrix of width d. */
function pickRows(values: Float32Array, d: number, rows: ArrayLike<number>): Float32Array {
  const chosen = new Float32Array(rows.length * d);
  for (let i = 0; i < rows.length; i++) {
    chosen.set(values.subarray(rows[i]! * d, (rows[i]! + 1) * d), i * d);
  }
  return chosen;
}
