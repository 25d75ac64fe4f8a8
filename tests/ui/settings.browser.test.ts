import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { openPage } from './open-page';

const field = (label: string) => page.getByLabelText(label, { exact: true });
const summary = () => page.getByText('Design the study');

describe('the settings', () => {
  test('come from the link, and a changed one changes the link', async () => {
    await openPage({ hash: '#study?arms=0.2,1.1&replicates=2' });
    await expect.element(field('Temperatures')).toHaveValue('0.2, 1.1');
    await field('Seed').fill('5');
    expect(location.hash).toBe('#study?arms=0.2,1.1&replicates=2&seed=5');
    await page.getByRole('button', { name: 'Back to the defaults' }).click();
    expect(location.hash).toBe('');
    await expect.element(field('Seed')).toHaveValue('1');
  });

  test('that make no sense are said beside the field, kept as typed, and stop the button', async () => {
    const { client } = await openPage();
    await summary().click();
    await field('Temperatures').fill('0.2, hot');
    await expect.element(page.getByText('Please give 2 to 24 different numbers')).toBeVisible();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeDisabled();
    await expect.element(field('Temperatures')).toHaveAttribute('aria-invalid', 'true');
    await field('Replicates').fill('0');
    await expect.element(page.getByText('Please give a whole number from 1 to 100.')).toBeVisible();
    await expect.element(field('Temperatures')).toHaveValue('0.2, hot');
    expect(location.hash).toBe('');
    await field('Temperatures').fill('2, 0.2');
    await field('Replicates').fill('1');
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeEnabled();
    expect(client.asked).toEqual([]);
  });

  test('of a link that makes no sense are replaced by the defaults, with a sentence', async () => {
    const { byId } = await openPage({ hash: '#study?replicates=lots' });
    expect(byId('link-failure')?.textContent).toContain('invalid replicates: "lots"');
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeEnabled();
  });

  test('follow a link that is opened on the same page', async () => {
    await openPage({ hash: '#study?seed=3' });
    location.hash = '#study?seed=4';
    await expect.element(field('Seed')).toHaveValue('4');
  });

  test('cannot be changed while a study runs', async () => {
    const { state } = await openPage({ script: { holdAfter: 1 }, hash: '#study?arms=0.2,1.1' });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('running');
    await expect.element(field('Seed')).toBeDisabled();
  });
});
