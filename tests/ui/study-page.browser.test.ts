import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import type { StoredStudy } from '../../src/core/ports';
import { openPage } from './open-page';

const small = '#study?arms=0.2,1.1&replicates=2&rows=3';
const runButton = () => page.getByRole('button', { name: /^Run it (yourself|again)$/ });

describe('before anything is run', () => {
  test('the recorded example is shown, and said to be recorded', async () => {
    const { byId, allById, state } = await openPage();
    await expect.poll(() => allById('point').length).toBe(40);
    expect(state()).toBe('idle');
    await expect.element(page.getByText('Recorded example')).toBeVisible();
    await expect.element(page.getByText('Recorded on 14 March 2026 in Chrome 156 on wasm.')).toBeVisible();
    expect(byId('verdict')?.dataset.kind).toBe('moderate-is-best');
    expect(byId('results')?.querySelectorAll('tbody tr')).toHaveLength(8);
    // The few that stand for all; the others are in the panel of measures.
    expect(byId('results')?.textContent).toContain('higher is more varied');
    expect(byId('results')?.querySelectorAll('thead tr:last-child th')).toHaveLength(6 + 2);
  });

  test('without an example the page says so calmly, and the button works', async () => {
    const { state, allById } = await openPage({ hasExample: false, hash: small });
    await expect.element(page.getByText('There is no recorded example here')).toBeVisible();
    await runButton().click();
    await expect.poll(state).toBe('finished');
    await expect.poll(() => allById('point').length).toBe(8);
  });

  test('an example that cannot be reached is no missing one: it is fetched again once that is wished', async () => {
    let isOffline = true;
    const { allById } = await openPage({ isOffline: () => isOffline });
    const missing = page.getByTestId('missing').first();
    await expect.element(missing).toHaveTextContent('Check the connection and try again.');
    isOffline = false;
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await expect.poll(() => allById('point').length).toBe(40);
  });

  test('the axis can be any measure of the record, and the points move', async () => {
    const { allById } = await openPage();
    await expect.poll(() => allById('point').length).toBe(40);
    const before = allById('point').map((point) => point.getAttribute('transform'));
    const axis = page.getByLabelText('Show accuracy against');
    expect(axis.element().querySelectorAll('option')).toHaveLength(1 + 6);
    await axis.selectOptions('selfBleu');
    await expect.element(page.getByText('Self-BLEU (ratio) – axis runs backwards')).toBeVisible();
    expect(allById('point').map((point) => point.getAttribute('transform'))).not.toEqual(before);
    await expect.poll(() => allById('point').length).toBe(40);
  });
});

