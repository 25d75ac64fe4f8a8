/** @file On the page that compares files: other embedders, a language model as judge, and the ablations of the score. */
import axe from 'axe-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { csv, openComparePage, type ComparePage } from './compare-page';

afterEach(() => {
  history.replaceState(null, '', `${location.pathname}${location.search}`);
});

async function unfold({ byId }: ComparePage, id: 'judge' | 'ablations' | 'embedder'): Promise<void> {
  await expect.poll(() => byId(id)).not.toBeNull();
  byId(id)!.querySelector('summary')!.click();
}

describe('the embedder', () => {
  test('is the lab’s own, without a word to any language model, unless another is chosen', async () => {
    const opened = await openComparePage();
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => opened.byId('compare-results')).not.toBeNull();
    expect(opened.client.measuredRequests[0]!.embedder).toBe('own');
    expect(opened.numOpened()).toBe(0);
  });

  test('of a language model must be here before it measures', async () => {
    const opened = await openComparePage();
    await unfold(opened, 'embedder');
    await page.getByTestId('model-embedder').click();
    await expect.poll(() => opened.allById('model').length).toBe(2);
    expect(opened.llm.asked).toEqual(['embedders']);
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeDisabled();
    await expect.element(page.getByText('Download the chosen embedding model')).toBeVisible();
    await page.getByTestId('embedder').getByTestId('download').click();
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeEnabled();
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => opened.client.measuredRequests.length).toBe(1);
    expect(opened.client.measuredRequests[0]!.embedder).toEqual({ modelId: 'Small embedder' });
    await page.getByTestId('own-embedder').click();
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => opened.client.measuredRequests.length).toBe(2);
    expect(opened.client.measuredRequests[1]!.embedder).toBe('own');
  });

  test('can be the small transformer, which needs no GPU and no language model', async () => {
    const opened = await openComparePage({ llm: { gpu: null } });
    await unfold(opened, 'embedder');
    await page.getByTestId('nano-embedder').click();
    await expect
      .poll(() => opened.byId('embedder')!.querySelector('summary')!.textContent)
      .toContain('small transformer');
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => opened.client.measuredRequests.length).toBe(1);
    expect(opened.client.measuredRequests[0]!.embedder).toBe('nano');
    expect(opened.numOpened()).toBe(0);
  });

  test('says how far it is, and what went wrong', async () => {
    const opened = await openComparePage({
      llm: { cached: ['Small embedder'] },
      script: {
        measureProgress: { phase: 'embed', fraction: 0.25, remainingMs: 30_000 },
        holdMeasuring: true,
      },
    });
    await unfold(opened, 'embedder');
    await page.getByTestId('model-embedder').click();
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeEnabled();
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.element(page.getByText('Turning texts into vectors')).toBeVisible();
    expect((opened.byId('measuring') as HTMLProgressElement).value).toBe(0.25);
    await page.getByTestId('stop-measuring').click();
    await expect.element(page.getByText('Stopped. Nothing was kept.')).toBeVisible();
  });

  test('cannot be a language model’s where there is no GPU', async () => {
    const opened = await openComparePage({ llm: { gpu: null } });
    await unfold(opened, 'embedder');
    await page.getByTestId('model-embedder').click();
    await expect.element(page.getByText('None of the embedding models runs on this device.')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeDisabled();
  });
});

