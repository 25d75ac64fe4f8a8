/**
 * @file A text as the sequences in which a model of limited context reads it. One that fits is one sequence. A longer
 * one is read in windows that begin with the start again and overlap by half a context, so that every token is
 * predicted once, and none but the first from less than half a context.
 */
import type { Sequence } from './batches';

export interface TextWindow {
  /** The start, then pieces; at most C tokens. */
  readonly inputs: Sequence;
  /** The token that follows each input; the last one of a text is its end. */
  readonly targets: Sequence;
  /** The first input that counts: the targets before it were predicted in the window before. */
  readonly from: number;
}

/**
 * @param pieces may be none
 * @param contextLength C, at least 2
 */
export function windowsOf(start: number, pieces: Sequence, end: number, contextLength: number): TextWindow[] {
  const tokens = [...pieces, end];
  const windows: TextWindow[] = [];
  let done = 0;
  while (done < tokens.length) {
    const first = done === 0 ? 0 : done - Math.floor(contextLength / 2);
    const targets = tokens.slice(first, first + contextLength);
    windows.push({ inputs: [start, ...targets.slice(0, -1)], targets, from: done - first });
    done = first + targets.length;
  }
  return windows;
}
