/**
 * @file The experiment "distribution shift" (Zhu et al. 2025): the same rows as they are, and moved away from real text
 * in three ways, at several temperatures; so that variety and distance from real text vary apart. A share of each class's
 * rows gives way to text about other things written as daringly, or gets a wrong label, or has its words shuffled.
 */
import { generatorsThat } from '../../core/generators';
import type { RowEdit, StudySettings } from '../../core/study';
import { baselines, rowsOf, TEMPERATURE_AXIS, tier, USUAL, type Design, type Experiment } from './plan';

/** Share of the rows that are moved. */
const SHARE = 0.4;

const SHIFTS: Readonly<Record<string, { readonly label: string; readonly edits: readonly RowEdit[] }>> = {
  none: { label: 'as written', edits: [] },
  'other-topics': { label: 'other topics', edits: [{ kind: 'other-topics', share: SHARE }] },
  'label-noise': { label: 'wrong labels', edits: [{ kind: 'label-noise', share: SHARE }] },
  'shuffled-words': { label: 'shuffled words', edits: [{ kind: 'shuffled-words', share: SHARE }] },
};

function design(settings: StudySettings): Design {
  const tiers = settings.series.flatMap((series) =>
    settings.values.map((temperature) => {
      const { label, edits } = SHIFTS[series]!;
      return tier(settings, {
        id: `${series}-t${temperature}`,
        label: `${label}, temperature ${temperature}`,
        value: temperature,
        series,
        generated: { ...rowsOf(settings), temperature, edits, shared: `t${temperature}` },
      });
    }),
  );
  return {
    title: 'Diversity with and without shift',
    axis: { id: 'temperature', label: 'Temperature' },
    series: settings.series.map((id) => ({ id, label: SHIFTS[id]!.label })),
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    shift: true;
  }
}

export const shift: Experiment = {
  ...USUAL,
  id: 'shift',
  group: 'harm',
  axis: { ...TEMPERATURE_AXIS, defaults: [0.5, 0.8, 1.1, 1.5] },
  series: {
    id: 'shift',
    kind: 'choice',
    choices: ['none', 'other-topics', 'label-noise', 'shuffled-words'],
    defaults: ['none', 'other-topics', 'label-noise', 'shuffled-words'],
  },
  generators: generatorsThat('fitting'),
  defaults: { replicates: 4 },
  analysis: { family: 'shift', isTurned: false },
  design,
};
