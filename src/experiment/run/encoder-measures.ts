/** @file What is measured of an encoder before it is fine-tuned, and of the text that it was pre-trained on. */
import {
  HELD_OUT_PERPLEXITY,
  PRE_TRAINING_PREFIX,
  PROBE_ACCURACY,
  SCORE_AND_BASELINES,
} from '../../analysis/roles';
import { MOST_ROWS_MEASURED } from '../../core/estimate';
import type { MeasureInfo } from '../../core/measure';
import { STUDY_MEASURES, type SetMeasures } from './measure-set';

const SOURCE = 'Chen et al. 2024, arXiv 2410.15226';

const heldOutPerplexityInfo: MeasureInfo = {
  id: HELD_OUT_PERPLEXITY.id,
  label: 'perplexity of held-out text after pre-training',
  unit: 'effective choices per piece of a word',
  range: [1, null],
  cost: 'O(nL) steps of the body',
  source: 'exp of the mean cross-entropy of the validation texts, over all pieces and ends',
};

const probeAccuracyInfo: MeasureInfo = {
  id: PROBE_ACCURACY.id,
  label: 'probe accuracy after pre-training',
  unit: 'share of test rows',
  range: [0, 1],
  cost: 'O(nL) steps of the body',
  source: 'Alain and Bengio 2016, arXiv 1610.01644; a linear classifier over the mean of the hidden states',
};

/** The score of Chen et al. and its baselines, as far as the lab takes them of every set. */
const ofText = STUDY_MEASURES.filter(({ id }) => SCORE_AND_BASELINES.some((role) => role.id === id));

/** They describe the pre-training text, not the rows of an arm, so they are neither of diversity nor of shift. */
const textInfos = ofText.map(({ id, label, unit, range, cost, source, limits }): MeasureInfo => {
  const about = `${label} of the pre-training text`;
  return {
    id: PRE_TRAINING_PREFIX + id,
    label: about,
    unit,
    range,
    cost,
    source: `${source}; as in ${SOURCE}`,
    limits: { rowsPerClass: MOST_ROWS_MEASURED, ...limits },
  };
});

export const ENCODER_MEASURES: readonly MeasureInfo[] = [
  heldOutPerplexityInfo,
  probeAccuracyInfo,
  ...textInfos,
];

/** Of all measures of a corpus, those that the study keeps, under their own ids. */
export function ofCorpus({ values, rowsUsed }: SetMeasures): SetMeasures {
  return { values: keptOf(values), rowsUsed: keptOf(rowsUsed) };
}

function keptOf(byId: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const found = ofText.flatMap(({ id }): [string, number][] =>
    byId[id] === undefined ? [] : [[PRE_TRAINING_PREFIX + id, byId[id]]],
  );
  return Object.fromEntries(found);
}
