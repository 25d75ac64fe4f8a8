import axe from 'axe-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { analyse, curveBands } from '../../src/analysis';
import { inWords } from '../../src/words/en/statements';
import type { Run, StudyRecord } from '../../src/core/run';
import { stream } from '../../src/core/random';
import { defaultSettings } from '../../src/experiment/settings';
import { EXPERIMENTS } from '../../src/experiment/designs';
import SeriesFigure from '../../src/ui/components/curves/SeriesFigure.svelte';
import { viewOfRecord } from '../../src/ui/study-view';
import { openPage } from './open-page';
import { syntheticRecord } from '../fixtures/synthetic-record';

const TEST_ROWS = 240;
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

/** A study of shift, the runs made up and the analysis what the lab makes of them. */
function shiftRecord(values = [0.5, 0.8, 1.1, 1.5]): StudyRecord {
  const settings = { ...defaultSettings('shift'), values, rowsPerClass: 2, replicates: 4 };
  const record = syntheticRecord({ settings, rowsKept: 0 });
  const rng = stream('shift record');
  const runs = record.runs.map((run): Run => {
    const right = Math.round(run.accuracy * TEST_ROWS);
    const yPred = Array.from({ length: TEST_ROWS }, (_, i) => Number(i < right));
    const { vendiScore = 0, frechetDistance = 0 } = run.measures;
    const measures = run.arm.includes('-')
      ? {
          vendiScore: vendiScore + 20 * rng.normal(),
          frechetDistance: frechetDistance + rng.normal() / 5,
          labelNoise: 0.1 + 0.05 * rng.uniform(),
        }
      : {};
    return { ...run, accuracy: right / TEST_ROWS, yPred, measures };
  });
  const yTrue = new Array<number>(TEST_ROWS).fill(1);
  return {
    ...record,
    runs,
    yTrue,
    ...inWords(analyse(record.study, runs, yTrue, EXPERIMENTS.shift.analysis)),
  };
}

const coefficientsOf = (record: StudyRecord) =>
  record.analysis.findings!.filter(({ kind }) => kind === 'coefficient');

async function show(record: StudyRecord): Promise<void> {
  await render(SeriesFigure, { view: viewOfRecord(record, 'example'), onopen: vi.fn() });
  await expect.poll(() => document.querySelectorAll('path.curve').length).toBe(4);
}

const fitBox = () => page.getByRole('checkbox', { name: 'Show fitted trend' });
const toPlane = () => page.getByRole('button', { name: 'Variety against shift' }).click();

describe('the coefficients of a study of shift', () => {
  test('stand beneath the plane, with the numbers and intervals of the record', async () => {
    const record = shiftRecord();
    const found = coefficientsOf(record);
    expect(found).toHaveLength(3);
    await show(record);
    expect(document.querySelector('[data-testid="coefficients"]')).toBeNull();
    await toPlane();
    await expect.poll(() => document.querySelectorAll('[data-testid="coefficient"]').length).toBe(3);
    const lines = [...document.querySelectorAll<HTMLElement>('[data-testid="coefficient"]')];
    found.forEach(({ estimate, pValue, text }, i) => {
      const { mean, low, high } = estimate!;
      const line = lines[i]!;
      expect(line.querySelector('.sentence')!.textContent.replaceAll('\u00a0', ' ')).toBe(text);
      const words = line.querySelector('.value')!.textContent.replace(/\s+/g, ' ').trim();
      expect(words).toBe(`${signed(mean)} ${signed(low)} to ${signed(high)}`);
      expect(line.querySelector('.isUnclear') !== null).toBe(pValue > 0.05);
    });
  });

  test('are drawn to one scale, 0 in the middle', async () => {
    const record = shiftRecord();
    await show(record);
    await toPlane();
    await expect.poll(() => document.querySelectorAll('[data-testid="coefficient"]').length).toBe(3);
    const scales = coefficientsOf(record).map(({ estimate }, i) => {
      const line = document.querySelectorAll<HTMLElement>('[data-testid="coefficient"] .line')[i]!;
      const box = line.getBoundingClientRect();
      const zero = box.left + box.width / 2;
      const mean = line.querySelector('.mean')!.getBoundingClientRect();
      const whisker = line.querySelector('.whisker')!.getBoundingClientRect();
      const perUnit = whisker.width / (estimate!.high - estimate!.low);
      expect(mean.left + mean.width / 2 - zero).toBeCloseTo(estimate!.mean * perUnit, 0);
      expect(whisker.left - zero).toBeCloseTo(estimate!.low * perUnit, 0);
      expect(whisker.left).toBeGreaterThanOrEqual(box.left);
      expect(whisker.right).toBeLessThanOrEqual(box.right);
      return perUnit;
    });
    expect(Math.max(...scales) / Math.min(...scales)).toBeCloseTo(1, 1);
  });

  test('are absent where the study has no regression', async () => {
    const record = shiftRecord();
    const analysis = { ...record.analysis, findings: [] };
    await show({ ...record, analysis });
    await toPlane();
    await expect.poll(() => document.querySelector('[data-testid="plane"]')).not.toBeNull();
    expect(document.querySelector('[data-testid="coefficients"]')).toBeNull();
  });
});

