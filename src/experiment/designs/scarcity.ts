/**
 * @file The experiment "scarcity": temperature × how many labelled rows of each class the generator may see. Everything else
 * is the same on all curves: the few real rows that a training set holds besides, and the number of generated ones.
 *
 * The rows that a generator sees are those of the pool that a training set of as many real rows would have. So the few real
 * rows in training are always among them; where both are equally many, generator and classifier know the same rows and no
 * other, which is what "labels are scarce" means. `all`: the generator as other experiments have it.
 *
 * Real rows alone stand beside the curves: the few of the training sets, and as many as each generator has seen.
 */
import { generatorsThat } from '../../core/generators';
import type { Arm, StudySettings } from '../../core/study';
import {
  baselines,
  counted,
  rowsOf,
  TEMPERATURE_AXIS,
  tier,
  USUAL,
  type Design,
  type Experiment,
} from './plan';

/** Of a curve: labelled rows of each class that the generator sees; null for all there are. */
function rowsSeen(series: string): number | null {
  return series === 'all' ? null : Number(series);
}

function labelOf(series: string): string {
  const seen = rowsSeen(series);
  return seen === null ? 'all labelled rows seen' : `${counted(seen, 'labelled row')} seen`;
}

function design(settings: StudySettings): Design {
  const numbersSeen = settings.series.flatMap((series) => rowsSeen(series) ?? []);
  // A training set holds no real row that its generator has not seen, and equally many on all curves.
  const realRowsPerClass = Math.min(settings.realRowsPerClass, ...numbersSeen);
  const tiers = settings.series.flatMap((series) => {
    const seen = rowsSeen(series);
    return settings.values.map((temperature) =>
      tier(
        { realRowsPerClass },
        {
          id: `s${series}-t${temperature}`,
          label: `temperature ${temperature}, ${labelOf(series)}`,
          value: temperature,
          series,
          generated: {
            ...rowsOf(settings),
            temperature,
            ...(seen === null ? {} : { source: { kind: 'few-rows', rowsPerClass: seen } as const }),
          },
        },
      ),
    );
  });
  const alone = new Map<string, Arm>();
  for (const manyRealRowsPerClass of [realRowsPerClass, ...numbersSeen].sort((a, b) => a - b))
    for (const arm of baselines({ ...settings, realRowsPerClass, manyRealRowsPerClass }))
      alone.set(arm.id, arm);
  return {
    title: 'Diversity by temperature, where labels are scarce for the generator too',
    axis: { id: 'temperature', label: 'Temperature' },
    series: settings.series.map((id) => ({ id, label: labelOf(id) })),
    arms: [...tiers, ...alone.values()],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    scarcity: true;
  }
}

export const scarcity: Experiment = {
  ...USUAL,
  id: 'scarcity',
  group: 'variety',
  axis: { ...TEMPERATURE_AXIS, defaults: [0.2, 0.5, 1, 2.2] },
  series: {
    id: 'rowsSeen',
    kind: 'choice',
    choices: ['2', '4', '8', '16', '32', '64', '128', 'all'],
    defaults: ['8', '32', '128', 'all'],
  },
  generators: generatorsThat('fitting'),
  defaults: { replicates: 4 },
  budget: { steps: 200, rowsPerClass: 128 },
  hidden: ['real', 'manyReal'],
  analysis: { family: 'scarcity', isTurned: false },
  design,
};
