/**
 * @file The experiment "learners": the same rows at every temperature, learned from by two classifiers. An optimum that
 * belongs to the rows is found by both; one that moves with the classifier belongs to it.
 *
 * The averaging network begins with a pre-trained encoder and sees meanings; logistic regression over hashed n-grams knows
 * nothing beforehand and sees exact words and spellings.
 */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import {
  baselines,
  learnedBy,
  rowsOf,
  TEMPERATURE_AXIS,
  tier,
  USUAL,
  type Design,
  type Experiment,
} from './plan';

const LABELS: Readonly<Record<string, string>> = {
  network: 'averaging network',
  linear: 'logistic regression',
};

function design(settings: StudySettings): Design {
  const arms = settings.series.flatMap((classifier) =>
    [
      ...settings.values.map((temperature) =>
        tier(settings, {
          id: `${classifier}-t${temperature}`,
          label: `temperature ${temperature}, ${LABELS[classifier]}`,
          value: temperature,
          series: classifier,
          generated: { ...rowsOf(settings), temperature, shared: `t${temperature}` },
        }),
      ),
      ...baselines(settings).map((arm) => ({
        ...arm,
        id: `${classifier}-${arm.id}`,
        label: `${arm.label}, ${LABELS[classifier]}`,
      })),
    ].map((arm) => learnedBy(classifier, arm)),
  );
  return {
    title: 'Diversity by temperature, for two classifiers',
    axis: { id: 'temperature', label: 'Temperature' },
    series: settings.series.map((id) => ({ id, label: LABELS[id]! })),
    arms,
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    learners: true;
  }
}

export const learners: Experiment = {
  ...USUAL,
  id: 'learners',
  group: 'variety',
  // Five, for what the linear classifier takes: seconds a run.
  axis: { ...TEMPERATURE_AXIS, defaults: [0.2, 0.5, 0.8, 1.3, 2.2] },
  series: {
    id: 'classifier',
    kind: 'choice',
    choices: ['network', 'linear'],
    defaults: ['network', 'linear'],
  },
  // Its curves are the classifiers.
  classifiers: ['network'],
  generators: generatorsThat(),
  defaults: { replicates: 3 },
  design,
};
