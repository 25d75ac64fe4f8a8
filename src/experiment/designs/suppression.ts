/** @file The experiment "suppression of frequent words" (Chung et al. 2023), at several temperatures. */
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, tier, type Design } from './plan';

export function suppressionArms(settings: StudySettings): Design {
  const tiers = settings.series.flatMap((temperature) =>
    settings.values.map((strength) =>
      tier(settings, {
        id: `t${temperature}-s${strength}`,
        label: `temperature ${temperature}, suppression ${strength}`,
        value: strength,
        series: temperature,
        generated: { ...rowsOf(settings), temperature: Number(temperature), suppression: strength },
      }),
    ),
  );
  return {
    title: 'Diversity by suppression of frequent words',
    axis: { id: 'strength', label: 'Strength of suppression' },
    series: settings.series.map((id) => ({ id, label: `temperature ${id}` })),
    arms: [...tiers, ...baselines(settings)],
  };
}
