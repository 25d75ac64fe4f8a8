/** @file The study that settings make on a dataset, and what is measured in it. */
import type { MeasureInfo } from '../../core/measure';
import { MOST_ROWS_MEASURED, rowsMeasured } from '../../core/estimate';
import { registrationOf } from '../../core/design-lock';
import type { Study, StudySettings } from '../../core/study';
import { planOf } from '../designs';
import { hasSource, preTrainsEncoders } from './check-study';
import { judgedNoiseInfo } from './label-checks';
import { limitedTo, STUDY_MEASURES } from './measure-set';
import { labelNoiseInfo } from './deferred-label-noise';
import { ENCODER_MEASURES } from './encoder-measures';
import { realPerplexityInfo } from '../rows/real-perplexity';

/** What is measured of every set, of labels by an oracle, and of generators that were fitted for an arm. */
const ALL_MEASURES: readonly MeasureInfo[] = [
  ...STUDY_MEASURES,
  labelNoiseInfo,
  judgedNoiseInfo,
  realPerplexityInfo,
  ...ENCODER_MEASURES,
];

/** @param numClasses of the dataset: training steps that the settings leave open follow from it */
export function studyOf(settings: StudySettings, datasetId: string, numClasses?: number): Study {
  const { generator, model, arms, replicates, seed, training, ...about } = planOf(settings, numClasses);
  const measures = [
    ...STUDY_MEASURES.map(({ id }) => id),
    labelNoiseInfo.id,
    ...(hasSource(arms, 'self-consumption') ? [realPerplexityInfo.id] : []),
    ...(preTrainsEncoders({ arms }) ? ENCODER_MEASURES.map(({ id }) => id) : []),
  ];
  const registration = registrationOf(settings);
  return {
    ...about,
    datasetId,
    generator,
    model,
    arms,
    replicates,
    seed,
    training,
    measures,
    ...(registration ? { registration } : {}),
  };
}

/** The same study with the labels of its rows checked by the language model that writes them. */
export function withLabelChecks(study: Study): Study {
  return { ...study, measures: [...study.measures, judgedNoiseInfo.id] };
}

/** What is measured in a study, with the limits that its numbers of rows bring. */
export function measuresOf(study: Pick<Study, 'measures' | 'arms'>): MeasureInfo[] {
  const isCut = study.arms.some(
    (arm) => rowsMeasured(study, arm) < (arm.recipe.generated?.rowsPerClass ?? 0),
  );
  const ofSets = new Set(STUDY_MEASURES);
  return ALL_MEASURES.filter(({ id }) => study.measures.includes(id)).map((info) =>
    isCut && ofSets.has(info) ? limitedTo({ rowsPerClass: MOST_ROWS_MEASURED }, info) : info,
  );
}
