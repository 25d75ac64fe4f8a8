/** @file The ids of what is no word: where a text begins and ends. */

/** A token list with its begin and end marks is read through these ids; words have ids from 0. */
export interface Marks {
  /** Stands before every text; never drawn. */
  readonly begin: number;
  /** Ends every text; drawn like a word. */
  readonly end: number;
  /** One more than the largest id. */
  readonly size: number;
}
