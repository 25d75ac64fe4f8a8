/** @file What the page has words for, where no other room names it. */

/** The pages under one address. */
export type PageName = 'study' | 'compare' | 'model';

/** What a visitor should know of a design before it runs. Nothing is refused. */
export type Caution =
  | 'one-replicate'
  | 'few-replicates'
  | 'two-values'
  | 'few-rows'
  | 'no-real-rows'
  | 'coarse'
  | 'hours'
  | 'many-runs';
