/** @file A study that a language model writes, as the page shows it. */
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { DEFAULT_WRITING } from '../../src/core/generation-settings';
import { wordNetLlmTask } from '../../src/dataset/wordnet-llm-task';
import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import { CLASS_NAMES } from '../fixtures/synthetic-record';
import { openLlmPage, openTrial } from './llm-page';

const hash = '#study?generator=webllm&model=Middle+1.5B&arms=0.2,1.1,2.2&replicates=1&rows=3';
const llm = { cached: ['Middle 1.5B'] };

describe('what stands under “How it writes”', () => {
  test('is how the study is written', async () => {
    const opened = await openLlmPage({ llm, hash });
    await openTrial(opened);
    await page.getByLabelText('The task').fill('Be brief.');
    await page.getByRole('combobox', { name: 'Prompt' }).selectOptions('persona');
    await page.getByLabelText('Word suppression').fill('-7.5');
    await page.getByRole('checkbox', { name: 'Check labels with the language model' }).click();
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => opened.client.writings[0]).not.toBeUndefined();
    expect(opened.client.writings[0]).toMatchObject({
      task: { instruction: 'Be brief.', words: [4, 24] },
      prompts: { kind: 'persona', suppression: -7.5, examplesPerRequest: 8 },
      checkedPerClass: 5,
    });
  });

  test('is the lab’s own way where nobody looked', async () => {
    const { client } = await openLlmPage({ llm, hash });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => client.writings).toEqual([DEFAULT_WRITING]);
  });

  test('keeps a study from starting while an entry is faulty, and says so', async () => {
    const opened = await openLlmPage({ llm, hash });
    await openTrial(opened);
    await page.getByLabelText('Real rows shown').fill('99');
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeDisabled();
    await expect.element(page.getByText('Please give a number from 0 to 20.')).toBeVisible();
    await expect.element(page.getByText(/needs mending first/)).toBeVisible();
    await page.getByLabelText('Real rows shown').fill('2');
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeEnabled();
  });

  test('comes back with a study that is resumed, though no run of it was finished', async () => {
    const task = { ...wordNetLlmTask(CLASS_NAMES), instruction: 'As it was.' };
    const writing = { ...DEFAULT_WRITING, task, checkedPerClass: 3 };
    const settings = { ...DEFAULT_SETTINGS, generator: 'webllm', model: 'Middle 1.5B' } as const;
    const stored = {
      key: 'k',
      settings,
      writing,
      finishedRuns: 0,
      totalRuns: 40,
      updatedAt: '2026-01-01T00:00:00Z',
      finished: false,
    };
    const opened = await openLlmPage({ llm, hash, script: { stored: [stored] } });
    await page.getByRole('button', { name: /what was written is kept/ }).click();
    await expect.poll(() => opened.client.writings).toEqual([writing]);
    await openTrial(opened);
    await expect.element(page.getByLabelText('The task')).toHaveValue('As it was.');
  });

  test('can be taken from the record of a study, and a file that is none is refused in words', async () => {
    const opened = await openLlmPage({ llm, hash });
    await openTrial(opened);
    const task = { ...wordNetLlmTask(CLASS_NAMES), instruction: 'From the file.' };
    const record = { version: 1, manifest: { writing: { ...DEFAULT_WRITING, task } } };
    const input = page.getByTestId('prompt-file');
    await userEvent.upload(input, new File([JSON.stringify(record)], 'study.json'));
    await expect.element(page.getByLabelText('The task')).toHaveValue('From the file.');
    await expect.element(page.getByText('Taken from study.json.')).toBeVisible();
    await userEvent.upload(input, new File(['<!doctype html>'], 'page.html'));
    await expect.poll(() => opened.byId('llm-failure')?.dataset.code).toBe('bad-setting');
    await expect.element(page.getByLabelText('The task')).toHaveValue('From the file.');
  });
});

