/** @file What moved along an axis besides the number on it, as data. */

/** A measure at the two ends of the axis: its mean over the replicates. */
export interface AtEnds {
  readonly lowest: number;
  readonly highest: number;
}

export interface WhatMoved {
  /** Values of the axis at its ends. */
  readonly lowest: number;
  readonly highest: number;
  /** Ids of the measures of diversity that call the highest tier the most varied, the lowest, or one between. */
  readonly rises: readonly string[];
  readonly falls: readonly string[];
  readonly turns: readonly string[];
  /** The share of wrong labels at the ends; null where it was not taken. */
  readonly labelNoise: AtEnds | null;
  /** Distance from real text at the ends, by how surely a classifier tells generated from real; null where not taken. */
  readonly distance: AtEnds | null;
}
