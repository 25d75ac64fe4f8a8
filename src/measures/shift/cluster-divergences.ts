/** @file Divergences of two histograms over common clusters: Kullback and Leibler's, Jensen and Shannon's. */
import { LabError, shown } from '../../core/errors';
import type { Measure } from '../measure';
import { histogramsOf } from './quantise';

const cost = 'O(n²d), n/10 clusters';

export const missedDivergenceMeasure: Measure = {
  info: {
    id: 'missedDivergence',
    label: 'KL(real ‖ generated)',
    unit: 'bits',
    range: [0, null],
    closerWhen: 'lower',
    cost,
    source: 'Kullback & Leibler 1951; cluster histograms smoothed by Krichevsky & Trofimov 1981',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: 'Σ p log₂(p/q)',
  reads: 'compared embeddings',
  take: (context) => {
    const { p, q } = context.once(histogramsOf);
    return klDivergence(p, q);
  },
};

export const strayDivergenceMeasure: Measure = {
  info: {
    id: 'strayDivergence',
    label: 'KL(generated ‖ real)',
    unit: 'bits',
    range: [0, null],
    closerWhen: 'lower',
    cost,
    source: 'Kullback & Leibler 1951; cluster histograms smoothed by Krichevsky & Trofimov 1981',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: 'Σ q log₂(q/p)',
  reads: 'compared embeddings',
  take: (context) => {
    const { p, q } = context.once(histogramsOf);
    return klDivergence(q, p);
  },
};

export const jensenShannonMeasure: Measure = {
  info: {
    id: 'jensenShannon',
    label: 'Jensen–Shannon divergence',
    unit: 'bits',
    range: [0, 1],
    closerWhen: 'lower',
    cost,
    source: 'Lin 1991, IEEE Transactions on Information Theory 37(1); smoothed cluster histograms',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: '½ KL(P‖M) + ½ KL(Q‖M), M = ½(P + Q)',
  reads: 'compared embeddings',
  take: (context) => {
    const { p, q } = context.once(histogramsOf);
    return jensenShannonDivergence(p, q);
  },
};

/** Added to the count of every cluster (Krichevsky & Trofimov 1981), so that no cluster is impossible. */
const SMOOTHING = 0.5;

const WAY_OUT = 'count the rows of both sets in the same clusters';

/** Two histograms over the same clusters, each as shares that sum to 1. */
interface Shares {
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/**
 * Counts, or shares, as shares.
 * @param smoothing added to every count first
 * @throws LabError `bad-dataset` where the histograms differ in length, or one is empty or not a histogram
 */
export function sharesOf(
  place: string,
  real: ArrayLike<number>,
  generated: ArrayLike<number>,
  smoothing: number = 0,
): Shares {
  if (real.length !== generated.length) {
    throw new LabError(
      'bad-dataset',
      `${place}: invalid length of the generated histogram: ${shown(generated.length)} (wanted ${real.length}) — ${WAY_OUT}`,
    );
  }
  return {
    p: normalised(place, 'real', real, smoothing),
    q: normalised(place, 'generated', generated, smoothing),
  };
}

function normalised(place: string, name: string, counts: ArrayLike<number>, smoothing: number): Float64Array {
  const smoothed = Float64Array.from(counts, (count) => count + smoothing);
  const wrong = Array.from(counts).find((count) => !(count >= 0 && count < Infinity));
  if (wrong !== undefined)
    throw new LabError(
      'bad-dataset',
      `${place}: invalid count of the ${name} histogram: ${shown(wrong)} (wanted 0 or more) — ${WAY_OUT}`,
    );
  if (!Array.from(counts).some((count) => count > 0)) {
    throw new LabError(
      'bad-dataset',
      `${place}: missing rows of the ${name} histogram: 0 (wanted one row or more) — ${WAY_OUT}`,
    );
  }
  const total = smoothed.reduce((sum, value) => sum + value, 0);
  return smoothed.map((value) => value / total);
}

/**
 * KL(P‖Q) = Σ p log₂(p/q) of the histograms, each count raised by `smoothing`. From 0 = equal; it grows with every
 * cluster of P's rows that Q hardly has. Not symmetric: real first, it is large where the generated set misses real
 * text; generated first, where it strays from it. Without smoothing it is Infinity where Q has none of P's rows.
 * @param first (k) rows of each cluster; not all 0
 * @param second (k) the same of the other set
 * @throws LabError `bad-dataset` where the histograms differ in length, or one is empty or not a histogram
 */
export function klDivergence(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  smoothing: number = SMOOTHING,
): number {
  const { p, q } = sharesOf('klDivergence', first, second, smoothing);
  return Math.max(0, relativeEntropy(p, q));
}

/**
 * JS = ½ KL(P‖M) + ½ KL(Q‖M) with M = ½(P + Q), each count raised by `smoothing`. In [0, 1] bits: 0 = equal, 1 = no
 * cluster holds rows of both, which smoothing never quite allows. Symmetric.
 * @param first (k) rows of each cluster; not all 0
 * @param second (k) the same of the other set
 * @throws LabError as `klDivergence`
 */
export function jensenShannonDivergence(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  smoothing: number = SMOOTHING,
): number {
  const { p, q } = sharesOf('jensenShannonDivergence', first, second, smoothing);
  const middle = p.map((share, i) => (share + q[i]!) / 2);
  return Math.min(1, Math.max(0, (relativeEntropy(p, middle) + relativeEntropy(q, middle)) / 2));
}

function relativeEntropy(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum += p[i]! * Math.log2(p[i]! / q[i]!);
  return sum;
}
