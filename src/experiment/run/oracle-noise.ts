/** @file How many labels of generated rows are wrong, by an oracle. */
import type { Example } from '../../core/example';
import type { MeasureInfo, MeasureValues } from '../../core/measure';
import type { LabelOracle } from '../../core/ports';
import { labelNoiseOfShares } from '../../generation/llm/label-noise';

export const labelNoiseInfo: MeasureInfo = {
  id: 'labelNoise',
  label: 'label noise (oracle)',
  unit: 'share of labels',
  range: [0, 1],
  cost: 'O(nL)',
  source:
    'Chung et al. 2023, arXiv 2306.04140; corrected for the oracle’s own mistakes by Rogan and Gladen 1978',
};

/** Label noise of a set of rows; none where the oracle is no better than chance. */
export function oracleNoise(
  rows: readonly Example[],
  oracle: LabelOracle,
  numClasses: number,
): MeasureValues {
  const labels = oracle.labelsOf(rows.map(({ text }) => text));
  const disputed = rows.filter(({ label }, i) => label !== labels[i]).length / rows.length;
  const noise = labelNoiseOfShares(disputed, oracle.disputedOfReal, numClasses);
  return noise === null ? {} : { [labelNoiseInfo.id]: Math.min(1, Math.max(0, noise)) };
}
