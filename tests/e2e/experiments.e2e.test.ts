import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_ARGS } from '../../scripts/browser';
import { openLab, testId, type Lab } from '../../scripts/lab';
import type { ExperimentId } from '../../src/core/experiments';
import type { StudyRecord } from '../../src/core/run';
import { defaultSettings } from '../../src/experiment/settings';
import type { StudySettings } from '../../src/core/study';
import { runToRecord, textsOf, visit, type Visit } from './visit';

function small(experiment: ExperimentId, more: Partial<StudySettings>): StudySettings {
  const settings = defaultSettings(experiment);
  const training = { ...settings.training, steps: 20 };
  return { ...settings, training, rowsPerClass: 16, replicates: 2, ...more };
}

/** One of one curve, and one of several. */
const NEAR_DUPLICATES = small('near-duplicates', { values: [0, 0.95], manyRealRowsPerClass: 16 });
const SHIFT = small('shift', {
  values: [0.5, 1.5],
  series: ['none', 'label-noise'],
  manyRealRowsPerClass: 16,
});

describe('a visitor who runs another experiment', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await openLab({ args: CHROMIUM_ARGS });
  });
  afterAll(() => lab?.close());

  async function study(settings: StudySettings): Promise<Visit & { record: StudyRecord }> {
    const visitor = await visit(lab, settings);
    return { ...visitor, record: await runToRecord(visitor.page) };
  }

  async function expectVerdict({ page, record }: Visit & { record: StudyRecord }): Promise<void> {
    const verdict = record.verdict.text.replace(/\s+/g, ' ');
    await expect.poll(() => textsOf(testId(page, 'verdict'))).toEqual([verdict]);
  }

  test('sees one curve of near-duplicates, its verdict, and is told why a run did as it did', async () => {
    const visitor = await study(NEAR_DUPLICATES);
    const { page, record, trouble } = visitor;
    expect(record.study.experiment).toBe('near-duplicates');
    expect(await testId(page, 'curves').count()).toBe(0);
    await expectVerdict(visitor);
    await page.locator('[data-slot=story]').scrollIntoViewIfNeeded();
    const story = async (): Promise<string | undefined> => (await textsOf(testId(page, 'story')))[0];
    for (const { text } of record.analysis.findings!.slice(0, 1)) await expect.poll(story).toContain(text);

    const copied = record.arms.find(({ value }) => value === 0.95)!.id;
    await page.locator(`[data-testid="point"][data-arm="${copied}"]`).first().dispatchEvent('click');
    await testId(page, 'start-explain').click();
    await testId(page, 'explanation').waitFor();
    const run = record.runs.find(({ arm, replicate }) => arm === copied && replicate === 0)!;
    const [words] = await textsOf(testId(page, 'explanation'));
    expect(words).toContain(`the classifier reaches ${(100 * run.accuracy).toFixed(1)} %`);
    // Nearly all rows are copies of others, and that is what is found.
    const duplicates = page.locator('[data-testid="cause"][data-cause="duplicates"]');
    const share = Number(/(\d+)\s%/.exec((await textsOf(duplicates))[0]!)![1]);
    expect(share).toBeGreaterThan(50);
    expect(await testId(page, 'rated-row').count()).toBeGreaterThan(0);
    expect(trouble).toEqual([]);
  });

  test('sees the curves of a shift, its grid and its plane, a point for every run', async () => {
    const visitor = await study(SHIFT);
    const { page, record, trouble } = visitor;
    const countOf = (id: string) => () => testId(page, id).count();
    await testId(page, 'curves').waitFor();
    await expectVerdict(visitor);
    await expect.poll(countOf('point')).toBe(record.runs.length);
    expect(await textsOf(page.getByRole('group', { name: 'Show or hide curves' }).locator('button'))).toEqual(
      record.study.series!.map(({ label }) => label),
    );
    await page.getByRole('checkbox', { name: 'Show fitted trend' }).check();
    await expect.poll(countOf('trend')).toBe(2);
    const looks = page.locator('[data-testid="curves"] .switch button');
    await looks.nth(1).click();
    await expect.poll(() => testId(page, 'grid').locator('tbody button').count()).toBe(4);
    await looks.nth(2).click();
    await testId(page, 'plane').waitFor();
    const numTiers = record.runs.filter(({ measures }) => measures.vendiScore !== undefined).length;
    await expect.poll(countOf('point')).toBe(numTiers);
    expect(trouble).toEqual([]);
  });
});
