import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { StudyRecord } from '../../src/core/run';
import { syntheticExplanation } from '../fixtures/synthetic-explanation';
import type { Script } from '../fixtures/scripted-client';
import { openPage, type Opened } from './open-page';

const SMALL = '#study?arms=0.2,1.1&replicates=2&rows=3';
const HOSTILE = '<img src=x onerror="window.wasRun=true">';

const panel = () => page.getByTestId('explain');
const start = () => page.getByRole('button', { name: 'Explain this run', exact: true });

/** A study is run, and the rows of a run of temperature 1.1 are open. */
async function openRun(script: Script = {}): Promise<Opened> {
  const opened = await openPage({ script, hash: SMALL });
  await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
  await expect.poll(opened.state).toBe('finished');
  await page.getByRole('button', { name: 'Temperature 1.1', exact: true }).click();
  await expect.poll(() => opened.byId('explain')).not.toBeNull();
  return opened;
}

afterEach(() => page.viewport(1280, 900));

describe('why a run did as it did', () => {
  test('is asked of that run, with the rows it learned from', async () => {
    const { byId, client } = await openRun({ explanation: syntheticExplanation });
    expect(client.explainRequests).toEqual([]);
    await start().click();
    await expect
      .poll(() => byId('explanation')?.textContent.replaceAll('\u00a0', ' '))
      .toBe(syntheticExplanation.text);
    const [request, ...others] = client.explainRequests;
    expect(others).toEqual([]);
    expect(request).toMatchObject({ settings: client.asked[0], arm: 't1.1', replicate: 0 });
    expect(request!.rows).toHaveLength(3 * 8);
  });

  test('shows every cause with its value and what real rows have, and says which are worse', async () => {
    const { allById } = await openRun({ explanation: syntheticExplanation });
    await start().click();
    await expect.poll(() => allById('cause').length).toBe(5);
    const lines = new Map(
      allById('cause').map((line) => [line.dataset.cause, line.textContent.replace(/\s+/g, ' ').trim()]),
    );
    expect(lines.get('labelNoise')).toBe(
      'Wrong labels worse than real text 31 % About 31 % have a wrong label.',
    );
    expect(lines.get('outOfScope')).toContain('cannot be told');
    expect(lines.get('coverage')).not.toContain('worse');
    expect(lines.get('duplicates')).toContain('0 %');
    const widths = allById('cause').map(
      (line) => line.querySelector('.fill')?.getBoundingClientRect().width ?? null,
    );
    const whole = document.querySelector('[data-cause="shift"] .bar')!.getBoundingClientRect().width;
    expect(widths[0]! / whole).toBeCloseTo(0.31, 2);
    expect(widths[1]).toBeNull();
    expect(widths[2]! / whole).toBeCloseTo(0.81, 2);
    const real = document.querySelector('[data-cause="shift"] .real')!.getBoundingClientRect();
    const bar = document.querySelector('[data-cause="shift"] .bar')!.getBoundingClientRect();
    expect((real.left + real.width / 2 - bar.left) / whole).toBeCloseTo(0.5, 2);
  });

  test('shows the rows that hurt most, with the label that is disputed and the one that is put in its place', async () => {
    const { allById, byId } = await openRun({ explanation: syntheticExplanation });
    await start().click();
    await expect.poll(() => byId('hurting')).not.toBeNull();
    const lines = [...byId('hurting')!.querySelectorAll('li')];
    expect(lines).toHaveLength(6);
    expect(lines[0]!.querySelector('del')?.textContent).toBe('animal');
    expect(lines[0]!.querySelector('ins')?.textContent).toBe('food');
    expect(lines[4]!.querySelector('del')).toBeNull();
    // A real row has its right label, whatever the oracle says of it.
    expect(lines[5]!.textContent.replace(/\s+/g, ' ').trim()).toBe('animal real a row that hurts, no. 6');
    await panel().getByText('3 more', { exact: true }).click();
    await expect.element(panel().getByText('a row that hurts, no. 9')).toBeVisible();
    await panel().getByText('The rows that helped most').click();
    await expect.element(panel().getByText('a row that helps, no. 1')).toBeVisible();
    expect(allById('rated-row')).toHaveLength(9 + 3);
    await expect
      .element(panel().getByText(/1600 real rows\. .* They are right on 84\u202f% of the test rows/))
      .toBeVisible();
  });

  test('has text for rows, whatever they say', async () => {
    const hostile = { ...syntheticExplanation.hurting[0]!, text: HOSTILE };
    const { byId } = await openRun({
      explanation: { ...syntheticExplanation, hurting: [hostile], helping: [], text: HOSTILE },
    });
    await start().click();
    await expect.poll(() => byId('explanation')?.textContent).toBe(HOSTILE);
    expect(byId('hurting')!.textContent).toContain(HOSTILE);
    expect(document.querySelector('dialog img')).toBeNull();
    expect((window as { wasRun?: boolean }).wasRun).toBeUndefined();
  });

  test('says so where no row hurt', async () => {
    await openRun({ explanation: { ...syntheticExplanation, hurting: [], helping: [] } });
    await start().click();
    await expect.element(panel().getByText('No row raised the loss.')).toBeVisible();
  });

  test('fails in words, and can be asked again', async () => {
    const { client } = await openRun();
    await start().click();
    await expect.element(panel().getByTestId('failure')).toBeVisible();
    await expect.element(panel().getByTestId('failure')).toHaveAttribute('data-code', 'internal');
    await start().click();
    await expect.poll(() => client.explainRequests.length).toBe(2);
  });

  test('can be stopped, and asked again', async () => {
    const { byId, client } = await openRun({ holdExplaining: true });
    await start().click();
    await expect.element(panel().getByRole('status')).toBeVisible();
    await panel().getByRole('button', { name: 'Stop' }).click();
    await expect.element(start()).toBeEnabled();
    expect(client.explainSignals[0]!.aborted).toBe(true);
    expect(byId('failure')).toBeNull();
    await start().click();
    await expect.poll(() => client.explainRequests.length).toBe(2);
  });

  test('ends with the panel: another run has an explanation of its own, and none goes on unseen', async () => {
    const { byId, client } = await openRun({ holdExplaining: true });
    await start().click();
    await expect.element(panel().getByRole('status')).toBeVisible();
    await page.getByTestId('rows').getByRole('button', { name: '2', exact: true }).click();
    await expect.element(start()).toBeVisible();
    expect(client.explainSignals[0]!.aborted).toBe(true);
    await start().click();
    await expect.poll(() => client.explainRequests[1]?.replicate).toBe(1);
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => byId('rows')).toBeNull();
    expect(client.explainSignals[1]!.aborted).toBe(true);
  });

  test('does not stay when another run is chosen', async () => {
    const { byId } = await openRun({ explanation: syntheticExplanation });
    await start().click();
    await expect.poll(() => byId('explanation')).not.toBeNull();
    await page.getByTestId('rows').getByRole('button', { name: '2', exact: true }).click();
    await expect.poll(() => byId('explanation')).toBeNull();
    await expect.element(start()).toBeVisible();
  });

  test('waits while a study runs, as both want the same worker', async () => {
    const { allById } = await openPage({ script: { holdAfter: 3 }, hash: SMALL });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => allById('point').length).toBe(3);
    await page.getByRole('button', { name: 'Temperature 1.1', exact: true }).click();
    await expect.element(start()).toBeDisabled();
    await expect.element(panel().getByText('A study is running.')).toBeVisible();
  });

  test('of a recorded study is asked with its rows to be made again, as it keeps a few only', async () => {
    const record = (await (await fetch('/recorded/temperature.json')).json()) as StudyRecord;
    const { allById, byId, client } = await openPage({
      record,
      script: { explanation: syntheticExplanation },
    });
    await expect.poll(() => allById('point').length).toBe(record.runs.length);
    const [point] = allById('point');
    point!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await start().click();
    await expect.poll(() => byId('explanation')).not.toBeNull();
    const { arm, replicate } = point!.dataset;
    expect(client.explainRequests).toMatchObject([
      { arm, replicate: Number(replicate), rows: null, settings: { experiment: 'temperature' } },
    ]);
  });

  test('of a study whose settings are unknown cannot be asked, and says why', async () => {
    const { allById, byId } = await openPage();
    await expect.poll(() => allById('point').length).toBe(40);
    allById('point')[0]!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await expect.element(panel().getByText('made by another version of the lab')).toBeVisible();
    expect(byId('start-explain')).toBeNull();
  });

  test('cannot be asked where the study pre-trained the network, and says why', async () => {
    const { allById, byId, state } = await openPage({
      hash: '#study?experiment=pre-training&arms=0.2,1.1&series=low,high&replicates=2&rows=3',
    });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    await expect.poll(() => allById('point').length).toBeGreaterThan(0);
    allById('point')[0]!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await expect
      .element(panel().getByText('its classifier began with a network that was pre-trained for this study'))
      .toBeVisible();
    expect(byId('start-explain')).toBeNull();
  });

  test.each([390, 820, 1440])('at %i pixels needs no sideways scrolling', async (width) => {
    await page.viewport(width, 900);
    const long = { ...syntheticExplanation.hurting[0]!, text: 'x'.repeat(300) };
    const { byId } = await openRun({ explanation: { ...syntheticExplanation, hurting: [long] } });
    await start().click();
    await expect.poll(() => byId('hurting')).not.toBeNull();
    const dialog = byId('rows')!;
    expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});
