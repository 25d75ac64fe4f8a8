/** @file Whole studies that a language model writes, on the built site; the model is scripted, all else is the lab's. */
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openLab, testId, type Lab } from '../../scripts/lab';
import { defaultSettings } from '../../src/experiment/settings';
import type { StudySettings } from '../../src/core/study';
import {
  LARGE,
  makeScriptedSite,
  putModels,
  readLog,
  setScript,
  SMALLER,
  type ScriptedSite,
} from './scripted-site';
import { begin, openPage, QUICK, run, runAndCancel, runToRecord, takeRecord, visit } from './visit';

const WRITTEN: StudySettings = {
  ...QUICK,
  generator: 'webllm',
  model: LARGE.id,
  values: [0.2, 1.1],
  rowsPerClass: 8,
  replicates: 1,
};

describe('with a scripted model', () => {
  let site: ScriptedSite;
  let lab: Lab;
  beforeAll(async () => {
    site = await makeScriptedSite();
    lab = await openLab({ folder: site.folder });
  });
  // A study that is left running would slow down the next test.
  afterEach(async () => {
    await Promise.all(lab.browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await lab?.close();
    site?.remove();
  });

  /** A page whose models are here; the addresses of the cache belong to the site, so it must be open first. */
  async function open(
    settings = WRITTEN,
    script: Parameters<typeof setScript>[1] = {},
  ): Promise<{
    readonly page: Page;
    readonly trouble: string[];
  }> {
    const { context, page: first, trouble } = await visit(lab);
    await putModels(first);
    await setScript(first, script);
    await first.close();
    const page = await openPage(lab, context, settings);
    await page.locator('[data-testid="llm"][data-activity="idle"]').waitFor();
    return { page, trouble };
  }

  test('the model writes, is unloaded, and the runs are trained on its rows; rejected ones are counted', async () => {
    const { page, trouble } = await open(WRITTEN, { spoilt: 5 });
    const record = await runToRecord(page);
    expect(trouble).toEqual([]);
    expect(record.runs).toHaveLength(4);
    expect(record.manifest.generator.gpus).toEqual([
      { vendor: 'acme', architecture: 'gen-1', description: 'Acme 1000' },
    ]);
    expect(await testId(page, 'written-by').textContent()).toContain('on Acme 1000 (acme gen-1).');
    const tier = record.runs.find(({ arm }) => arm === 't1.1')!;
    expect(tier.rows).toHaveLength(64);
    const reports = record.generation!.reports.filter(({ arm }) => arm === 't1.1');
    expect(reports.every(({ written, wanted }) => written === wanted)).toBe(true);
    const rejected = reports.reduce(
      (sum, { rejections }) => sum + rejections.empty + rejections['wrong-form'],
      0,
    );
    expect(rejected).toBeGreaterThan(0);
    expect(await readLog(page)).toMatchObject({ loads: 1 });
    await expect.poll(() => testId(page, 'kept-rows').textContent()).toMatch(/\b1\d\d rows are kept here/);
  });

  test('a study that was stopped after the writing goes on without the model', async () => {
    const { page } = await open({ ...WRITTEN, replicates: 2, rowsPerClass: 16 });
    expect(await runAndCancel(page, 1)).toEqual({ state: 'stopped' });
    const before = await readLog(page);
    expect(before.loads).toBe(1);
    expect(await run(page, 'resume')).toEqual({ state: 'finished' });
    expect(await readLog(page)).toEqual(before);
    expect((await takeRecord(page)).runs).toHaveLength(8);
    // Deleted, the same study has to be written again.
    await testId(page, 'forget-rows').click();
    await testId(page, 'do-forget-rows').click();
    await page.getByText('The rows of earlier studies are deleted.').waitFor();
    await begin(page, 'run');
    await expect.poll(async () => (await readLog(page)).loads).toBe(2);
  });

  test('a worker that crashes is replaced, and no row is lost or written twice', async () => {
    const { page } = await open(WRITTEN, { failAt: { request: 5, with: 'crash' } });
    const record = await runToRecord(page);
    expect((await readLog(page)).loads).toBe(2);
    const { reports } = record.generation!;
    expect(reports.reduce((sum, { interruptions }) => sum + interruptions, 0)).toBe(1);
    for (const { rows } of record.runs) {
      const texts = rows.map(({ text }) => text);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  test('a GPU that runs out of memory is told, and the smaller model is a button', async () => {
    const { page } = await open(WRITTEN, { failLoading: 'out-of-memory' });
    expect(await run(page)).toMatchObject({ state: 'failed', code: 'out-of-memory' });
    // Nothing was written, so there is nothing to go on with.
    expect(await testId(page, 'resume').count()).toBe(0);
    await testId(page, 'failure').locator('[data-testid="smaller"]').click();
    await setScript(page, {});
    await expect.poll(() => page.locator(`[data-id="${SMALLER.id}"] input`).isChecked()).toBe(true);
    expect((await runToRecord(page)).study.model).toBe(SMALLER.id);
  });

  test('topics that the task lacks are named by the model before the study', async () => {
    const settings: StudySettings = {
      ...defaultSettings('prompt-breadth'),
      ...{ generator: 'webllm', model: LARGE.id, values: [2, 20], rowsPerClass: 8 },
      ...{ manyRealRowsPerClass: 20, replicates: 1, training: QUICK.training },
    };
    const { page } = await open(settings);
    const { manifest, warnings } = await runToRecord(page);
    expect(manifest.writing!.task.labels.map(({ topics }) => topics.length)).toEqual(Array(8).fill(20));
    // The quick training is told, and nothing else.
    expect(warnings).toEqual([expect.stringMatching(/^after 20 steps fewer than 90 % /)]);
  });
});
