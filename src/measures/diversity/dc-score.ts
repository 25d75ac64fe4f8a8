/** @file DCScore: how surely each text would be recognised among the others. */
import { needAtLeast, needPositive, type Measure } from '../measure';
import { unitRows, type Embeddings } from './unit-rows';

/** The temperature of the panel. The paper's 1 is of no use with cosines: see `dcScore`. */
export const DC_TAU = 0.1;

export const dcScoreMeasure: Measure = {
  info: {
    id: 'dcScore',
    label: `DCScore (τ = ${DC_TAU})`,
    unit: 'effective texts',
    range: [1, null],
    moreDiverseWhen: 'higher',
    cost: 'O(n²d), O(n) memory',
    source: `Zhu et al. 2025, arXiv 2502.08512; cosine kernel, τ = ${DC_TAU}`,
  },
  needs: ['embeddings'],
  formula: 'Σᵢ exp(Kᵢᵢ / τ) / Σⱼ exp(Kᵢⱼ / τ), K the cosines',
  reads: 'sampled texts',
  take: ({ sampled, settings: { tau } }) => ({
    value: dcScore(sampled, sampled.d, tau),
    note: tau === DC_TAU ? null : `at τ = ${tau}`,
  }),
};

/**
 * Σᵢ exp(Kᵢᵢ / τ) / Σⱼ exp(Kᵢⱼ / τ), the trace of the row-wise softmax of the cosine kernel K: the sum over texts of the
 * probability that a text is classified as itself. In [1, n]: 1 where all rows are the same, n where they differ and τ
 * is small. **τ decides what counts as different**: at the paper's τ = 1, n rows at right angles come to
 * n·e / (e + n − 1), which stays below e = 2.72 however many they are. Compare only values of the same τ.
 * The rows of K are streamed; its symmetry is used, so that each cosine is computed once. All-zero rows are left out.
 * @param embeddings (n, d) row-major
 * @throws LabError `bad-setting` where τ is not above 0; `bad-dataset` where no row is left, or a value is not finite
 */
export function dcScore(embeddings: Embeddings, d: number, tau: number = DC_TAU): number {
  needPositive(tau, 'dcScore', 'temperature τ');
  const rows = unitRows(embeddings, d, 'dcScore');
  const { n } = rows;
  needAtLeast(1, n, 'dcScore', 'rows');
  // exp((Kᵢⱼ − 1) / τ): the diagonal is then 1, and no temperature can make it overflow.
  const denominators = new Float64Array(n).fill(1);
  const cosines = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    rows.cosinesOf(i, i + 1, cosines);
    let sum = 0;
    for (let j = i + 1; j < n; j++) {
      const weight = Math.exp((Math.min(1, cosines[j]!) - 1) / tau);
      sum += weight;
      denominators[j]! += weight;
    }
    denominators[i]! += sum;
  }
  return denominators.reduce((sum, denominator) => sum + 1 / denominator, 0);
}
