/** @file What the page asks the models and shows of their answers. */
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Continuation, NextTokens } from '../../src/core/model-lab';
import { NextTokenState } from '../../src/ui/next-token.svelte';
import type { StudyClient } from '../../src/workers/study-protocol';
import { ownModel, type ModelScript } from '../fixtures/scripted-models';
import { openPage, type Opened } from './open-page';

const HOSTILE = '<img src=x onerror="window.wasRun=true"><script>window.wasRun=true</script>';

async function open(models: ModelScript = {}): Promise<Opened> {
  const opened = await openPage({ hash: '#model', script: { models } });
  await expect.poll(() => opened.allById('token').length).toBeGreaterThan(0);
  return opened;
}
const inColumn = (model: string, id: string): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`[data-testid="column-${model}"] [data-testid="${id}"]`),
];
const choicesOf = (model: string): number =>
  Number(document.querySelector<HTMLElement>(`[data-testid="column-${model}"]`)?.dataset.choices);
const slide = (id: string, value: number): void => {
  const slider = document.querySelector<HTMLInputElement>(`[data-testid="${id}"]`)!;
  slider.value = String(value);
  slider.dispatchEvent(new Event('input', { bubbles: true }));
};
const widths = (model: string): string[] =>
  inColumn(model, 'token').map((line) => line.querySelector('rect')!.getAttribute('width')!);

afterEach(() => {
  history.replaceState(null, '', `${location.pathname}${location.search}`);
});

/** A client that answers when the test says so. */
function slowClient() {
  const waiting: { continuation: Continuation; answer: (choices: number) => void; fail: () => void }[] = [];
  const call = ((kind: string, continuation: Continuation) => {
    if (kind !== 'next-tokens') throw new Error(kind);
    return new Promise((resolve, reject) => {
      waiting.push({
        continuation,
        answer: (choices) => resolve({ kind: 'tokens', next: { choices } as NextTokens }),
        fail: () => reject(new Error('no')),
      });
    });
  }) as unknown as StudyClient['call'];
  return { call, waiting };
}
const settle = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('what is asked', () => {
  test('changes that come together are one question, and nano is not asked before it is wanted', async () => {
    const { call, waiting } = slowClient();
    const look = new NextTokenState({ call });
    for (const temperature of [0.5, 0.6, 0.7]) {
      look.temperature = temperature;
      look.ask();
    }
    await expect.poll(() => waiting.length).toBe(1);
    expect(waiting[0]!.continuation).toMatchObject({ model: 'markov', temperature: 0.7 });
    await settle(80);
    expect(waiting).toHaveLength(1);
    look.isNanoWanted = true;
    look.ask();
    await expect
      .poll(() => waiting.map(({ continuation }) => continuation.model))
      .toEqual(['markov', 'nano']);
  });

  test('one question is on its way at a time, and of those that gather the newest is next', async () => {
    const { call, waiting } = slowClient();
    const look = new NextTokenState({ call });
    const column = look.columns.markov;
    const say = (text: string): void => column.ask({ ...look.continuation('markov'), text });
    for (const text of ['a', 'ab', 'abc', 'abcd']) say(text);
    expect(waiting.map(({ continuation }) => continuation.text)).toEqual(['a']);
    waiting[0]!.answer(1);
    await expect.poll(() => waiting.length).toBe(2);
    expect(waiting[1]!.continuation.text).toBe('abcd');
    expect(column.next?.choices).toBe(1);
    waiting[1]!.answer(4);
    await expect.poll(() => column.isBusy).toBe(false);
    expect(column.next?.choices).toBe(4);
    expect(waiting).toHaveLength(2);
  });

  test('an answer about other models than those that are looked at now is not shown', async () => {
    const { call, waiting } = slowClient();
    const look = new NextTokenState({ call });
    const column = look.columns.markov;
    column.ask(look.continuation('markov'));
    look.turnTo('own', []);
    column.ask(look.continuation('markov'));
    waiting[0]!.answer(1);
    await expect.poll(() => waiting.length).toBe(2);
    expect(column.next).toBeNull();
    waiting[1]!.answer(2);
    await expect.poll(() => column.next?.choices).toBe(2);
  });

  test('a token that was shown for an earlier text is put at the end of the one of now', async () => {
    const { call, waiting } = slowClient();
    const look = new NextTokenState({ call });
    const chance = { tempered: 1, probability: 1 };
    look.text = 'a bird';
    look.columns.markov.ask(look.continuation('markov'));
    waiting[0]!.answer(1);
    await expect.poll(() => look.columns.markov.nextOf).toBe('a bird');
    look.add('markov', { token: ',', startsWord: true, text: 'a bird,', ...chance });
    expect(look.text).toBe('a bird,');
    look.text = 'a large bird ';
    look.add('markov', { token: 'of', startsWord: true, text: 'a bird of', ...chance });
    expect(look.text).toBe('a large bird of');
    look.add('nano', { token: 'fer', startsWord: false, text: 'a bird offer', ...chance });
    expect(look.text).toBe('a large bird offer');
    look.text = '';
    look.add('markov', { token: 'any', startsWord: true, text: 'a bird any', ...chance });
    expect(look.text).toBe('any');
  });

  test('after a failure the next answer takes its place', async () => {
    const { call, waiting } = slowClient();
    const look = new NextTokenState({ call });
    const column = look.columns.markov;
    column.ask(look.continuation('markov'));
    waiting[0]!.fail();
    await expect.poll(() => column.failure?.code).toBe('internal');
    column.ask(look.continuation('markov'));
    waiting[1]!.answer(3);
    await expect.poll(() => column.next?.choices).toBe(3);
    expect(column.failure).toBeNull();
  });
});

