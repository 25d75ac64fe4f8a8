/** @file The curves of a study: its tiers by series, each in the order of the axis. */
import type { Arm, Study, StudySeries } from '../core/study';
import type { Tier } from './axis-tiers';

export interface Curve {
  /** Null where the study has one curve. */
  readonly series: StudySeries | null;
  /** Ascending by value; two tiers of one value stay in the order of the study. */
  readonly tiers: readonly Tier[];
}

/** What a study says of its curves; records of before there were several name no series. */
export type CurvedStudy = Pick<Study, 'arms'> & Partial<Pick<Study, 'series'>>;

/** In the order of the study's series; a series without tiers has an empty curve. Baselines belong to none. */
export function curvesOf({ arms, series }: CurvedStudy): Curve[] {
  const names: readonly (StudySeries | null)[] = series && series.length > 0 ? series : [null];
  return names.map((one) => ({
    series: one,
    tiers: arms.flatMap((arm) => (one === null || arm.series === one.id ? tierOf(arm) : [])).sort(byValue),
  }));
}

function tierOf({ id, value, kind }: Pick<Arm, 'id' | 'value' | 'kind'>): Tier[] {
  return kind === 'tier' && value !== null ? [{ id, value }] : [];
}

function byValue(a: Tier, b: Tier): number {
  return a.value - b.value;
}
