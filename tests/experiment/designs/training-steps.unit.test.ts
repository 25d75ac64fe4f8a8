import { describe, expect, test } from 'vitest';
import { EXPERIMENT_IDS, EXPERIMENTS, planOf } from '../../../src/experiment/designs';
import { defaultSettings } from '../../../src/experiment/settings';
import { trainingSteps } from '../../../src/experiment/designs/training-steps';

const ofRows = (realRowsPerClass: number) => [{ recipe: { generated: null, realRowsPerClass } }];
const usual = { steps: 200, rowsPerClass: 108 };

describe.each(EXPERIMENT_IDS)('%s', (id) => {
  const { budget } = EXPERIMENTS[id];
  const { arms, training } = planOf(defaultSettings(id));

  test('trains on the built-in task as it was set, for its own largest set', () => {
    expect(training.steps).toBe(budget.steps);
    const rows = arms.map(({ recipe }) => recipe.realRowsPerClass + (recipe.generated?.rowsPerClass ?? 0));
    expect(Math.max(...rows)).toBe(budget.rowsPerClass);
  });

  test('trains longer on more classes, and all arms alike', () => {
    expect(planOf(defaultSettings(id), 77).training.steps).toBe(Math.ceil((budget.steps * 77) / 8));
  });
});

test.each([
  [8, 108, 32, 200],
  [77, 108, 32, 1925],
  [8, 408, 32, 756],
  // never fewer than on the built-in task, whatever the set
  [2, 108, 32, 200],
  [8, 5, 32, 200],
  [8, 108, 64, 200],
  // as many passes with smaller batches
  [8, 108, 16, 400],
  // a limit to waiting
  [150, 108, 32, 3000],
])('%d classes, %d rows each, batches of %d: %d steps', (classes, rows, batch, steps) => {
  expect(trainingSteps(usual, ofRows(rows), classes, batch)).toBe(steps);
});
