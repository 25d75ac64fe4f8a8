import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ALL_MEASURES, wideRecord } from '../fixtures/wide-record';
import { openPage, reach } from './open-page';

/** The panel comes when a reader gets near it. */
async function openPanel(options: Parameters<typeof openPage>[0] = {}): Promise<HTMLElement> {
  const { byId } = await openPage(options);
  await expect.poll(() => reach('[data-slot=measures]') && byId('measures')).not.toBeNull();
  await expect.poll(() => byId('correlating')).toBeNull();
  return byId('measures')!;
}

const all = (panel: HTMLElement, selector: string): HTMLElement[] => [
  ...panel.querySelectorAll<HTMLElement>(selector),
];

describe('the panel of measures', () => {
  test('is not there before a reader gets near it', async () => {
    await page.viewport(1000, 500);
    const { allById, byId } = await openPage();
    await expect.poll(() => allById('point').length).toBe(40);
    expect(byId('measures')).toBeNull();
  });

  test('shows every measure of the record, by kind, tier by tier from cold to hot', async () => {
    const panel = await openPanel({ record: wideRecord() });
    expect(all(panel, '[data-testid="measure"]')).toHaveLength(ALL_MEASURES.length);
    expect(all(panel, 'section > header h3').map((title) => title.textContent?.trim())).toEqual([
      'How varied',
      'How far from real text',
      'Other',
    ]);
    const line = panel.querySelector('[data-measure="selfBleu"]')!;
    expect(line.querySelectorAll('[role="cell"]')).toHaveLength(6);
    expect(line.textContent).toContain('lower is more varied');
    const heads = all(panel, '[role="columnheader"]').slice(0, 7);
    expect(heads.map((head) => head.textContent?.trim())).toEqual([
      'Measure',
      ...['0.2', '0.5', '0.8', '1.1', '1.5', '2.2'].map((value) => `${value}Temperature ${value}`),
    ]);
  });

  test('looks as right with the few measures of a small record', async () => {
    const panel = await openPanel();
    expect(all(panel, '[data-testid="measure"]')).toHaveLength(6);
    // Few enough for the numbers to stand in the cells.
    const grid = panel.querySelector('[data-testid="agreement"]')!;
    expect(grid.querySelectorAll('td[data-row] .unseen')).toHaveLength(0);
    expect(grid.querySelectorAll('td[data-row]')).toHaveLength(36);
  });

  test('says of each measure what it sees and is blind to, by keyboard too', async () => {
    const panel = await openPanel();
    const button = panel.querySelector<HTMLElement>('[data-measure="vendiScore"] button')!;
    button.focus();
    await userEvent.keyboard('{Enter}');
    expect(button.getAttribute('aria-expanded')).toBe('true');
    const more = document.getElementById(button.getAttribute('aria-controls')!)!;
    expect(more.textContent).toContain('it is blind to whether they make sense');
    expect(more.textContent).toContain('effective texts');
    expect(more.querySelectorAll('circle')).toHaveLength(30);
    await userEvent.keyboard('{Enter}');
    expect(more.hidden).toBe(true);
  });

  test('says of how many rows a measure was taken, and why not of all', async () => {
    const record = wideRecord();
    const measures = record.measures.map((info) =>
      info.id === 'dcScore' ? { ...info, limits: { rows: 192 } } : info,
    );
    const runs = record.runs.map((run) => ({
      ...run,
      trainingRows: { ...run.trainingRows, generated: run.trainingRows.generated && 800 },
      rowsUsed: { dcScore: 192 },
    }));
    const panel = await openPanel({ record: { ...record, measures, runs } });
    const line = (id: string): HTMLElement => panel.querySelector(`[data-measure="${id}"]`)!;
    expect(line('dcScore').textContent).toContain('192 rows');
    expect(line('vendiScore').textContent).not.toContain(' rows');
    for (const id of ['dcScore', 'vendiScore']) line(id).querySelector('button')!.click();
    const about = (id: string): HTMLElement =>
      document.getElementById(line(id).querySelector('button')!.getAttribute('aria-controls')!)!;
    await expect.poll(() => about('dcScore').textContent).toContain('192 of 800');
    expect(about('dcScore').textContent).toContain(
      'At most 192 rows, drawn at random: the work grows faster than their number.',
    );
    await expect.poll(() => about('vendiScore').textContent).toMatch(/all\s800/);
  });

  test('says plainly where it knows nothing of a measure', async () => {
    const panel = await openPanel();
    panel.querySelector<HTMLElement>('[data-measure="label-noise"] button')!.click();
    await expect.element(page.getByText('the page knows nothing more of it')).toBeVisible();
  });

  test('lists what goes with accuracy, strongest first, with runs, intervals and cautions', async () => {
    const panel = await openPanel({ record: wideRecord() });
    const lines = all(panel, '[data-testid="predictors"] > li');
    expect(lines).toHaveLength(ALL_MEASURES.length);
    const strengths = lines.map((line) =>
      Math.abs(Number(/−?\d\.\d\d/.exec(line.querySelector('.value')!.textContent)![0].replace('−', '-'))),
    );
    expect(strengths).toEqual(strengths.slice().sort((a, b) => b - a));
    expect(panel.textContent).toContain('over 30 runs of 6 tiers');
    expect(panel.textContent).toContain('Runs of one tier resemble each other');
    expect(panel.textContent).toContain('the two halves cancel');
    expect(lines[0]!.textContent).toMatch(/How varied: |How far from real text: |Other: /);
  });

  test('has one Tab stop for the matrix, which the arrow keys move and the words below follow', async () => {
    const panel = await openPanel();
    const cell = (): HTMLElement => document.activeElement as HTMLElement;
    panel.querySelector<HTMLElement>('td[tabindex="0"]')!.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowDown}{ArrowRight}');
    expect(cell().dataset).toMatchObject({ row: '1', column: '2' });
    expect(all(panel, 'td[tabindex="0"]')).toEqual([cell()]);
    const readout = panel.querySelector('.readout')!;
    expect(readout.textContent).toMatch(
      /^Self-BLEU and Compression ratio: 0\.\d\d \(95 % interval .* 30 runs\)$/,
    );
    await userEvent.keyboard('{End}{ArrowUp}{ArrowUp}{ArrowUp}');
    expect(cell().dataset).toMatchObject({ row: '0', column: '5' });
  });

  test('holds the correlations back while the study runs', async () => {
    const hash = '#study?arms=0.2,1.1&replicates=3&rows=3';
    const { byId, allById, state } = await openPage({ script: { holdAfter: 7 }, hash });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => allById('point').length).toBe(7);
    await expect
      .poll(() => reach('[data-slot=measures]') && byId('measures')?.textContent)
      .toContain('once the study has stopped');
    expect(byId('predictors')).toBeNull();
    await page.getByTestId('cancel').click();
    await expect.poll(state).toBe('stopped');
    await expect.poll(() => byId('predictors')).not.toBeNull();
  });

  test('says so where there are too few runs', async () => {
    const { byId, state } = await openPage({
      hash: '#study?arms=0.2,1.1&replicates=1&rows=3',
      hasExample: false,
    });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    await expect
      .poll(() => reach('[data-slot=measures]') && byId('measures')?.textContent)
      .toContain('There are 2 runs of tiers so far');
  });
});

test.each([390, 820, 1440])(
  'at %i pixels the panel needs no sideways scrolling of the page',
  async (width) => {
    await page.viewport(width, 900);
    await openPanel({ record: wideRecord() });
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  },
);
