/** @file MAUVE and the frontier integral: the trade-off between the two ways in which a set can be wrong. */
import type { Measure } from '../measure';
import { histogramsOf } from './quantise';
import { sharesOf } from './cluster-divergences';

export const mauveMeasure: Measure = {
  info: {
    id: 'mauve',
    label: 'MAUVE',
    unit: 'score',
    range: [0, 1],
    closerWhen: 'higher',
    cost: 'O(n²d), n/10 clusters',
    source: 'Pillutla et al. 2021, arXiv 2102.01454; 2023, JMLR 24(356)',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: 'area under (exp(−5 KL(Q‖R)), exp(−5 KL(P‖R))), R = wP + (1 − w)Q',
  reads: 'compared embeddings',
  take: (context) => {
    const { p, q } = context.once(histogramsOf);
    return mauve(p, q);
  },
};

export const frontierIntegralMeasure: Measure = {
  info: {
    id: 'frontierIntegral',
    label: 'frontier integral',
    unit: 'ratio',
    range: [0, 1],
    closerWhen: 'lower',
    cost: 'O(n²d), n/10 clusters',
    source: 'Liu et al. 2021, arXiv 2106.07898; Pillutla et al. 2023, JMLR 24(356)',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: '2 ∫ over w of w KL(P‖R) + (1 − w) KL(Q‖R), R = wP + (1 − w)Q',
  reads: 'compared embeddings',
  take: (context) => {
    const { p, q } = context.once(histogramsOf);
    return frontierIntegral(p, q);
  },
};

/** The paper's c: how fast a divergence turns into distance. */
const SCALE = 5;
/** Mixture weights of the divergence curve run from this to one less this. */
const LEAST_WEIGHT = 1e-6;
const NUM_WEIGHTS = 25;

/**
 * The area under the divergence curve of two histograms P (real) and Q (generated):
 *
 *   R = wP + (1 − w)Q for 25 weights w,  x = exp(−5 KL(Q‖R)),  y = exp(−5 KL(P‖R)),  from (1, 0) to (0, 1)
 *
 * In (0, 1]: 1 where the histograms are equal, about 0.004 where no cluster holds rows of both. Symmetric. It rises
 * with fewer rows a cluster has and falls with more clusters: it ranks sets of equal size against one real set, and
 * is no absolute score.
 * @param real (k) rows of each cluster, or their shares; not all 0
 * @param generated (k) the same of the generated set
 * @throws LabError `bad-dataset` where the histograms differ in length, or one is empty or not a histogram
 */
export function mauve(real: ArrayLike<number>, generated: ArrayLike<number>): number {
  const { p, q } = sharesOf('mauve', real, generated);
  // The curve falls in x and rises in y as w grows, so its points are in order as they come, ties too; and the area
  // under a curve that only falls is the same seen from either axis.
  let x = 1;
  let y = 0;
  let area = 0;
  const goTo = (nextX: number, nextY: number): void => {
    area += ((x - nextX) * (y + nextY)) / 2;
    x = nextX;
    y = nextY;
  };
  for (let i = 0; i < NUM_WEIGHTS; i++) {
    const w = LEAST_WEIGHT + ((1 - 2 * LEAST_WEIGHT) * i) / (NUM_WEIGHTS - 1);
    goTo(
      Math.exp(-SCALE * divergenceFromMixture(q, p, w)),
      Math.exp(-SCALE * divergenceFromMixture(p, q, 1 - w)),
    );
  }
  goTo(0, 1);
  return Math.min(1, Math.max(0, area));
}

/** KL(from ‖ share·other + (1 − share)·from), in nats; never below 0. */
function divergenceFromMixture(from: Float64Array, other: Float64Array, share: number): number {
  let sum = 0;
  for (let i = 0; i < from.length; i++) {
    if (from[i]! > 0) sum += from[i]! * Math.log(from[i]! / (share * other[i]! + (1 - share) * from[i]!));
  }
  return Math.max(0, sum);
}

/**
 * The mean of both divergences along the whole curve, each weight counted alike:
 *
 *   FI = 2 ∫ over w from 0 to 1 of w KL(P‖R) + (1 − w) KL(Q‖R),  R = wP + (1 − w)Q
 *      = Σ over clusters of (s/2) (1 − (1 − u²) artanh(u)/u),  s = p + q, u = (p − q)/s
 *
 * In [0, 1]: 0 where the histograms are equal, 1 where no cluster holds rows of both. Symmetric.
 * @param real (k) rows of each cluster, or their shares; not all 0
 * @param generated (k) the same of the generated set
 * @throws LabError as `mauve`
 */
export function frontierIntegral(real: ArrayLike<number>, generated: ArrayLike<number>): number {
  const { p, q } = sharesOf('frontierIntegral', real, generated);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const s = p[i]! + q[i]!;
    if (s > 0) sum += (s / 2) * (1 - agreement((p[i]! - q[i]!) / s));
  }
  return Math.min(1, Math.max(0, sum));
}

/** (1 − u²) artanh(u) / u: 1 at u = 0, 0 at u = ±1; its series 1 − 2u²/3 − 2u⁴/15 − … where u is small. */
function agreement(u: number): number {
  const square = u * u;
  if (square === 1) return 0;
  if (square < 1e-6) return 1 - (2 * square) / 3 - (2 * square * square) / 15;
  return ((1 - square) * Math.atanh(u)) / u;
}
