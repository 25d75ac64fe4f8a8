/** @file What a study needs and this place does not have is said before anything runs. */
import { LabError, shown } from '../../core/errors';
import type { Dataset } from '../../core/example';
import { GENERATORS, generatorsThat } from '../../core/generators';
import type { PreTrainer } from '../../core/ports';
import type { Arm, RowEdit, RowSource, Study } from '../../core/study';
import { noOutside } from '../rows/row-edits';
import type { StudyPorts } from './study-ports';

type CheckedPorts = Pick<StudyPorts, 'dataset' | 'generator' | 'fitter'> &
  Partial<Pick<StudyPorts, 'preTrainer'>>;

/** @throws LabError where an arm asks for what there is not */
export function checkStudy(study: Study, { dataset, generator, fitter, preTrainer }: CheckedPorts): void {
  checkPool(study, dataset);
  if (generator.id !== study.generator) {
    throw new LabError(
      'bad-setting',
      `runStudy: unknown generator: ${shown(study.generator)} (wanted ${generator.id}, which is the one that is here) — choose another generator`,
    );
  }
  if (hasEdit(study.arms, 'other-topics') && (dataset.outside ?? []).length === 0) throw noOutside();
  const takesTopics = GENERATORS[study.generator].can.includes('named-topics');
  if (hasSource(study.arms, 'self-consumption') && !fitter) throw cannotFit(study);
  if (hasSource(study.arms, 'few-rows') && !fitter) throw cannotFit(study);
  if (hasSource(study.arms, 'topics') && !fitter && !takesTopics) throw cannotFit(study);
  if (preTrainsEncoders(study) && !preTrainer) throw noPreTrainer('runStudy', study);
}

/** Whether the study pre-trains the encoders of its classifiers. */
export function preTrainsEncoders({ arms }: Pick<Study, 'arms'>): boolean {
  return arms.some(({ recipe }) => recipe.preTraining !== undefined);
}

/** What pre-trains the encoders of this study; null where all use the one that the site ships. */
export function preTrainerOf(
  study: Study,
  { preTrainer }: Pick<StudyPorts, 'preTrainer'>,
): PreTrainer | null {
  return preTrainsEncoders(study) ? preTrainer : null;
}

export function noPreTrainer(place: string, { experiment }: Study): LabError {
  return new LabError(
    'bad-setting',
    `${place}: invalid experiment: ${shown(experiment)} (wanted one whose classifiers have the body that the site ships) — choose another experiment`,
  );
}

export function hasEdit(arms: readonly Arm[], kind: RowEdit['kind']): boolean {
  return arms.some(({ recipe }) => recipe.generated?.edits?.some((edit) => edit.kind === kind));
}

export function hasSource(arms: readonly Arm[], kind: RowSource['kind']): boolean {
  return arms.some(({ recipe }) => recipe.generated?.source?.kind === kind);
}

function cannotFit({ generator, experiment }: Study): LabError {
  const others = generatorsThat('fitting').filter((one) => one !== generator);
  return new LabError(
    'bad-setting',
    `runStudy: invalid generator: ${shown(generator)} (wanted one that can be fitted to other texts, for the experiment ${experiment}) — use generator=${others.join(' or ')}`,
  );
}

function checkPool(study: Study, dataset: Dataset): void {
  const wanted = Math.max(
    ...study.arms.map(({ recipe: { realRowsPerClass, generated } }) => {
      const source = generated?.source;
      return Math.max(realRowsPerClass, source?.kind === 'few-rows' ? source.rowsPerClass : 0);
    }),
  );
  const least = Math.min(...dataset.splits.pool.map((texts) => texts.length));
  if (wanted > least) {
    throw new LabError(
      'bad-setting',
      `runStudy: invalid real rows per class: ${shown(wanted)} (wanted at most ${least}, which is what the smallest class has) — ask for fewer`,
    );
  }
}