describe('a language model as judge', () => {
  const ready = { cached: ['Tiny 135M'] };

  test('tells rounds and questions first, is timed, then scores both files beside the surrogate', async () => {
    const opened = await openComparePage({ llm: ready });
    await unfold(opened, 'judge');
    await expect
      .element(page.getByTestId('judge-plan'))
      .toHaveTextContent('200 rounds for each of 2 files: up to 827 questions to the model.');
    expect(opened.byId('judge-plan')!.textContent).toContain('is told once the model is loaded');
    await page.getByLabelText('Rounds for each file').fill('50');
    await expect.element(page.getByTestId('judge-plan')).toHaveTextContent('50 rounds for each of 2 files');
    expect(opened.byId('start-judge')).toBeNull();
    await page.getByRole('button', { name: 'Load the model and time it', exact: true }).click();
    // 227 questions at the 1.5 s that the scripted model takes.
    await expect.element(page.getByTestId('judge-plan')).toHaveTextContent('1.5 s a question');
    await expect.element(page.getByTestId('judge-plan')).toHaveTextContent('about 6 minutes');
    await page.getByRole('button', { name: 'Score with this model', exact: true }).click();
    await expect.poll(() => opened.byId('judged')).not.toBeNull();
    expect(opened.client.judged.map(({ kind }) => kind)).toEqual(['prepare', 'judge']);
    expect(opened.client.judged[1]!.request).toMatchObject({
      modelId: 'Tiny 135M',
      textColumn: 'text',
      settings: { numRounds: 50, textsPerRound: 10, numProposals: 20 },
    });
    const text = opened.byId('judged')!.textContent;
    for (const words of [
      'Judge: Tiny 135M, made up',
      'By the language model',
      'By the stand-in (surrogate)',
      '3.99',
      '6.20',
      'made.csv',
      'real.csv',
      'and 2 lost',
      'never across',
      'Alike when they are of the same kind of thing.',
    ]) {
      expect(text).toContain(words);
    }
  });

  test('asks for a file, a model and numbers within bounds', async () => {
    const opened = await openComparePage({ files: [], llm: ready });
    await unfold(opened, 'judge');
    await expect
      .element(page.getByRole('button', { name: 'Load the model and time it', exact: true }))
      .toBeDisabled();
    await expect.element(page.getByTestId('judge').getByText('Choose a file above first.')).toBeVisible();
    await page.getByTestId('file-0').upload(csv('mine.csv'));
    await expect
      .element(page.getByRole('button', { name: 'Load the model and time it', exact: true }))
      .toBeEnabled();
    await expect.element(page.getByTestId('judge-plan')).toHaveTextContent('for the file: up to');
    for (const wrong of ['', '1', '2.5', '99999']) {
      await page.getByLabelText('Rounds for each file').fill(wrong);
      await expect
        .element(page.getByRole('button', { name: 'Load the model and time it', exact: true }))
        .toBeDisabled();
      expect(opened.byId('judge-plan')!.textContent).toContain('Mend the numbers');
    }
    await page.getByLabelText('Rounds for each file').fill('10');
    await expect
      .element(page.getByRole('button', { name: 'Load the model and time it', exact: true }))
      .toBeEnabled();
    await page.getByTestId('judge').getByText('Middle 1.5B').click();
    await expect
      .element(page.getByRole('button', { name: 'Load the model and time it', exact: true }))
      .toBeDisabled();
    await expect.element(page.getByText('Download the chosen model first.')).toBeVisible();
  });

  test('is timed again for another model or other rounds', async () => {
    const opened = await openComparePage({ llm: ready });
    await unfold(opened, 'judge');
    await page.getByRole('button', { name: 'Load the model and time it', exact: true }).click();
    await expect
      .element(page.getByRole('button', { name: 'Score with this model', exact: true }))
      .toBeVisible();
    await page.getByLabelText('Texts in each round').fill('5');
    await expect
      .element(page.getByRole('button', { name: 'Load the model and time it', exact: true }))
      .toBeVisible();
    await page.getByLabelText('Texts in each round').fill('10');
    await expect
      .element(page.getByRole('button', { name: 'Score with this model', exact: true }))
      .toBeVisible();
    await page.getByRole('button', { name: 'Take it off the graphics processor' }).click();
    await expect.poll(() => opened.client.judged.map(({ kind }) => kind)).toEqual(['prepare', 'release']);
  });

  test('says how far it is, can be stopped, and the keyboard is not lost', async () => {
    const opened = await openComparePage({
      llm: ready,
      script: { holdJudging: { phase: 'rounds', done: 100, total: 400, remainingMs: 120_000 } },
    });
    await unfold(opened, 'judge');
    await page.getByRole('button', { name: 'Load the model and time it', exact: true }).click();
    await expect
      .element(page.getByRole('button', { name: 'Score with this model', exact: true }))
      .toBeVisible();
    opened.byId('start-judge')!.focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByTestId('judge-phase')).toHaveTextContent('Sorting handfuls of texts');
    await expect.element(page.getByText('100 of up to 400 questions · about 2 min left')).toBeVisible();
    // One thing at a time.
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeDisabled();
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement).toBe(opened.byId('stop-judge'));
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByTestId('judge').getByText('Stopped. Nothing was kept.')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeEnabled();
  });

  test.each([
    ['unreadable-answers', 'The model’s answers could not be read.'],
    ['out-of-memory', 'The graphics processor ran out of memory.'],
    ['bad-dataset', 'A file could not be read as asked.'],
    ['worker-died', 'The part of the page that runs the language model has stopped.'],
  ] as const)('a failure %s comes in words', async (code, title) => {
    const message = `scripted: ${code} — the exact words`;
    const opened = await openComparePage({ llm: ready, script: { failJudging: { code, message } } });
    await unfold(opened, 'judge');
    await page.getByRole('button', { name: 'Load the model and time it', exact: true }).click();
    await page.getByRole('button', { name: 'Score with this model', exact: true }).click();
    await expect.poll(() => opened.byId('judge-failure')?.dataset.code).toBe(code);
    expect(opened.byId('judge-failure')!.textContent).toContain(title);
    expect(opened.byId('judge-failure')!.textContent).toContain(message);
    await expect
      .element(page.getByRole('button', { name: 'Score with this model', exact: true }))
      .toBeEnabled();
  });

  test('is not to be had without a GPU, which is said', async () => {
    const opened = await openComparePage({ llm: { gpu: null } });
    await unfold(opened, 'judge');
    await expect.element(page.getByTestId('judge-device')).toBeVisible();
    expect(opened.byId('prepare-judge')).toBeNull();
  });

  test('a list that cannot be had can be asked for again', async () => {
    const opened = await openComparePage({ llm: { failLooking: 'no-network' } });
    await unfold(opened, 'judge');
    await expect.poll(() => opened.byId('llm-failure')?.dataset.code).toBe('no-network');
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect.poll(() => opened.llm.asked).toEqual(['models', 'models']);
  });
});

