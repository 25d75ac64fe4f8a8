/** @file The trend and the turns of every curve of a study, as claims. */
import type { Estimate } from '../../core/run';
import type { Claim } from '../claims';
import { LEAST_REPLICATES } from '../level';
import { trendsOf, type CurveTrends, type Turn } from '../trends';
import { labelOf, pooledOver, type Facts } from './conclusion';

export interface TrendClaims {
  readonly trends: readonly Claim[];
  readonly invertedUs: readonly Claim[];
  readonly us: readonly Claim[];
}

/** One claim of each kind for each curve on which it can be looked for. */
export function trendClaims(facts: Facts): TrendClaims {
  const trends: Claim[] = [];
  const invertedUs: Claim[] = [];
  const us: Claim[] = [];
  for (const curve of facts.curves) {
    const found = trendsOf(curve.tiers, facts.correct, pooledOver(facts, curve.tiers));
    if (!found || found.whole.replicates < LEAST_REPLICATES) continue;
    const series = curve.series?.id ?? null;
    const said = { axis: facts.study.axis, curve: labelOf(curve) };
    const [first, last] = [found.first.value, found.last.value];
    trends.push({
      kind: found.whole.estimate.mean < 0 ? 'fall' : 'rise',
      series,
      estimate: found.whole.estimate,
      pValue: found.pValue,
      states: (pValue) => ({
        says: 'trend',
        ...said,
        first,
        last,
        change: found.whole.estimate,
        pValue,
      }),
    });
    for (const [kind, shape, list] of [
      ['inverted-u', found.invertedU, invertedUs],
      ['u', found.u, us],
    ] as const) {
      if (!shape) continue;
      list.push({
        kind,
        series,
        estimate: lesserChange(kind, found, shape),
        pValue: shape.pValue,
        states: (pValue) => ({
          says: 'turn',
          ...said,
          shape: kind,
          first,
          at: shape.at.value,
          last,
          before: shape.before.estimate,
          after: shape.after.estimate,
          pValue,
        }),
      });
    }
  }
  return { trends, invertedUs, us };
}

/** Of the two changes, the one for which there is less: the turn is no surer than it. Positive where it has the right sign. */
function lesserChange(kind: 'inverted-u' | 'u', _: CurveTrends, { before, after }: Turn): Estimate {
  const [rise, fall] = kind === 'inverted-u' ? [before, after] : [after, before];
  const turned = { mean: -fall.estimate.mean, low: -fall.estimate.high, high: -fall.estimate.low };
  return turned.mean < rise.estimate.mean ? turned : rise.estimate;
}
