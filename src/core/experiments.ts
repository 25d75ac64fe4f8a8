/**
 * @file What can be said of any experiment: its name, its axis, its curves. Each is described in `experiment/designs`; its
 * words are in `words`.
 */

/**
 * The ids of the experiments: each design in `experiment/designs` adds its own.
 * @public so that the designs can extend it
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface ExperimentIds {}

export type ExperimentId = keyof ExperimentIds;

/** The headings under which the page lists the experiments; `zhu`: what Zhu et al. 2025 vary themselves. */
export type ExperimentGroup = 'zhu' | 'variety' | 'volume' | 'harm' | 'pre-training';

/** `log`: equal factors at equal distances; `log1p`: the same of one more than the value, so that 0 has a place. */
export type AxisScale = 'linear' | 'log' | 'log1p';

/** The number that an experiment's arms differ in. */
export interface AxisInfo {
  /** Names the quantity in records: `temperature`, `share`, `generation`. */
  readonly id: string;
  readonly least: number;
  readonly greatest: number;
  /** Whole numbers only. */
  readonly whole: boolean;
  /** How many values a study may have. */
  readonly fewest: number;
  readonly most: number;
  readonly defaults: readonly number[];
  /** How the plot spreads the values. */
  readonly spacing: AxisScale;
  /** The scale on which a parabola is fitted to accuracy. */
  readonly fitScale: AxisScale;
}

/** Between which bounds a number of the settings means anything. */
export interface NumberBounds {
  readonly least: number;
  readonly most: number;
  /** Whole numbers only. */
  readonly whole: boolean;
}

/** What the curves of an experiment with several curves differ in. */
export type SeriesInfo =
  | {
      readonly id: string;
      readonly kind: 'number';
      readonly least: number;
      readonly greatest: number;
      readonly whole: boolean;
      readonly most: number;
      readonly defaults: readonly string[];
    }
  | {
      readonly id: string;
      readonly kind: 'choice';
      readonly choices: readonly string[];
      readonly defaults: readonly string[];
    };
