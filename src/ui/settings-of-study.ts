/** @file Back from a study to the settings that make it: a record holds the one and not the other. */
import { EXPERIMENTS } from '../experiment/designs';
import { defaultSettings } from '../experiment/settings';
import type { Study, StudySettings } from '../core/study';
import { planOf } from '../experiment/designs';
import { samplingFields } from './settings-fields';

/** Null where no settings make just these arms, as of a study that another version designed. */
export function settingsOfStudy(study: Study): StudySettings | null {
  const settings = guess(study);
  try {
    return JSON.stringify(planOf(settings).arms) === JSON.stringify(study.arms) ? settings : null;
  } catch {
    return null;
  }
}

function guess(study: Study): StudySettings {
  const { experiment, arms, generator, model, replicates, seed, training } = study;
  const usual = defaultSettings(experiment);
  const tiers = arms.filter(({ kind }) => kind === 'tier');
  const baselines = arms
    .filter(({ kind }) => kind === 'baseline')
    .map(({ recipe }) => recipe.realRowsPerClass);
  const isLinear = experiment !== 'learners' && tiers.some(({ recipe }) => recipe.classifier === 'linear');
  const written = tiers.flatMap(({ recipe }) => recipe.generated ?? [])[0];
  const fields = samplingFields(EXPERIMENTS[experiment]);
  const real = tiers[0]?.recipe.realRowsPerClass ?? usual.realRowsPerClass;
  return {
    ...usual,
    data: study.datasetId,
    variant: study.variant ?? null,
    generator,
    model,
    values: [...new Set(tiers.flatMap(({ value }) => value ?? []))].sort((a, b) => a - b),
    series: (study.series ?? []).map(({ id }) => id),
    temperature: (fields.includes('temperature') ? written?.temperature : undefined) ?? usual.temperature,
    topP: (fields.includes('topP') ? written?.topP : undefined) ?? usual.topP,
    rowsPerClass: written?.rowsPerClass ?? usual.rowsPerClass,
    realRowsPerClass: real,
    manyRealRowsPerClass: baselines.find((rows) => rows !== real) ?? real,
    replicates,
    seed,
    classifier: isLinear ? 'linear' : usual.classifier,
    training,
  };
}
