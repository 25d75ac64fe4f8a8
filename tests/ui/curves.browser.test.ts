import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openPage, type Opened } from './open-page';

const MIXING = '#study?experiment=mixing&arms=0,0.5,1&series=8,32&rows=3&replicates=2';

async function openCurves(hash = MIXING): Promise<Opened> {
  const opened = await openPage({ hash });
  await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
  await expect.poll(opened.state).toBe('finished');
  await expect.poll(() => opened.allById('point').length).toBeGreaterThan(0);
  return opened;
}

const toggle = (name: string) =>
  page.getByRole('group', { name: 'Show or hide curves' }).getByRole('button', { name });

async function readOn(): Promise<void> {
  await expect.poll(() => document.querySelector('[data-slot=story]')).not.toBeNull();
  document.querySelector('[data-slot=story]')!.scrollIntoView();
}

describe('a study of several curves', () => {
  test('has them all in one figure, a point for every run, a line of the table for every arm', async () => {
    const { allById, byId } = await openCurves();
    await expect.poll(() => allById('point').length).toBe((3 * 2 + 2) * 2);
    await expect.poll(() => byId('curves')!.querySelectorAll('path.curve').length).toBe(2);
    expect(byId('results')!.querySelectorAll('tr[data-arm]')).toHaveLength(3 * 2 + 2);
    await expect.element(page.getByText('← real text')).toBeVisible();
    // Told apart by more than colour.
    const shapes = allById('point').map(
      (point) => point.querySelector('path.mark')?.getAttribute('d') ?? 'baseline',
    );
    expect(new Set(shapes).size).toBe(3);
    const dashes = [...byId('curves')!.querySelectorAll('path.curve')].map((path) =>
      path.getAttribute('stroke-dasharray'),
    );
    expect(new Set(dashes).size).toBe(2);
  });

  test('can have some of them hidden', async () => {
    const { allById } = await openCurves();
    await expect.element(toggle('curve 8')).toHaveAttribute('aria-pressed', 'true');
    await toggle('curve 8').click();
    await expect.element(toggle('curve 8')).toHaveAttribute('aria-pressed', 'false');
    const arms = (): string[] => allById('point').map((point) => point.dataset.arm!);
    expect(arms().filter((arm) => arm.startsWith('8-'))).toEqual([]);
    expect(arms().filter((arm) => arm.startsWith('32-'))).toHaveLength(6);
    await toggle('curve 8').click();
    expect(arms()).toHaveLength(16);
  });

  test('opens the rows of a point by press and by key', async () => {
    const { allById, byId } = await openCurves();
    const point = allById('point').find(({ dataset }) => dataset.arm === '32-t0.5')!;
    point.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await expect.poll(() => byId('rows')?.dataset.arm).toBe('32-t0.5');
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => byId('rows')).toBeNull();
    const stops = allById('point').filter((one) => one.tabIndex === 0);
    expect(stops).toHaveLength(1);
    stops[0]!.focus();
    await userEvent.keyboard('{End}{Enter}');
    await expect.poll(() => byId('rows')?.dataset.arm).toMatch(/^(few|many)$/);
  });

  test('can stand over any measure', async () => {
    const { allById } = await openCurves();
    const before = allById('point').map((point) => point.getAttribute('transform'));
    await page.getByLabelText('Show accuracy against').selectOptions('selfBleu');
    await expect.element(page.getByText('Self-BLEU (ratio) – axis runs backwards')).toBeVisible();
    expect(allById('point').map((point) => point.getAttribute('transform'))).not.toEqual(before);
  });

  test('can be read as a grid, whose cells open their rows', async () => {
    const { byId } = await openCurves();
    await page.getByRole('button', { name: 'Grid', exact: true }).click();
    const cells = [...byId('grid')!.querySelectorAll('tbody td')];
    expect(cells).toHaveLength(6);
    expect(cells.filter((cell) => cell.classList.contains('best'))).toHaveLength(1);
    expect([...byId('grid')!.querySelectorAll('thead th')].map((head) => head.textContent)).toEqual([
      'Share',
      '0\u202f%',
      '50\u202f%',
      '100\u202f%',
    ]);
    byId('grid')!.querySelector<HTMLElement>('button[data-arm="8-t1"]')!.click();
    await expect.poll(() => byId('rows')?.dataset.arm).toBe('8-t1');
  });

  test('can be laid out by variety and shift, with measures to choose', async () => {
    const { allById, byId } = await openCurves(
      '#study?experiment=shift&arms=0.5,1.5&series=none,label-noise&rows=2&replicates=2',
    );
    await page.getByRole('button', { name: 'Variety against shift' }).click();
    await expect.poll(() => byId('plane')).not.toBeNull();
    await expect.poll(() => allById('point').length).toBe(2 * 2 * 2);
    const before = allById('point').map((point) => point.getAttribute('transform'));
    await page.getByLabelText('To the right').selectOptions('distinct2');
    await expect
      .poll(() => allById('point').map((point) => point.getAttribute('transform')))
      .not.toEqual(before);
    await toggle('curve none').click();
    await expect.poll(() => allById('point').length).toBe(1 * 2 * 2);
  });

  test('shows the rows and the measures of one curve at a time', async () => {
    await openCurves();
    const section = page.getByRole('region', { name: 'What each tier wrote' });
    await expect
      .element(section.getByRole('heading', { name: 'Curve 8, share 1', exact: true }))
      .toBeVisible();
    await section.getByRole('combobox', { name: 'Curve' }).selectOptions('32');
    await expect
      .element(section.getByRole('heading', { name: 'Curve 32, share 1', exact: true }))
      .toBeVisible();
    expect(section.getByRole('heading', { level: 3 }).elements()).toHaveLength(3);
  });

  test('grows while it runs', async () => {
    const { allById, byId } = await openPage({ hash: MIXING, script: { holdAfter: 5 } });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => allById('point').length).toBe(5);
    await expect.poll(() => byId('curves')!.querySelectorAll('path.mean').length).toBeGreaterThan(0);
    await expect.element(page.getByText('So far', { exact: true })).toBeVisible();
  });
});

describe('what an experiment means', () => {
  test('is said before it was ever run, with the papers it is from', async () => {
    const { byId } = await openPage({ hash: '#study?experiment=topics' });
    await readOn();
    await expect.poll(() => byId('story')?.dataset.experiment).toBe('topics');
    await expect.element(page.getByText('Nothing yet: run it')).toBeVisible();
    const links = [...byId('story')!.querySelectorAll('a')].map(({ href }) => href);
    expect(links).toEqual(['https://arxiv.org/abs/2410.15226']);
  });

  test('says what the run found once there is one', async () => {
    const { byId } = await openCurves();
    await readOn();
    await expect.poll(() => byId('story')?.textContent).toContain('What this run found');
    expect(byId('story')!.textContent).toContain('27.4 points above 0.2');
  });

  test('says beside the curve what the generator had read', async () => {
    const { byId } = await openPage();
    await readOn();
    await expect
      .poll(() => byId('known')?.textContent)
      .toMatch(/fitted to 1,234 labelled texts of the same kind as the test rows, 56 or more of each class/);
  });
});
