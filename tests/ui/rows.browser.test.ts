import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openPage } from './open-page';

const HOSTILE = '<img src=x onerror="window.wasRun=true"><script>window.wasRun=true</script> \u202Egnp.exe';

describe('the rows of a point', () => {
  test('are reached and left by keyboard alone', async () => {
    const { allById, byId } = await openPage();
    await expect.poll(() => allById('point').length).toBe(40);
    page.getByLabelText('Show accuracy against').element().focus();
    await userEvent.keyboard('{Tab}');
    const focused = () => document.activeElement as HTMLElement;
    expect(focused().dataset).toMatchObject({ testid: 'point', arm: 't0.2', replicate: '0' });
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(focused().dataset).toMatchObject({ arm: 't1.1', replicate: '0' });
    expect(focused().getAttribute('aria-label')).toMatch(/^Temperature 1\.1, replicate 1: accuracy \d\d\.\d/);
    // One stop for Tab, however many points there are.
    expect(allById('point').filter((point) => point.tabIndex === 0)).toEqual([focused()]);
    const point = focused();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => byId('rows')?.dataset).toMatchObject({ arm: 't1.1', replicate: '0' });
    expect(byId('rows')?.contains(document.activeElement)).toBe(true);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => byId('rows')).toBeNull();
    expect(document.activeElement).toBe(point);
  });

  test('come class by class, with accuracy and the confusion matrix', async () => {
    const { allById, byId } = await openPage();
    await expect.poll(() => allById('point').length).toBe(40);
    page
      .getByTestId('point')
      .first()
      .element()
      .dispatchEvent(new MouseEvent('click', { bubbles: true }));
    const rows = page.getByTestId('rows');
    await expect.element(rows.getByRole('heading', { name: 'Temperature 0.2' })).toBeVisible();
    await expect.element(rows.getByText('Learned from 800 generated rows and 64 real rows.')).toBeVisible();
    await expect
      .element(rows.getByText('The recorded example keeps the first 2 rows of each class.'))
      .toBeVisible();
    expect(byId('rows')?.querySelectorAll('details')).toHaveLength(8);
    expect(byId('rows')?.querySelectorAll('details[open] li')).toHaveLength(2);
    await rows.getByText('plant', { exact: true }).first().click();
    await expect.poll(() => byId('rows')?.querySelectorAll('details[open] li').length).toBe(4);
    expect(byId('rows')?.querySelectorAll('tbody td')).toHaveLength(64);
    await rows.getByRole('button', { name: '3', exact: true }).click();
    expect(byId('rows')?.dataset.replicate).toBe('2');
    await rows.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => byId('rows')).toBeNull();
  });

  test('of a baseline are none, and the panel says why', async () => {
    const { allById } = await openPage();
    await expect.poll(() => allById('point').length).toBe(40);
    await page.getByRole('button', { name: '8 real rows only', exact: true }).click();
    await expect.element(page.getByText('This baseline saw real rows only')).toBeVisible();
  });

  test('are text, whatever they say', async () => {
    const { byId, state } = await openPage({
      script: { rowText: HOSTILE },
      hash: '#study?arms=0.2,1.1&replicates=1&rows=2',
    });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    await page.getByRole('button', { name: 'Temperature 1.1', exact: true }).click();
    await expect.poll(() => byId('rows')?.querySelector('li')?.textContent).toBe(HOSTILE);
    expect(document.querySelector('img, main script')).toBeNull();
    expect((window as { wasRun?: boolean }).wasRun).toBeUndefined();
  });
});
