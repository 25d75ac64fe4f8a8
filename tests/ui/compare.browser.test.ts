import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { TableColumn } from '../../src/core/table-columns';
import { syntheticMeasured } from '../fixtures/synthetic-measured';
import { openPage, type Opened, type PageOptions } from './open-page';

const HOSTILE = '<img src=x onerror="window.wasRun=true"><script>window.wasRun=true</script>\u202Egnp.exe';

const open = (options: PageOptions = {}): Promise<Opened> => openPage({ hash: '#compare', ...options });
const csv = (name: string): File => new File(['text,label\na b,x\n'], name, { type: 'text/csv' });

const column = (name: string, meanCharacters: number): TableColumn => ({
  name,
  meanCharacters,
  meanWords: meanCharacters / 5,
  filled: 10,
  different: 10,
});
const optionsOf = (select: HTMLElement | null): string[] =>
  [...(select?.querySelectorAll('option') ?? [])].map(({ value }) => value);

function drop(target: Element, files: readonly File[]): void {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  target.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
}

afterEach(() => {
  history.replaceState(null, '', `${location.pathname}${location.search}`);
});

describe('the page that compares files', () => {
  test('is one link away, and the study one link back, as it was left', async () => {
    const { allById, byId } = await openPage({ hash: '#study?seed=2' });
    await expect.poll(() => allById('point').length).toBe(40);
    await page.getByRole('link', { name: 'Compare two files' }).click();
    await expect.element(page.getByRole('heading', { name: 'Compare any two files' })).toBeVisible();
    await expect
      .element(page.getByRole('button', { name: /^Run it (yourself|again)$/ }))
      .not.toBeInTheDocument();
    expect(document.title).toContain('Compare two files');
    expect(byId('compare')?.textContent).toContain('nothing of them leaves it');
    await page.getByRole('link', { name: 'The study' }).click();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeVisible();
    expect(location.hash).toBe('#study?seed=2');
    await expect.poll(() => allById('point').length).toBe(40); // drawn once its width is known again
    await expect.element(page.getByTestId('compare')).not.toBeVisible();
  });

  test('does not stop a study that runs, and keeps its own files', async () => {
    const { state, allById } = await openPage({
      script: { pauseMs: 60 },
      hash: '#study?arms=0.2,1.1&replicates=2&rows=3',
    });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await page.getByRole('link', { name: 'Compare two files' }).click();
    await page.getByTestId('file-0').upload(csv('mine.csv'));
    await expect.poll(state).toBe('finished');
    await page.getByRole('link', { name: 'The study' }).click();
    await expect.poll(() => allById('point').length).toBe(8);
    await page.getByRole('link', { name: 'Compare two files' }).click();
    await expect.element(page.getByTestId('file-name-0')).toHaveTextContent('mine.csv');
  });

  test('asks for a file and a column before it measures', async () => {
    await open();
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeDisabled();
    await expect.element(page.getByText('Choose the first file to begin.')).toBeVisible();
    await page.getByTestId('file-0').upload(csv('mine.csv'));
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeEnabled();
    await page.getByLabelText('Column of the texts').fill('  ');
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeDisabled();
    await expect.element(page.getByText('Name the column of the texts.')).toBeVisible();
  });

  test('measures one file, with the names of its columns', async () => {
    const { client, byId, allById } = await open();
    await page.getByTestId('file-0').upload(csv('mine.csv'));
    await page.getByLabelText('Column of the texts').fill('body');
    await page.getByLabelText('Column of the labels').fill(' kind ');
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => byId('compare-results')).not.toBeNull();
    expect(client.measuredRequests).toMatchObject([
      { files: [{ name: 'mine.csv' }], textColumn: 'body', labelColumn: 'kind' },
    ]);
    expect(await client.measuredRequests[0]!.files[0]!.content.text()).toBe('text,label\na b,x\n');
    expect(allById('compared')).toHaveLength(syntheticMeasured(['a']).measures.length);
    expect(allById('giveaway')).toHaveLength(0);
    expect(byId('compare-results')?.textContent).not.toContain('How far from real text');
  });

  test('offers the columns that all files have, and takes the one with the longest texts', async () => {
    const columns = {
      'mine.csv': [column('id', 3), column('body', 80), column('kind', 6)],
      'other.csv': [column('kind', 5), column('body', 70), column('note', 300)],
    };
    const { client, byId } = await open({ script: { columns } });
    await page.getByTestId('file-0').upload(csv('mine.csv'));
    await expect.poll(() => optionsOf(byId('text-column'))).toEqual(['id', 'body', 'kind']);
    await expect.element(page.getByLabelText('Column of the texts')).toHaveValue('body');
    await page.getByLabelText('Column of the texts').selectOptions('id');
    await page.getByTestId('file-1').upload(csv('other.csv'));
    await expect.poll(() => optionsOf(byId('text-column'))).toEqual(['body', 'kind']);
    await expect.element(page.getByLabelText('Column of the texts')).toHaveValue('body');
    await page.getByLabelText('Column of the labels').selectOptions('kind');
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => client.measuredRequests.length).toBe(1);
    expect(client.measuredRequests[0]).toMatchObject({ textColumn: 'body', labelColumn: 'kind' });
  });

  test('a look that comes late does not speak for the file that was chosen since', async () => {
    let found: (columns: TableColumn[]) => void = () => undefined;
    const slow = new Promise<TableColumn[]>((resolve) => (found = resolve));
    const columns = { 'slow.csv': slow, 'quick.csv': [column('text', 9), column('other', 90)] };
    const { byId } = await open({ script: { columns } });
    await page.getByTestId('file-0').upload(csv('slow.csv'));
    await page.getByTestId('file-0').upload(csv('quick.csv'));
    await expect.poll(() => optionsOf(byId('text-column'))).toEqual(['text', 'other']);
    found([column('late', 9)]);
    await slow;
    await expect.element(page.getByLabelText('Column of the texts')).toHaveValue('text');
    expect(optionsOf(byId('text-column'))).toEqual(['text', 'other']);
  });

  test('leaves the name to be typed where a file cannot be looked into, or two have no column in common', async () => {
    const broken = Promise.reject<TableColumn[]>(new Error('no table'));
    broken.catch(() => undefined); // until the page asks for it
    const columns = {
      'broken.csv': broken,
      'one.csv': [column('text', 9)],
      'other.csv': [column('body', 9)],
    };
    const { byId } = await open({ script: { columns } });
    await page.getByTestId('file-0').upload(csv('one.csv'));
    await expect.poll(() => byId('text-column')?.tagName).toBe('SELECT');
    await page.getByTestId('file-1').upload(csv('other.csv'));
    await expect.poll(() => byId('text-column')?.tagName).toBe('INPUT');
    await page.getByRole('button', { name: 'Remove file B' }).click();
    await expect.poll(() => byId('text-column')?.tagName).toBe('SELECT');
    await page.getByTestId('file-0').upload(csv('broken.csv'));
    await expect.poll(() => byId('text-column')?.tagName).toBe('INPUT');
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeEnabled();
  });

  test('shows two files beside each other, the shift between them, and the rows that give one away', async () => {
    const { client, byId, allById } = await open();
    await page.getByTestId('file-0').upload(csv('made.csv'));
    await page.getByTestId('file-1').upload(csv('real.jsonl'));
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => byId('compare-results')).not.toBeNull();
    const [request] = client.measuredRequests;
    expect(request).toMatchObject({ textColumn: 'text', labelColumn: null });
    expect(request!.files.map(({ name }) => name)).toEqual(['made.csv', 'real.jsonl']);
    const measured = syntheticMeasured(['made.csv', 'real.jsonl']);
    expect(allById('compared')).toHaveLength(measured.measures.length);
    const text = byId('compare-results')!.textContent;
    for (const words of [
      'measured at different sizes',
      'p < 0.001',
      'p = 0.085',
      'biased upwards',
      'missing judge',
      'is more varied',
      'intervals overlap',
      'synthetic-1',
      'The encoder knows 97 % of the pieces. The language models of perplexity know 81 % of the words.',
      'The encoder knows 12 % of the pieces.',
      'Words: one a character (Chinese, Japanese), in 612 of 1,640 texts.',
    ]) {
      expect(text).toContain(words);
    }
    expect(allById('giveaway').map((row) => row.querySelectorAll('li').length)).toEqual([2, 2]);
    expect(document.querySelector('[role="status"]')).not.toBeNull();
  });

  test('takes files that are dropped, two at once as well, and gives them up again', async () => {
    const { byId } = await open();
    await expect.poll(() => byId('drop-0')).not.toBeNull();
    drop(byId('drop-0')!, [csv('one.csv'), csv('two.csv')]);
    await expect.element(page.getByTestId('file-name-0')).toHaveTextContent('one.csv');
    await expect.element(page.getByTestId('file-name-1')).toHaveTextContent('two.csv');
    drop(byId('drop-1')!, [csv('three.csv')]);
    await expect.element(page.getByTestId('file-name-1')).toHaveTextContent('three.csv');
    await page.getByRole('button', { name: 'Remove file B' }).click();
    expect(byId('file-name-1')).toBeNull();
    expect(document.activeElement).toBe(byId('file-1'));
    // Beside the fields a file must not take the place of the page.
    const event = new DragEvent('drop', {
      bubbles: true,
      cancelable: true,
      dataTransfer: new DataTransfer(),
    });
    document.body.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
  });

  test('can be stopped, and the keyboard is not lost', async () => {
    const { byId } = await open({ script: { holdMeasuring: true } });
    await page.getByTestId('file-0').upload(csv('mine.csv'));
    page.getByRole('button', { name: 'Measure', exact: true }).element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByTestId('measuring')).toBeVisible();
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement).toBe(byId('stop-measuring'));
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('Stopped. Nothing was kept.')).toBeVisible();
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement).toBe(byId('measure-files'));
  });

  test('says in words what was wrong with a file', async () => {
    const message = 'mine.csv:1: missing column: "text" (wanted one of body, label) — name another column';
    const { byId } = await open({ script: { failMeasuring: { code: 'bad-dataset', message } } });
    await page.getByTestId('file-0').upload(csv('mine.csv'));
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => byId('compare-failure')?.dataset.code).toBe('bad-dataset');
    expect(byId('compare-failure')!.textContent).toContain('A file could not be read as asked.');
    expect(byId('compare-failure')!.textContent).toContain(message);
    await expect.element(page.getByRole('button', { name: 'Measure', exact: true })).toBeEnabled();
  });

  test('hands out the table and everything', async () => {
    const { byId } = await open();
    await page.getByTestId('file-0').upload(csv('mine.csv'));
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => byId('compare-results')).not.toBeNull();
    const names: string[] = [];
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      names.push(this.download);
    });
    await page.getByTestId('download-measured-csv').click();
    await page.getByTestId('download-measured-json').click();
    await expect.poll(() => names).toEqual(['goldilocks-compare.csv', 'goldilocks-compare.json']);
    click.mockRestore();
  });

  test('takes names, rows, words and reasons for text, whatever they say', async () => {
    const measured = syntheticMeasured([HOSTILE, 'real.csv']);
    const hostile = {
      ...measured,
      files: measured.files.map((file) => ({
        ...file,
        notes: { vendiScore: HOSTILE },
        missing: { clusterAgentScore: HOSTILE },
      })),
      giveaways: [{ text: HOSTILE, features: [HOSTILE], probability: 0.9 }],
    };
    const { byId, allById } = await open({ script: { measured: hostile } });
    await page.getByTestId('file-0').upload(csv(HOSTILE.replaceAll('/', '')));
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect.poll(() => byId('compare-results')).not.toBeNull();
    expect(allById('giveaway')[0]!.querySelector('p')!.textContent).toBe(HOSTILE);
    expect(allById('giveaway')[0]!.querySelector('li')!.textContent).toBe(HOSTILE);
    expect(byId('compare-results')!.querySelector('dt bdi')!.textContent).toBe(HOSTILE);
    expect(byId('file-name-0')!.textContent).toBe(HOSTILE.replaceAll('/', ''));
    expect(document.querySelector('img, main script')).toBeNull();
    expect((window as { wasRun?: boolean }).wasRun).toBeUndefined();
  });
});

test.each([390, 820, 1440])('at %i pixels the page needs no sideways scrolling', async (width) => {
  await page.viewport(width, 900);
  const { byId } = await open();
  await page.getByTestId('file-0').upload(csv(`${'very-long-name-'.repeat(20)}.csv`));
  await page.getByTestId('file-1').upload(csv('real.csv'));
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect.poll(() => byId('compare-results')).not.toBeNull();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
