import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/core/settings';
import { MEASURES } from '../../src/experiment/measure-set';
import { studyOf } from '../../src/experiment/study-of';

test('the default study has six tiers, two baselines and five replicates', () => {
  const study = studyOf(DEFAULT_SETTINGS, 'what-kind');
  expect(study.arms.map((arm) => `${arm.kind} ${arm.label}`)).toEqual([
    'tier temperature 0.2',
    'tier temperature 0.5',
    'tier temperature 0.8',
    'tier temperature 1.1',
    'tier temperature 1.5',
    'tier temperature 2.2',
    'baseline 8 real rows a class only',
    'baseline 100 real rows a class',
  ]);
  expect(study.replicates).toBe(5);
});

test('without real rows there is no baseline of them, and equal baselines are one', () => {
  const baselines = (real: number, many: number): string[] =>
    studyOf({ ...DEFAULT_SETTINGS, realRowsPerClass: real, manyRealRowsPerClass: many }, 'x')
      .arms.filter((arm) => arm.kind === 'baseline')
      .map((arm) => arm.label);
  expect(baselines(0, 100)).toEqual(['100 real rows a class']);
  expect(baselines(1, 100)[0]).toBe('1 real row a class only');
  expect(baselines(50, 50).length).toBe(1);
});

test('ids of arms and of measures are unique', () => {
  const study = studyOf(DEFAULT_SETTINGS, 'what-kind');
  expect(new Set(study.arms.map((arm) => arm.id)).size).toBe(study.arms.length);
  expect(new Set(MEASURES.map((measure) => measure.id)).size).toBe(MEASURES.length);
});

test('a measure is one of diversity, or of distance from real text, and never both', () => {
  for (const measure of MEASURES) {
    expect(measure.moreDiverseWhen !== undefined && measure.closerWhen !== undefined, measure.id).toBe(false);
  }
});
