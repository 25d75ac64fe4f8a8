/**
 * @file The experiment "diversity tiers by near-duplicates" (Zhu et al. 2025): a share of the rows gives way to close
 * copies of the others, at fixed n. All arms start from the same rows, and a row that is replaced at one share is
 * replaced at every greater one.
 */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { baselines, percent, rowsOf, SHARE_AXIS, tier, USUAL, type Design, type Experiment } from './plan';

function design(settings: StudySettings): Design {
  const by = settings.variant === 'paraphrases' ? 'paraphrases' : 'copies';
  const tiers = settings.values.map((share) =>
    tier(settings, {
      id: `r${share}`,
      label: `${percent(share)} near-duplicates`,
      value: share,
      generated: {
        ...rowsOf(settings),
        edits: [{ kind: 'near-duplicates', share, by }],
        shared: 'rows',
      },
    }),
  );
  return {
    title: 'Diversity by near-duplicates',
    axis: { id: 'share', label: 'Share of near-duplicates' },
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    'near-duplicates': true;
  }
}

export const nearDuplicates: Experiment = {
  ...USUAL,
  id: 'near-duplicates',
  group: 'zhu',
  axis: { ...SHARE_AXIS, defaults: [0, 0.25, 0.5, 0.75, 0.95] },
  variants: ['copies', 'paraphrases'],
  variantNeeds: { paraphrases: 'paraphrases' },
  generators: generatorsThat(),
  defaults: { temperature: 0.8 },
  analysis: { family: 'tiers', isTurned: true },
  design,
};
