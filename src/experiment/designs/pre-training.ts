/**
 * @file The experiment "pre-training × fine-tuning" (Chen et al. 2024): the classifier's body is pre-trained on text of
 * low, moderate or high variety, and fine-tuned on rows of several temperatures. Rows are shared between the curves.
 */
import type { Arm, StudySettings } from '../../core/study';
import { rowsOf, type Design } from './plan';

export function preTrainingArms(settings: StudySettings): Design {
  const arms = settings.series.flatMap((preTraining) =>
    settings.values.map((temperature): Arm => ({
      id: `${preTraining}-t${temperature}`,
      label: `pre-trained on text of ${preTraining} variety, temperature ${temperature}`,
      value: temperature,
      kind: 'tier',
      series: preTraining,
      recipe: {
        generated: { ...rowsOf(settings), temperature, shared: `t${temperature}` },
        realRowsPerClass: settings.realRowsPerClass,
        preTraining,
      },
    })),
  );
  return {
    title: 'Pre-training and fine-tuning',
    axis: { id: 'temperature', label: 'Temperature of the fine-tuning rows' },
    series: settings.series.map((id) => ({ id, label: `pre-trained on text of ${id} variety` })),
    arms,
  };
}
