import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { interruptedTraining, ownModel } from '../fixtures/scripted-models';
import { syntheticExplanation } from '../fixtures/synthetic-explanation';
import { syntheticDraft } from '../fixtures/synthetic-draft';
import { wideRecord } from '../fixtures/wide-record';
import { openPage, reach } from './open-page';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const small = '#study?arms=0.2,1.1&replicates=2&rows=3';

async function violations(): Promise<string[]> {
  // What was just clicked is drawn first.
  await new Promise((resolve) => requestAnimationFrame(resolve));
  // Colours on their way in are not the colours to be judged. Waiting for them would wait for ever: what is skipped out
  // of sight (`content-visibility`) stands still.
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  }
  const { violations } = await axe.run(document.body, { runOnly: RULES });
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join('; ')}`,
  );
}

afterEach(() => {
  delete document.documentElement.dataset.theme;
});

describe.each(['light', 'dark'])('in %s colours nothing keeps anybody out', (theme) => {
  test('before anything is run', async () => {
    document.documentElement.dataset.theme = theme;
    const { allById } = await openPage();
    await expect.poll(() => allById('point').length).toBe(40);
    expect(await violations()).toEqual([]);
  });

  test('when a file of own texts was read', async () => {
    document.documentElement.dataset.theme = theme;
    const { byId } = await openPage({ script: { drafts: { 'own.csv': syntheticDraft() } } });
    await page.getByText('The texts: What kind of thing is it?').click();
    await page.getByLabelText('Texts with labels').upload(new File(['x'], 'own.csv'));
    await expect.element(page.getByRole('button', { name: 'Use these texts' })).toBeVisible();
    expect(byId('task-notes')!.textContent).toContain('1 class left out');
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Remove the file' }).click();
    await page.getByLabelText('Texts with labels').upload(new File(['x'], 'unreadable.csv'));
    await expect.element(page.getByText('No task can be made of this file')).toBeVisible();
    expect(await violations()).toEqual([]);
  });

  test('while a study runs', async () => {
    document.documentElement.dataset.theme = theme;
    const { allById } = await openPage({ script: { holdAfter: 5, warnings: ['slow-backend'] }, hash: small });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => allById('point').length).toBe(5);
    await expect.poll(() => allById('warning').length).toBe(1);
    expect(await violations()).toEqual([]);
  });

  test('when it is finished, and its rows are open', async () => {
    document.documentElement.dataset.theme = theme;
    const { allById, byId, state } = await openPage({ hash: small });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    await expect.poll(() => allById('point').length).toBe(8);
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Temperature 1.1', exact: true }).click();
    await expect.poll(() => byId('rows')).not.toBeNull();
    expect(await violations()).toEqual([]);
  });

  test('when a run is explained', async () => {
    document.documentElement.dataset.theme = theme;
    const { byId, state } = await openPage({ hash: small, script: { explanation: syntheticExplanation } });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    await page.getByRole('button', { name: 'Temperature 1.1', exact: true }).click();
    await page.getByRole('button', { name: 'Explain this run', exact: true }).click();
    await expect.poll(() => byId('explanation')).not.toBeNull();
    for (const details of byId('explain')!.querySelectorAll('details')) details.open = true;
    expect(await violations()).toEqual([]);
  });

  test('when a run could not be explained', async () => {
    document.documentElement.dataset.theme = theme;
    const { byId, state } = await openPage({ hash: small });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    await page.getByRole('button', { name: 'Temperature 1.1', exact: true }).click();
    await page.getByRole('button', { name: 'Explain this run', exact: true }).click();
    await expect.poll(() => byId('failure')).not.toBeNull();
    expect(await violations()).toEqual([]);
  });

  test('in a study of several curves: as curves, as a grid, as a plane, and its design', async () => {
    document.documentElement.dataset.theme = theme;
    const hash = '#study?experiment=shift&arms=0.5,1.5&rows=2&replicates=2';
    const { byId, state } = await openPage({ hash });
    await page.getByText('Design the study').click();
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    await expect.poll(() => byId('curves')?.querySelectorAll('path.curve').length).toBe(4);
    await page
      .getByRole('group', { name: 'Show or hide curves' })
      .getByRole('button', { name: 'curve none' })
      .click();
    document.querySelector('[data-slot=story]')!.scrollIntoView();
    await expect.poll(() => byId('story')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Grid', exact: true }).click();
    await expect.poll(() => byId('grid')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Variety against shift' }).click();
    await expect.poll(() => byId('plane')).not.toBeNull();
    expect(await violations()).toEqual([]);
  });

  test('with the panel of all measures, and lines of it open', async () => {
    document.documentElement.dataset.theme = theme;
    const { allById, byId } = await openPage({ record: wideRecord() });
    await expect.poll(() => reach('[data-slot=measures]') && byId('agreement')).not.toBeNull();
    for (const id of ['selfBleu', 'mauve', 'contextLength']) {
      allById('measure')
        .find((line) => line.dataset.measure === id)!
        .querySelector('button')!
        .click();
    }
    expect(await violations()).toEqual([]);
  });

  test('with a small panel', async () => {
    document.documentElement.dataset.theme = theme;
    const { byId } = await openPage();
    await expect.poll(() => reach('[data-slot=measures]') && byId('agreement')).not.toBeNull();
    expect(await violations()).toEqual([]);
  });

  test('where files are compared, before and after', async () => {
    document.documentElement.dataset.theme = theme;
    const { byId } = await openPage({ hash: '#compare' });
    await expect.poll(() => byId('compare')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await page.getByTestId('file-0').upload(new File(['text\na'], 'a.csv'));
    await page.getByTestId('file-1').upload(new File(['text\na'], 'b.csv'));
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => byId('compare-results')).not.toBeNull();
    await page.getByRole('button', { name: 'Self-BLEU-4' }).click();
    expect(await violations()).toEqual([]);
  });

  test('where a file could not be read', async () => {
    document.documentElement.dataset.theme = theme;
    const script = { failMeasuring: { code: 'bad-dataset', message: 'a.csv:1: missing column' } } as const;
    const { byId } = await openPage({ hash: '#compare', script });
    await page.getByTestId('file-0').upload(new File(['text\na'], 'a.csv'));
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => byId('compare-failure')).not.toBeNull();
    expect(await violations()).toEqual([]);
  });

  test('where models are looked into', async () => {
    document.documentElement.dataset.theme = theme;
    const script = { models: { hasNano: true, own: ownModel, interrupted: interruptedTraining } };
    const { allById } = await openPage({ hash: '#model', script });
    await expect.poll(() => allById('token').length).toBeGreaterThan(0);
    await page.getByTestId('load-nano').click();
    await expect.poll(() => allById('token-end').length).toBe(2);
    for (const button of allById('write-on')) button.click();
    await expect.poll(() => allById('written').every((one) => one.textContent.trim() !== '')).toBe(true);
    await page.getByTestId('look-top-p').fill('0.3');
    await expect.poll(() => document.querySelector('[data-cut="true"]')).not.toBeNull();
    await page.getByTestId('own-texts').click();
    await page.getByTestId('file-texts').upload(new File(['text\na'], 'a.csv'));
    await page.getByRole('textbox', { name: 'Epochs' }).fill('none');
    expect(await violations()).toEqual([]);
  });

  test('while a transformer is trained, without room to keep it, and after it has failed', async () => {
    document.documentElement.dataset.theme = theme;
    const failures = { 'plan-training': { code: 'bad-dataset', message: 'a.csv: missing texts' } } as const;
    const models = { holdAt: 17, notKept: 'storage-full', failures } as const;
    const { byId } = await openPage({ hash: '#model', script: { models } });
    await page.getByRole('button', { name: 'How long will it take?', exact: true }).click();
    await expect.poll(() => byId('model-failure')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(() => byId('live')?.dataset.step).toBe('17');
    expect(await violations()).toEqual([]);
  });

  test('when it has failed and the settings are wrong', async () => {
    document.documentElement.dataset.theme = theme;
    const { byId } = await openPage({ script: { failAfter: { runs: 3, code: 'internal' } }, hash: small });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => byId('failure')).not.toBeNull();
    await page.getByLabelText('Seed', { exact: true }).fill('?');
    expect(await violations()).toEqual([]);
  });
});

test('the button for the other colours works and is remembered', async () => {
  await openPage();
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  await page.getByRole('button', { name: isDark ? 'Use light colours' : 'Use dark colours' }).click();
  expect(document.documentElement.dataset.theme).toBe(isDark ? 'light' : 'dark');
  expect(localStorage.getItem('goldilocks-theme')).toBe(isDark ? 'light' : 'dark');
  localStorage.removeItem('goldilocks-theme');
});

test.each([390, 820, 1440])('at %i pixels nothing needs sideways scrolling', async (width) => {
  await page.viewport(width, 900);
  const { allById } = await openPage({ hash: '#study?seed=2' });
  await expect.poll(() => allById('point').length).toBe(40);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});

test.each([390, 820, 1440])('at %i pixels the page of models needs no sideways scrolling', async (width) => {
  await page.viewport(width, 900);
  const models = { hasNano: true, own: { ...ownModel, name: 'x'.repeat(120) }, holdAt: 9 };
  const { allById, byId } = await openPage({ hash: '#model', script: { models } });
  await expect.poll(() => byId('own-model')).not.toBeNull();
  await page.getByTestId('load-nano').click();
  await expect.poll(() => allById('token-end').length).toBe(2);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => byId('live')?.dataset.step).toBe('9');
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
