import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLab, testId, type Lab } from '../../scripts/lab';
import { DIST } from '../../scripts/serve';
import { visit, type Visit } from './visit';

const isNanoShipped = (): boolean => existsSync(join(DIST, 'models', 'nano.json'));

describe('a visitor who looks into the models', () => {
  let lab: Lab;
  let visitor: Visit;

  beforeAll(async () => {
    lab = await openLab();
    visitor = await visit(lab);
    await visitor.page.getByRole('link', { name: 'Inside the model' }).click();
  });
  afterAll(() => lab?.close());

  const column = (model: string) => testId(visitor.page, `column-${model}`);
  const choices = async (model: string): Promise<number> =>
    Number(await column(model).getAttribute('data-choices'));
  const bars = (model: string): Promise<(string | null)[]> =>
    column(model)
      .locator('[data-testid="token"] rect')
      .evaluateAll((all) => all.map((bar) => bar.getAttribute('width')));
  const heat = (temperature: number): Promise<void> =>
    testId(visitor.page, 'look-temperature').fill(String(temperature));

  /** Colder leaves fewer choices, hotter more, and the bars are others each time. */
  async function expectToMove(model: string): Promise<void> {
    await heat(1);
    await column(model).locator('[data-testid="token"]').first().waitFor();
    await expect.poll(() => column(model).getAttribute('aria-busy')).toBe('false');
    const [before, mild] = [await bars(model), await choices(model)];
    await heat(0.3);
    await expect.poll(() => choices(model)).toBeLessThan(mild / 2);
    expect(await bars(model)).not.toEqual(before);
    await heat(2);
    await expect.poll(() => choices(model)).toBeGreaterThan(mild * 2);
  }

  test('sees the bars of the word counts move with the temperature, without TF.js or a model', async () => {
    await expectToMove('markov');
    const fetched = await visitor.page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    expect(fetched.filter((path) => /\.wasm$|models\/nano/.test(path))).toEqual([]);
  });

  test('clicks a token, and it stands at the end of the text', async () => {
    await heat(1);
    const text = testId(visitor.page, 'look-text');
    await text.fill('any of various');
    const first = column('markov').locator('[data-testid="token"] .token').first();
    await expect.poll(() => column('markov').getAttribute('aria-busy')).toBe('false');
    await first.click();
    await expect.poll(() => text.inputValue()).toMatch(/^any of various .+/);
  });

  test.runIf(isNanoShipped())('sees those of the transformer move as well', async () => {
    await testId(visitor.page, 'look-text').fill('a small');
    await testId(visitor.page, 'load-nano').click();
    await expectToMove('nano');
    const first = column('nano').locator('[data-testid="token"] .token').first();
    expect((await first.textContent())?.trim()).not.toBe('');
  });

  test('sends nothing away, and meets no error and no breach of the content policy', () => {
    expect(visitor.trouble).toEqual([]);
  });
});