describe.each(['light', 'dark'])('in %s colours', (theme) => {
  afterEach(() => {
    delete document.documentElement.dataset.theme;
  });

  test.each([390, 1440])('coefficients and trends can be read by all, at %i pixels too', async (width) => {
    document.documentElement.dataset.theme = theme;
    await page.viewport(width, 900);
    await show(shiftRecord());
    await fitBox().click();
    const faults = async (): Promise<string[]> =>
      (await axe.run(document.querySelector('figure')!, { runOnly: ['wcag2a', 'wcag2aa'] })).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
      );
    expect(await faults()).toEqual([]);
    await toPlane();
    await expect.poll(() => document.querySelector('[data-testid="coefficients"]')).not.toBeNull();
    expect(await faults()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    await page.viewport(1280, 900);
  });
});

describe('fitted trends', () => {
  const trends = (): NodeListOf<Element> => document.querySelectorAll('[data-testid="trend"]');

  test('are drawn when asked for, one for each curve, with a line that says what they are', async () => {
    const record = shiftRecord();
    expect(curveBands(record.study, record.runs, record.yTrue, 'log')).toHaveLength(4);
    await show(record);
    expect(trends()).toHaveLength(0);
    await fitBox().click();
    await expect.poll(() => trends().length).toBe(4);
    await expect
      .element(page.getByText(/^A parabola fitted to each curve .* with the 95\s% band/))
      .toBeVisible();
    await page
      .getByRole('group', { name: 'Show or hide curves' })
      .getByRole('button', { name: 'curve label-noise' })
      .click();
    await expect.poll(() => trends().length).toBe(3);
    await fitBox().click();
    await expect.poll(() => trends().length).toBe(0);
    expect(document.querySelector('[data-testid="fit-key"]')).toBeNull();
  });

  test('of a study of one curve are fetched when they are asked for, and run from its first mean to its last', async () => {
    const record = (await (await fetch('/recorded/temperature.json')).json()) as StudyRecord;
    const { allById, byId } = await openPage({ record });
    await expect.poll(() => allById('point').length).toBe(record.runs.length);
    expect(byId('fit-key')).toBeNull();
    await fitBox().click();
    await expect.poll(() => trends().length).toBe(1);
    await expect.element(page.getByText(/^A parabola fitted to the curve/)).toBeVisible();
    const means = [...trends()[0]!.closest('svg')!.querySelectorAll('.interval')].map((line) =>
      Number(line.getAttribute('x1')),
    );
    const line = trends()[0]!.querySelector('.fit')!.getAttribute('d')!;
    const places = [...line.matchAll(/[ML]([\d.]+),/g)].map(([, at]) => Number(at));
    expect(places[0]).toBeCloseTo(means[0]!, 1);
    expect(places.at(-1)).toBeCloseTo(means.at(-1)!, 1);
    await page.getByLabelText('Show accuracy against').selectOptions(record.measures[0]!.id);
    await expect.poll(() => trends().length).toBe(0);
    expect(fitBox().query()).toBeNull();
  });

  test('of two values are called straight lines', async () => {
    await show(shiftRecord([0.5, 1.5]));
    await fitBox().click();
    await expect.element(page.getByText(/^A straight line fitted to each curve/)).toBeVisible();
  });

  test('are not offered over a measure', async () => {
    await show(shiftRecord());
    await fitBox().click();
    await page.getByLabelText('Show accuracy against').selectOptions('vendiScore');
    await expect.poll(() => fitBox().query()).toBeNull();
    expect(trends()).toHaveLength(0);
  });

  test('are not offered without the true classes of the test rows', async () => {
    await show({ ...shiftRecord(), yTrue: [] });
    expect(fitBox().query()).toBeNull();
  });
});
