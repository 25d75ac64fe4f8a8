/** @file How a panel takes its measures: one after another, a measure that cannot be taken said to be missing, and why. */
import { breathe } from '../../core/breathe';
import { LabError } from '../../core/errors';
import type { MeasureInfo, MeasureValues } from '../../core/measure';
import { stream, type SeedPart } from '../../core/random';
import { jackknifeIntervals, NUM_GROUPS, type Interval } from './jackknife-interval';

export interface PanelResult {
  /** Finite numbers only, by measure id. */
  readonly values: MeasureValues;
  /** 95 % intervals, where they were asked for and could be had. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** What a reader of a value must know: that it stands for a sample, or at other settings than asked for. */
  readonly notes: Readonly<Record<string, string>>;
  /** Why a measure of the panel has no value, by its id. */
  readonly missing: Readonly<Record<string, string>>;
}

export interface PanelRunOptions {
  /** Whether to take 95 % intervals too: 20 times the work (see `jackknife-interval.ts`). Default false. */
  readonly intervals?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Measurement {
  readonly info: MeasureInfo;
  readonly take: () => Measured | Promise<Measured>;
}

type Measured = number | { readonly value: number; readonly note: string | null };

/**
 * Takes a panel of measures of a set, and again of parts of it where intervals are wanted.
 * @param measurementsOf the measures of the whole set (`rows` null) or of some of its texts; random ones draw from
 *   streams named by `seed`
 */
export async function runPanel(
  numTexts: number,
  measurementsOf: (rows: readonly number[] | null, seed: readonly SeedPart[]) => readonly Measurement[],
  seed: readonly SeedPart[],
  { intervals: wantsIntervals = false, signal }: PanelRunOptions = {},
): Promise<PanelResult> {
  const whole = measurementsOf(null, seed);
  const { values, notes, missing } = await takeAll(whole, signal, true);
  let intervals: Record<string, Interval> = {};
  if (wantsIntervals && numTexts >= NUM_GROUPS) {
    const ranges = Object.fromEntries(whole.map(({ info }) => [info.id, info.range]));
    const measureSome = async (rows: readonly number[], group: number): Promise<MeasureValues> => {
      await breathe();
      const some = await takeAll(measurementsOf(rows, [...seed, 'without', group]), signal, false);
      return some.values;
    };
    const rng = stream(...seed, 'groups');
    intervals = await jackknifeIntervals(numTexts, values, measureSome, rng, { ranges, signal });
  }
  return { values, intervals, notes, missing };
}

/** A measure that finds fault with the data is missing; one that finds fault with a setting stops the panel. */
async function takeAll(
  measurements: readonly Measurement[],
  signal: AbortSignal | undefined,
  breathes: boolean,
): Promise<Omit<PanelResult, 'intervals'>> {
  const values: Record<string, number> = {};
  const notes: Record<string, string> = {};
  const missing: Record<string, string> = {};
  for (const { info, take } of measurements) {
    signal?.throwIfAborted();
    try {
      const measured = await take();
      const { value, note } = typeof measured === 'number' ? { value: measured, note: null } : measured;
      if (Number.isFinite(value)) values[info.id] = value;
      else missing[info.id] = `${info.id}: invalid value: ${value}`;
      if (note !== null) notes[info.id] = note;
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'bad-dataset') throw error;
      missing[info.id] = error.message;
    }
    if (breathes) await breathe();
  }
  return { values, notes, missing };
}
