/**
 * @file What the small transformer reads and writes: subword pieces, an end, and starts. A sequence begins with the
 * start of its label, which is how a text of one class is asked for, or with the plain start where it has none.
 */
import { detokenize } from '../../text/tokenize';
import { SubwordTokenizer } from '../../text/subwords';

/** Stands before the first character of every word; see `text/subwords`. */
const WORD_START = '▁';

export class NanoVocabulary {
  readonly tokenizer: SubwordTokenizer;
  /** Labels that have a start of their own, by index; none for unlabelled text. */
  readonly labels: readonly string[];
  /** Ends a text. */
  readonly end: number;
  /** Begins a text without a label. */
  readonly start: number;
  /** V. */
  readonly size: number;

  constructor(pieces: readonly string[], labels: readonly string[]) {
    this.tokenizer = new SubwordTokenizer(pieces);
    this.labels = labels;
    this.end = pieces.length;
    this.start = pieces.length + 1;
    this.size = pieces.length + 2 + labels.length;
  }

  get numPieces(): number {
    return this.tokenizer.pieces.length;
  }

  /** The token that begins a text of this label; the plain start for null. */
  startOf(label: number | null): number {
    return label === null ? this.start : this.start + 1 + label;
  }

  /** Start, pieces, end: every token but the first is to be predicted from those before it. */
  encode(text: string, label: number | null): number[] {
    return [this.startOf(label), ...this.tokenizer.encode(text), this.end];
  }

  /** Pieces as text; marks of start and end are left out. */
  decode(tokens: readonly number[]): string {
    const words: string[] = [];
    for (const token of tokens) {
      if (token >= this.numPieces) continue;
      const piece = this.tokenizer.pieces[token]!;
      if (piece.startsWith(WORD_START)) words.push(piece.slice(WORD_START.length));
      else if (words.length === 0) words.push(piece);
      else words[words.length - 1] += piece;
    }
    return detokenize(words.filter((word) => word !== ''));
  }
}