describe('a run', () => {
  test('shows the curve growing, a verdict so far, rows and the time left', async () => {
    const { byId, allById, state } = await openPage({ script: { holdAfter: 5 }, hash: small });
    await runButton().click();
    await expect.poll(() => allById('point').length).toBe(5);
    expect(state()).toBe('running');
    await expect.element(page.getByText('So far')).toBeVisible();
    // As many as there are points, whatever was told of the run that is being made.
    await expect.element(page.getByText('5 of 8 runs')).toBeVisible();
    await expect.element(page.getByText('a few seconds left')).toBeVisible();
    await expect.element(page.getByText('24 of 24 rows · replicate 2').first()).toBeVisible();
    const bar = byId('progress') as HTMLProgressElement;
    expect([bar.value, bar.dataset.finished, bar.dataset.total]).toEqual([0.5, '5', '8']);
    expect(byId('download-record')).toBeNull();
    expect(byId('download-table')).not.toBeNull();
  });

  test('ends in a verdict, a table and a record to take home', async () => {
    const { byId, allById, state, client } = await openPage({ hash: small });
    await runButton().click();
    await expect.poll(state).toBe('finished');
    expect(client.asked).toEqual([
      { ...DEFAULT_SETTINGS, values: [0.2, 1.1], replicates: 2, rowsPerClass: 3 },
    ]);
    await expect
      .poll(() =>
        allById('point')
          .map((point) => `${point.dataset.arm} ${point.dataset.replicate}`)
          .sort(),
      )
      .toEqual(['t0.2', 't1.1', 'few', 'many'].flatMap((arm) => [`${arm} 0`, `${arm} 1`]).sort());
    expect(byId('verdict')?.textContent).toContain('Moderate is best: synthetic temperature 1.1 reaches');
    const said = [...document.querySelectorAll('[role="status"]')].map((status) => status.textContent);
    expect(said.filter((text) => text.includes('The study is finished.'))).toHaveLength(1);
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      expect(this.download).toBe('goldilocks-temperature-seed1.json');
    });
    await page.getByRole('button', { name: 'Download the record (JSON)', exact: true }).click();
    await expect.poll(() => click.mock.calls.length).toBe(1);
    click.mockRestore();
  });

  test('replaces the example, which stays one press away', async () => {
    const { allById, state } = await openPage({ hash: small });
    await expect.poll(() => allById('point').length).toBe(40);
    await runButton().click();
    await expect.poll(state).toBe('finished');
    await expect.poll(() => allById('point').length).toBe(8);
    await page.getByRole('button', { name: 'Recorded example' }).click();
    await expect.poll(() => allById('point').length).toBe(40);
    await page.getByRole('button', { name: 'Your study' }).click();
    await expect.poll(() => allById('point').length).toBe(8);
  });

  test('can be stopped; what was finished stays, and the keyboard is not lost', async () => {
    const { allById, state } = await openPage({ script: { holdAfter: 3 }, hash: small });
    runButton().element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => allById('point').length).toBe(3);
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement).toBe(page.getByTestId('cancel').element());
    await userEvent.keyboard('{Enter}');
    await expect.poll(state).toBe('stopped');
    await expect.poll(() => allById('point').length).toBe(3);
    await expect.element(page.getByText('So far')).not.toBeInTheDocument();
    await expect.element(page.getByText('Ended early')).toBeVisible();
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement).toBe(runButton().element());
  });

  test('that fails says what happened and what to do, and keeps what was finished', async () => {
    const script = { failAfter: { runs: 4, code: 'worker-died' } } as const;
    const { byId, allById, state } = await openPage({ script, hash: small });
    await runButton().click();
    await expect.poll(state).toBe('failed');
    await expect.poll(() => byId('failure')?.dataset.code).toBe('worker-died');
    expect(byId('failure')?.textContent).toContain('Resume the study, or start it again.');
    await expect.poll(() => allById('point').length).toBe(4);
    await expect.element(runButton()).toBeEnabled();
  });

  test('that fails before its first run leaves the example standing', async () => {
    const script = { failAfter: { runs: 0, code: 'no-backend' } } as const;
    const { allById, state } = await openPage({ script, hash: small });
    await expect.poll(() => allById('point').length).toBe(40);
    await runButton().click();
    await expect.poll(state).toBe('failed');
    await expect.poll(() => allById('point').length).toBe(40);
  });

  test('shows its warnings in words, each once', async () => {
    const script = { warnings: ['storage-refused', 'slow-backend', 'slow-backend'] } as const;
    const { allById, state } = await openPage({ script, hash: small });
    await runButton().click();
    await expect.poll(state).toBe('finished');
    await expect
      .poll(() => allById('warning').map((warning) => warning.dataset.code))
      .toEqual(['storage-refused', 'slow-backend']);
  });
});

describe('an unfinished study in storage', () => {
  const stored: StoredStudy = {
    key: 'k',
    settings: { ...DEFAULT_SETTINGS, values: [0.5, 2], replicates: 1, seed: 9 },
    finishedRuns: 17,
    totalRuns: 42,
    updatedAt: '2026-03-14T00:00:00Z',
    finished: false,
  };

  test('is offered, and goes on with its own settings', async () => {
    const { client, state } = await openPage({ script: { stored: [stored] } });
    const resume = page.getByTestId('resume');
    await expect.element(resume).toHaveTextContent('Resume – 17 of 42 runs are done');
    await resume.click();
    await expect.poll(state).toBe('finished');
    expect(client.asked).toEqual([stored.settings]);
    expect(location.hash).toBe('#study?arms=0.5,2&replicates=1&seed=9');
  });

  test('can be forgotten', async () => {
    const { client, byId } = await openPage({ script: { stored: [stored] } });
    await page.getByRole('button', { name: 'Forget it' }).click();
    await expect.poll(() => byId('resume')).toBeNull();
    expect(client.removed).toEqual(['k']);
  });

  test('that is finished, or has not got anywhere, is not offered', async () => {
    const others = [
      { ...stored, finished: true },
      { ...stored, key: 'l', finishedRuns: 0 },
    ];
    const { byId, allById } = await openPage({ script: { stored: others } });
    await expect.poll(() => allById('point').length).toBe(40);
    expect(byId('resume')).toBeNull();
  });
});
