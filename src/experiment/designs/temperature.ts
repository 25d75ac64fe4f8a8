/** @file The experiment "diversity tiers by temperature": one arm per sampling temperature, and two baselines. */
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, tier, type Design } from './plan';

export function temperatureArms(settings: StudySettings): Design {
  const tiers = settings.values.map((temperature) =>
    tier(settings, {
      id: `t${temperature}`,
      label: `temperature ${temperature}`,
      value: temperature,
      generated: { ...rowsOf(settings), temperature },
    }),
  );
  return {
    title: 'Diversity by temperature',
    axis: { id: 'temperature', label: 'Temperature' },
    arms: [...tiers, ...baselines(settings)],
  };
}
