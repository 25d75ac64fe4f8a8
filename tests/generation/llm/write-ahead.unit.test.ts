/** @file All rows first, then none of them from the model again: how one GPU serves the model and then the training. */
import { expect, test } from 'vitest';
import { DEFAULT_PROMPT_SETTINGS, taskOf } from '../../../src/core/llm-task';
import { DEFAULT_SETTINGS } from '../../../src/core/settings';
import { memoryJournal } from '../../../src/engine/web-llm/row-journal';
import { writeAhead, WebLlmGenerator } from '../../../src/experiment/llm-laboratory';
import { rowSeed } from '../../../src/experiment/training-set';
import { studyOf } from '../../../src/experiment/study-of';
import { freshRows, ScriptedEngine } from './scripted-engine';

test('a study written ahead is read back whole with the model gone', async () => {
  const journal = memoryJournal();
  let isGone = false;
  const engine = new ScriptedEngine((request, index) =>
    isGone ? { text: '', error: new Error('must not be asked') } : freshRows(request, index),
  );
  const generator = new WebLlmGenerator({
    engine,
    task: taskOf(['x', 'y']),
    prompts: { ...DEFAULT_PROMPT_SETTINGS, examplesPerRequest: 4 },
    pool: () => [],
    poolFingerprint: 'p',
    journal,
  });
  const study = studyOf(
    { ...DEFAULT_SETTINGS, values: [0.2, 1], rowsPerClass: 6, replicates: 2 },
    'fake',
  );
  const never = new AbortController().signal;
  const seen: string[] = [];
  let last = { done: 0, total: 0 };
  for await (const written of writeAhead(study, 2, generator, never)) {
    expect(written.done).toBeGreaterThan(last.done);
    last = written;
    seen.push(...written.rows.map((row) => row.text));
  }
  // 2 tiers, 2 replicates, 2 classes, 6 rows each; the baselines have no generated rows.
  expect(last).toMatchObject({ done: 48, total: 48 });
  isGone = true;
  const again: string[] = [];
  for (let replicate = 0; replicate < 2; replicate++) {
    for (const arm of study.arms.filter((one) => one.recipe.generated)) {
      const { temperature, topP } = arm.recipe.generated!;
      for (let label = 0; label < 2; label++) {
        const request = { label, count: 6, temperature, topP, seed: rowSeed(study, arm, replicate, label) };
        for await (const rows of generator.generate(request, never))
          again.push(...rows.map((row) => row.text));
      }
    }
  }
  expect(again).toEqual(seen);
});
