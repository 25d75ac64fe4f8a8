/** @file The settings of a study, made to fit another task. */
import { generatorsOf } from '../core/generators';
import type { TaskInfo } from '../core/task';
import type { SettingsForm } from './settings-form.svelte';

/** Rows that each tier of a task with many classes is given, of all classes together, and of one at least. */
const MOST_ROWS = 3000;
const LEAST_ROWS = 10;

/** Lowers what asks for more real rows than the smallest class has, or for very many rows. */
export function fitToTask(form: SettingsForm, { id, classNames, rows }: TaskInfo): void {
  form.data = id;
  const writers = generatorsOf(form.info.generators, id);
  if (!writers.includes(form.generator)) form.generator = writers[0] ?? form.generator;
  const most = {
    real: rows.pool.least,
    manyReal: rows.pool.least,
    rows: Math.max(LEAST_ROWS, Math.floor(MOST_ROWS / classNames.length)),
  };
  for (const [name, number] of Object.entries(most))
    if (Number(form.texts[name]) > number) form.texts[name] = String(number);
}
