/** @file The experiment "diversity tiers by temperature": one arm per sampling temperature, and two baselines. */
import type { Arm, Study, StudySettings } from '../core/study';
import { MEASURE_IDS } from './measure-set';

export function temperatureStudy(settings: StudySettings, datasetId: string): Study {
  const { values, rowsPerClass, realRowsPerClass, manyRealRowsPerClass, replicates, seed, generator, model } =
    settings;
  const tiers = values.map((temperature): Arm => ({
    id: `t${temperature}`,
    label: `temperature ${temperature}`,
    value: temperature,
    kind: 'tier',
    recipe: { generated: { rowsPerClass, temperature, topP: 1 }, realRowsPerClass },
  }));
  // Without real rows there is nothing to train the first baseline on, so it is left out.
  const baselineRows = [...new Set([realRowsPerClass, manyRealRowsPerClass])].filter((rows) => rows > 0);
  const baselines = baselineRows.map((rows): Arm => ({
    id: `real${rows}`,
    label: `${rows} real ${rows === 1 ? 'row' : 'rows'} a class${rows === realRowsPerClass ? ' only' : ''}`,
    value: null,
    kind: 'baseline',
    recipe: { generated: null, realRowsPerClass: rows },
  }));
  return {
    experiment: 'temperature',
    title: 'Diversity by temperature',
    axis: { id: 'temperature', label: 'Temperature' },
    datasetId,
    generator,
    model,
    arms: [...tiers, ...baselines],
    replicates,
    seed,
    training: settings.training,
    measures: MEASURE_IDS,
  };
}
