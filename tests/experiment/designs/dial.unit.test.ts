import { expect, test } from 'vitest';
import { planOf } from '../../../src/experiment/designs';
import { defaultSettings } from '../../../src/experiment/settings';

const settings = defaultSettings('dial');
const values = [0, 2, 3, 4, 6, 8, 10, 12];
const { arms } = planOf({ ...settings, values });
const tiers = arms.filter(({ kind }) => kind === 'tier').map(({ recipe }) => recipe.generated!);
const copies = tiers.map(({ edits = [] }) => (edits[0]?.kind === 'near-duplicates' ? edits[0].share : 0));
const topics = tiers.map(({ source }) => (source?.kind === 'topics' ? source.topics : NaN));
const temperatures = tiers.map(({ temperature }) => temperature);

test('copies, topics and temperature change one after the other', () => {
  expect(copies).toEqual([0.95, 0.475, 0.237, 0, 0, 0, 0, 0]);
  expect(topics).toEqual([4, 4, 4, 4, 11, 32, 32, 32]);
  expect(temperatures).toEqual([0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 1.39, 2.4]);
});

test('every tier has as many rows', () => {
  expect(new Set(tiers.map(({ rowsPerClass }) => rowsPerClass))).toEqual(new Set([settings.rowsPerClass]));
});

test('the third part starts from the temperature of the study', () => {
  const [last] = planOf({ ...settings, temperature: 0.5, values: [0, 12] }).arms.slice(1);
  expect(last!.recipe.generated!.temperature).toBe(1.5);
});

test('a tier says what its rows are', () => {
  expect(arms.map(({ label }) => label).slice(0, 4)).toEqual([
    '95 % copies, 4 topics, temperature 0.8',
    '47.5 % copies, 4 topics, temperature 0.8',
    '23.7 % copies, 4 topics, temperature 0.8',
    '4 topics, temperature 0.8',
  ]);
});