describe('what is shown', () => {
  test('is one link away, and named in the title', async () => {
    await openPage();
    await page.getByRole('link', { name: 'Inside the model' }).click();
    await expect.element(page.getByRole('heading', { name: 'Inside the model' })).toBeVisible();
    expect(document.title).toContain('Inside the model');
    await expect.element(page.getByTestId('column-markov')).toBeVisible();
  });

  test('bars move with the temperature, and the number of choices says how open the draw is', async () => {
    await open();
    slide('look-top-p', 1);
    await expect.poll(() => document.querySelector('[data-cut="true"]')).toBeNull();
    const [before, choices] = [widths('markov'), choicesOf('markov')];
    slide('look-temperature', 0.2);
    await expect.poll(() => choicesOf('markov')).toBeLessThan(choices);
    expect(widths('markov')).not.toEqual(before);
    slide('look-temperature', 3);
    await expect.poll(() => choicesOf('markov')).toBeGreaterThan(choices);
  });

  test('what top-p cuts is crossed out, and said so', async () => {
    await open();
    slide('look-top-p', 0.3);
    const cut = (): HTMLElement[] =>
      inColumn('markov', 'token').filter((line) => line.dataset.cut === 'true');
    await expect.poll(() => cut().length).toBeGreaterThan(0);
    expect(inColumn('markov', 'token')[0]!.dataset.cut).toBe('false');
    const crossed = cut()[0]!.querySelector('.token')!;
    expect(getComputedStyle(crossed).textDecorationLine).toBe('line-through');
    expect(cut()[0]!.textContent).toContain('cut by top-p');
    expect(cut()[0]!.querySelector('button')!.getAttribute('aria-label')).toContain('cut by top-p');
  });

  test('a token is added by a click, by the keyboard too', async () => {
    const { byId } = await open();
    const text = byId('look-text') as HTMLInputElement;
    await page.getByLabelText('Class').selectOptions('animal');
    await page.getByTestId('look-text').fill('a large');
    await expect.poll(() => inColumn('markov', 'token')[0]!.textContent).toContain('bird');
    inColumn('markov', 'token')[0]!.querySelector('button')!.click();
    await expect.poll(() => text.value).toBe('a large bird');
    await expect.poll(() => inColumn('markov', 'token')[0]!.querySelector('.token')?.textContent).toBe(',');
    inColumn('markov', 'token')[0]!.querySelector('button')!.focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => text.value).toBe('a large bird,');
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(text.value).toBe('');
    expect(document.activeElement).toBe(text);
  });

  test('the end of the text and all other tokens stand apart', async () => {
    await open();
    await page.getByTestId('look-text').fill('a small fish');
    await expect.poll(() => inColumn('markov', 'token-end')[0]?.textContent).toMatch(/the text ends.*[1-9]/s);
    expect(inColumn('markov', 'token-rest')[0]!.textContent).toMatch(
      /everything else, \d+ tokens?|nothing else/,
    );
  });

  test('a model writes on, differently each time, and what it wrote can be taken over', async () => {
    const { client, byId } = await open();
    const button = page.getByTestId('column-markov').getByTestId('write-on');
    await button.click();
    await expect.poll(() => inColumn('markov', 'written')[0]!.textContent?.trim()).toMatch(/^a small ./);
    const written = inColumn('markov', 'written')[0]!.textContent.replace(/\s+/g, ' ').trim();
    await page.getByTestId('take-over').click();
    expect((byId('look-text') as HTMLInputElement).value).toBe(written);
    await button.click();
    await expect.poll(() => client.requests('continue-text').length).toBe(2);
    const seeds = client.requests('continue-text').map(({ seed }) => seed);
    expect(new Set(seeds).size).toBe(2);
  });

  test('the transformer is fetched only when it is asked for', async () => {
    const { client, byId } = await open({ hasNano: true });
    const nanoQuestions = (): number =>
      client.requests('next-tokens').filter(({ model }) => model === 'nano').length;
    expect(nanoQuestions()).toBe(0);
    await page.getByTestId('load-nano').click();
    await expect.poll(() => inColumn('nano', 'token').length).toBeGreaterThan(0);
    expect(nanoQuestions()).toBe(1);
    expect(byId('load-nano')).toBeNull();
    // Both columns share one scale.
    const scales = [...document.querySelectorAll('.foot')].map((foot) => foot.textContent.split('Full')[1]);
    expect(new Set(scales).size).toBe(1);
  });

  test('where the site has none, it says so, and the word counts go on', async () => {
    await open({ hasNano: false });
    await page.getByTestId('load-nano').click();
    await expect.element(page.getByTestId('absent')).toHaveTextContent('published without the transformer');
    const choices = choicesOf('markov');
    slide('look-temperature', 0.3);
    await expect.poll(() => choicesOf('markov')).not.toBe(choices);
  });

  test('a failure is told in words beside the model it is of', async () => {
    const { byId } = await openPage({
      hash: '#model',
      script: {
        models: {
          failures: { 'next-tokens': { code: 'no-network', message: 'fetchSiteFile: missing answer' } },
        },
      },
    });
    await expect.poll(() => byId('model-failure')?.dataset.code).toBe('no-network');
    expect(byId('column-markov')!.contains(byId('model-failure'))).toBe(true);
    expect(byId('model-failure')!.textContent).toContain('fetchSiteFile: missing answer');
  });

  test('with a model of one’s own, both columns turn to its texts, and its classes can be chosen', async () => {
    const { client, byId } = await open({ own: ownModel });
    await page.getByLabelText('Class').selectOptions('plant');
    await page.getByTestId('look-source').selectOptions('yours: “mine.txt”');
    await expect.poll(() => inColumn('nano', 'token').length).toBeGreaterThan(0);
    const select = byId('look-label') as HTMLSelectElement;
    expect([...select.options].map((option) => option.textContent)).toEqual(['any class', 'noun', 'verb']);
    expect(select.selectedOptions[0]!.textContent).toBe('any class');
    const last = client.requests('next-tokens').slice(-2);
    expect(last).toMatchObject([
      { source: 'own', model: 'markov', label: null },
      { source: 'own', model: 'nano', label: null },
    ]);
  });

  test('nothing that was written is run', async () => {
    await open({ written: `a small ${HOSTILE}` });
    await page.getByTestId('column-markov').getByTestId('write-on').click();
    await expect.poll(() => inColumn('markov', 'written')[0]!.textContent).toContain('onerror');
    expect((window as { wasRun?: boolean }).wasRun).toBeUndefined();
    expect(document.querySelector('main img')).toBeNull();
  });
});
