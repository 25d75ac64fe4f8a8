/**
 * @file The experiment "self-consumption": a generator fitted to real text writes rows, the next one is fitted to those,
 * and so on (Shumailov et al. 2024), in three forms. Each arm learns from the rows of one generation; generation 0 is
 * written by the generator that was fitted to real text.
 */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, SHARE_AXIS, tier, USUAL, type Design, type Experiment } from './plan';

type Form = 'replace' | 'accumulate' | 'fresh';

const LABELS: Readonly<Record<Form, string>> = {
  replace: 'its last output only',
  accumulate: 'all output and the real text',
  fresh: 'its last output and some fresh real text',
};

function design(settings: StudySettings): Design {
  const forms = settings.series as readonly Form[];
  const tiers = forms.flatMap((form) =>
    settings.values.map((generation) =>
      tier(settings, {
        id: `${form}-g${generation}`,
        label: `generation ${generation}, fitted to ${LABELS[form]}`,
        value: generation,
        series: form,
        generated: { ...rowsOf(settings), source: { kind: 'self-consumption', generation, form } },
      }),
    ),
  );
  return {
    title: 'Fitted to its own output',
    axis: { id: 'generation', label: 'Generation' },
    series: forms.map((id) => ({ id, label: LABELS[id] })),
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    'self-consumption': true;
  }
}

export const selfConsumption: Experiment = {
  ...USUAL,
  id: 'self-consumption',
  group: 'harm',
  axis: {
    ...SHARE_AXIS,
    id: 'generation',
    greatest: 50,
    whole: true,
    defaults: [0, 1, 2, 5, 10, 20, 50],
    spacing: 'log1p',
    fitScale: 'log1p',
  },
  series: {
    id: 'form',
    kind: 'choice',
    choices: ['replace', 'accumulate', 'fresh'],
    defaults: ['replace', 'accumulate', 'fresh'],
  },
  generators: generatorsThat('fitting'),
  defaults: { temperature: 1, replicates: 3 },
  analysis: { family: 'self-consumption', isTurned: false },
  design,
};
