/**
 * @file The experiment "diversity tiers by near-duplicates" (Zhu et al. 2025): a share of the rows gives way to close
 * copies of the others, at fixed n. All arms start from the same rows, and a row that is replaced at one share is
 * replaced at every greater one.
 */
import { LabError, shown } from '../../core/errors';
import type { StudySettings } from '../../core/study';
import { baselines, percent, rowsOf, tier, type Design } from './plan';

export function nearDuplicateArms(settings: StudySettings): Design {
  const by = settings.variant === 'paraphrases' ? 'paraphrases' : 'copies';
  if (by === 'paraphrases' && settings.generator !== 'webllm') {
    throw new LabError(
      'bad-setting',
      `nearDuplicateArms: invalid variant: ${shown(by)} (wanted copies, with generator=${settings.generator}: only a language model can paraphrase) — use variant=copies, or choose a language model`,
    );
  }
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