test('the ablations are a button away, with a line for each setting', async () => {
  const opened = await openComparePage();
  await unfold(opened, 'ablations');
  await page.getByRole('button', { name: 'Run the ablations', exact: true }).click();
  await expect.poll(() => opened.byId('ablation-table')).not.toBeNull();
  const rows = [...opened.byId('ablation-table')!.querySelectorAll('tbody tr')];
  expect(rows).toHaveLength(11);
  expect(rows[3]!.textContent).toContain('too few texts');
  expect(opened.byId('ablation-table')!.textContent).toContain('Without the check of the clusters');
  expect(opened.byId('ablation-table')!.textContent).not.toMatch(/NaN|undefined|null/);
  expect(opened.client.judged).toMatchObject([{ kind: 'ablate', request: { textColumn: 'text' } }]);
  const names: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    names.push(this.download);
  });
  await page.getByTestId('download-ablations').click();
  await expect.poll(() => names).toEqual(['goldilocks-ablations.json']);
  click.mockRestore();
});

test('what was cut, and of how many rows the shift was taken, stands with the results', async () => {
  const opened = await openComparePage();
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect.poll(() => opened.byId('compare-results')).not.toBeNull();
  const text = opened.byId('compare-results')!.textContent;
  expect(opened.allById('cut')).toHaveLength(1);
  for (const words of [
    'cut to 640 texts, drawn at random',
    'to 5,120 words and signs each',
    '3 rows without a text left out',
    'taken of 640 rows of each',
  ]) {
    expect(text).toContain(words);
  }
});

test.each([390, 820, 1440])(
  'at %i pixels all parts need no sideways scrolling, and axe finds nothing',
  async (width) => {
    await page.viewport(width, 900);
    const opened = await openComparePage({ llm: { cached: ['Tiny 135M', 'Small embedder'] } });
    await unfold(opened, 'embedder');
    await page.getByTestId('model-embedder').click();
    await unfold(opened, 'judge');
    await page.getByRole('button', { name: 'Load the model and time it', exact: true }).click();
    await page.getByRole('button', { name: 'Score with this model', exact: true }).click();
    await expect.poll(() => opened.byId('judged')).not.toBeNull();
    await unfold(opened, 'ablations');
    await page.getByRole('button', { name: 'Run the ablations', exact: true }).click();
    await expect.poll(() => opened.byId('ablation-table')).not.toBeNull();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    const { violations } = await axe.run(document.body);
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  },
);