describe('while a language model writes', () => {
  test('the page says how far the model is loaded', async () => {
    const { byId } = await openLlmPage({ llm, hash, script: { ahead: { hold: 'loading' } } });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect
      .poll(() => byId('progress-done')?.textContent)
      .toBe('Moving the weights to the graphics processor');
    expect((byId('progress') as HTMLProgressElement).value).toBe(0.4);
    expect(byId('pause')).toBeNull();
    await page.getByTestId('cancel').click();
    await expect.element(page.getByText(/What was finished stays/)).toBeVisible();
  });

  test('rows, speed, time left and its words are shown; it pauses and goes on', async () => {
    const { client, byId } = await openLlmPage({ llm, hash, script: { ahead: { hold: 'writing' } } });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => byId('progress-done')?.textContent).toBe('1,200 of 4,800 rows');
    await expect.element(page.getByText(/37 tokens a second/)).toBeVisible();
    await expect.element(page.getByText('about 5 min left')).toBeVisible();
    await expect.element(page.getByText('["a small bird", "a big')).toBeVisible();
    await page.getByTestId('pause').click();
    expect(client.pauses).toEqual([true]);
    await expect.element(page.getByText(/Paused\. The answer in hand/)).toBeVisible();
    expect(document.activeElement).toBe(byId('pause'));
    await page.getByRole('button', { name: 'Go on' }).click();
    expect(client.pauses).toEqual([true, false]);
    await expect.element(page.getByText(/37 tokens a second/)).toBeVisible();
  });
});

test('what came of it stands tier by tier, with the label noise', async () => {
  const tiers = ['t0.2', 't1.1', 't2.2'].map((arm, i) => ({
    arm,
    judged: 40,
    disputed: 4,
    noise: i === 2 ? null : { mean: 0.1, low: 0.02, high: 0.2 },
  }));
  const labelChecks = { real: { asked: 210, judged: 200, disputed: 20 }, runs: [], tiers };
  const { byId, state } = await openLlmPage({ llm, hash, script: { ahead: { labelChecks } } });
  await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
  await expect.poll(state).toBe('finished');
  await expect.poll(() => byId('generation')).not.toBeNull();
  const lines = [...byId('generation')!.querySelectorAll('tbody tr')].map((line) =>
    [...line.children].map((cell) => {
      const items = [...cell.querySelectorAll('li')].map((item) => item.textContent);
      return (items.length > 0 ? items.join(' ') : cell.textContent).replace(/\s+/g, ' ').trim();
    }),
  );
  expect(lines.map(([tier]) => tier)).toEqual(['Temperature 0.2', 'Temperature 1.1', 'Temperature 2.2']);
  expect(lines[0]!.slice(1)).toEqual([
    '38 of 40 fewer than asked for',
    '7',
    '6',
    '35',
    '1',
    '10.0 % 2.0 to 20.0 %',
    '5 × there already 1 × broken off in the middle',
  ]);
  const { violations } = await axe.run(byId('generation')!);
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(lines[2]![6]).toBe('not known');
  expect(byId('judge')!.textContent).toContain('Tried on 200 real rows');
  expect(byId('judge')!.textContent).toContain('To 10 of the 330 rows it gave no label');
  expect(byId('written-by')!.textContent).toBe('made up. Which graphics processor it ran on is not known.');
});

test.each(['out-of-memory', 'device-lost', 'worker-died'] as const)(
  'a study that fails with %s says so and offers the smaller model, which is then chosen',
  async (fail) => {
    const { byId, model } = await openLlmPage({ llm, hash, script: { ahead: { fail } } });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => byId('failure')?.dataset.code).toBe(fail);
    expect(byId('failure')!.textContent).toMatch(/smaller model/);
    await page.getByRole('button', { name: 'Take the smaller Tiny 135M' }).click();
    expect(model('Tiny 135M').querySelector('input')!.checked).toBe(true);
    expect(location.hash).toContain('Tiny+135M');
    expect(byId('smaller')).toBeNull();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeDisabled();
  },
);

test('a failure of a study without a language model offers none', async () => {
  const { byId } = await openLlmPage({
    llm,
    hash: '#study?arms=0.2,1.1&replicates=1&rows=3',
    script: { failAfter: { runs: 1, code: 'out-of-memory' } },
  });
  await page.getByRole('radio', { name: /built-in/ }).click();
  await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
  await expect.poll(() => byId('failure')?.dataset.code).toBe('out-of-memory');
  expect(byId('smaller')).toBeNull();
});
