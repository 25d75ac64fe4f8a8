/**
 * @file Texts as sparse vectors of hashed word and character n-grams, weighted by TF-IDF: what a linear classifier reads.
 *
 * Two blocks, each of length 1: words (one and two in a row) and characters (two to four within a word, its ends marked).
 *
 *   weight(g, text) = count(g, text) · (ln((1 + n) / (1 + df(g))) + 1),   then divided by the block's Euclidean norm
 *
 * with n the number of texts fitted to and df(g) how many of them hold g. N-grams that no fitted text holds are left out.
 * Hashing bounds what is kept: two n-grams share a column only where their 32-bit hashes agree.
 * @see Salton & Buckley (1988), "Term-weighting approaches in automatic text retrieval"; scikit-learn's TfidfVectorizer
 *   (smooth_idf, analyzers "word" and "char_wb") is the same up to what counts as a word.
 */
import { tokenize } from '../../text/tokenize';

const WORD_SIZES = [1, 2] as const;
const CHARACTER_SIZES = [2, 3, 4] as const;

/** A text as columns and their weights, columns ascending. */
export interface SparseRow {
  readonly columns: Int32Array;
  readonly weights: Float64Array;
}

type Block = 'words' | 'characters';
const BLOCKS: readonly Block[] = ['words', 'characters'];

/** How often each n-gram stands in a text, by hash. Counted once, a text can be used with any fitted `HashedGrams`. */
export type GramCounts = Readonly<Record<Block, ReadonlyMap<number, number>>>;

export function countGrams(text: string): GramCounts {
  return { words: countWords(text), characters: countCharacters(text) };
}

/** Column and inverse document frequency of each n-gram, by its hash. */
type Columns = Map<number, { readonly column: number; readonly idf: number }>;

export class HashedGrams {
  readonly numColumns: number;
  readonly #columns: Readonly<Record<Block, Columns>>;

  /** Learns which n-grams there are, and how rare each is, from these texts. */
  constructor(texts: readonly GramCounts[]) {
    let numColumns = 0;
    const fit = (block: Block): Columns => {
      const frequency = new Map<number, number>();
      for (const text of texts)
        for (const hash of text[block].keys()) frequency.set(hash, (frequency.get(hash) ?? 0) + 1);
      const columns: Columns = new Map();
      for (const [hash, df] of frequency)
        columns.set(hash, { column: numColumns++, idf: Math.log((1 + texts.length) / (1 + df)) + 1 });
      return columns;
    };
    this.#columns = { words: fit('words'), characters: fit('characters') };
    this.numColumns = numColumns;
  }

  /** The vector of a text; empty where it holds none of the known n-grams. */
  rowOf(text: GramCounts): SparseRow {
    const entries = BLOCKS.flatMap((block) => {
      const known: [number, number][] = [];
      for (const [hash, count] of text[block]) {
        const found = this.#columns[block].get(hash);
        if (found) known.push([found.column, count * found.idf]);
      }
      const norm = Math.sqrt(known.reduce((sum, [, weight]) => sum + weight * weight, 0));
      return known.map(([column, weight]) => [column, weight / norm] as const);
    }).sort(([a], [b]) => a - b);
    return {
      columns: Int32Array.from(entries, ([column]) => column),
      weights: Float64Array.from(entries, ([, weight]) => weight),
    };
  }
}

function countWords(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  const words = tokenize(text);
  for (const size of WORD_SIZES)
    for (let i = 0; i + size <= words.length; i++) count(counts, words.slice(i, i + size).join(' '));
  return counts;
}

function countCharacters(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (const word of text.toLowerCase().normalize('NFC').split(/\s+/u)) {
    if (word === '') continue;
    const characters = [' ', ...word, ' '];
    for (const size of CHARACTER_SIZES)
      for (let i = 0; i + size <= characters.length; i++)
        count(counts, characters.slice(i, i + size).join(''));
  }
  return counts;
}

function count(counts: Map<number, number>, gram: string): void {
  const hash = hashOf(gram);
  counts.set(hash, (counts.get(hash) ?? 0) + 1);
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
