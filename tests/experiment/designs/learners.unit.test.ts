import { expect, test } from 'vitest';
import { planOf } from '../../../src/experiment/designs';
import { defaultSettings } from '../../../src/experiment/settings';

const { arms, series } = planOf({ ...defaultSettings('learners'), values: [0.2, 1.1] });

test('each classifier learns from every temperature, and from the real rows alone', () => {
  expect(series?.map(({ id }) => id)).toEqual(['network', 'linear']);
  expect(arms.map(({ id }) => id)).toEqual([
    ...['network-t0.2', 'network-t1.1', 'network-real8', 'network-real100'],
    ...['linear-t0.2', 'linear-t1.1', 'linear-real8', 'linear-real100'],
  ]);
});

test('both learn from the same rows', () => {
  const shared = (id: string) => arms.find((arm) => arm.id === id)!.recipe.generated;
  expect(shared('linear-t1.1')).toEqual(shared('network-t1.1'));
  expect(shared('linear-t1.1')!.shared).toBe('t1.1');
});

test('only the arms of the linear classifier name it', () => {
  for (const { id, recipe } of arms)
    expect(recipe.classifier).toBe(id.startsWith('linear') ? 'linear' : undefined);
});
