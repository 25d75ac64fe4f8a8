/** @file A study that the small transformer writes, on the built site. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_ARGS } from '../../scripts/browser';
import { openLab, testId, type Lab } from '../../scripts/lab';
import type { StudyRecord } from '../../src/core/run';
import type { StudySettings } from '../../src/core/study';
import { QUICK, runToRecord, visit, type Visit } from './visit';

const SETTINGS: StudySettings = {
  ...QUICK,
  generator: 'nano',
  values: [0.2, 1.5],
  rowsPerClass: 5,
  realRowsPerClass: 2,
  manyRealRowsPerClass: 10,
  replicates: 1,
};

describe('a visitor who lets the small transformer write', () => {
  let lab: Lab;
  let visitor: Visit;
  let record: StudyRecord;

  beforeAll(async () => {
    lab = await openLab({ args: CHROMIUM_ARGS });
    visitor = await visit(lab, SETTINGS);
    record = await runToRecord(visitor.page);
  });
  afterAll(() => lab?.close());

  test('finds it among those who can write', async () => {
    expect(await testId(visitor.page, 'use-nano').isChecked()).toBe(true);
  });

  test('gets rows of every class, which are no rows of the n-gram model’s', () => {
    expect(record.study.generator).toBe('nano');
    expect(record.manifest.generator.id).toBe('nano');
    const tiers = record.runs.filter(({ arm }) => record.arms.find(({ id }) => id === arm)!.kind === 'tier');
    expect(tiers).toHaveLength(SETTINGS.values.length);
    for (const { rows } of tiers) {
      const counts = record.classNames.map((_, label) => rows.filter((row) => row.label === label).length);
      expect(counts).toEqual(record.classNames.map(() => SETTINGS.rowsPerClass));
      expect(rows.filter(({ text }) => text.trim() === '')).toEqual([]);
    }
    const [careful, daring] = tiers.map(({ measures }) => measures.perplexity!);
    expect(daring).toBeGreaterThan(careful!);
  });

  test('meets no error and no breach of the content policy, and nothing is sent away', () => {
    expect(visitor.trouble).toEqual([]);
  });
});
