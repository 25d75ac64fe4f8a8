import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { EXPERIMENT_IDS } from '../../src/experiment/designs';
import { defaultSettings } from '../../src/experiment/settings';
import { openPage } from './open-page';

const chooser = () => page.getByLabelText('The experiment');
const field = (label: string) => page.getByLabelText(label, { exact: true });
const openDesigner = () => page.getByText('Design the study').click();

describe('the choice of an experiment', () => {
  test('holds every experiment once, in groups, and says what each asks', async () => {
    await openPage();
    const select = chooser().element() as HTMLSelectElement;
    expect([...select.options].map(({ value }) => value).sort()).toEqual([...EXPERIMENT_IDS].sort());
    expect(select.querySelectorAll('optgroup').length).toBeGreaterThan(3);
    const asks = (): string =>
      document.getElementById(select.getAttribute('aria-describedby')!)!.textContent.trim();
    const questions = new Set<string>();
    for (const id of EXPERIMENT_IDS) {
      await chooser().selectOptions(id);
      // Questions but the first are fetched when one is wanted.
      await expect.poll(asks).toMatch(/^[A-Z].*\?$/);
      questions.add(asks());
    }
    expect(questions.size).toBe(EXPERIMENT_IDS.length);
  });

  test('changes the link and the fields, and is what the button runs', async () => {
    const { client, state } = await openPage();
    await chooser().selectOptions('mixing');
    expect(location.hash).toBe('#study?experiment=mixing');
    await openDesigner();
    await expect.element(field('Shares of generated text')).toHaveValue('0, 0.2, 0.37, 0.5, 0.75, 0.9, 1');
    await field('Real rows of each class').fill('4, 40');
    await field('Replicates').fill('2');
    await page.getByRole('radio', { name: 'Generated rows take the place of real ones' }).click();
    expect(location.hash).toBe('#study?experiment=mixing&variant=fixed&series=4,40&replicates=2');
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    expect(client.asked).toEqual([
      { ...defaultSettings('mixing'), variant: 'fixed', series: ['4', '40'], replicates: 2 },
    ]);
  });

  test('is fixed before the run, travels with the link, and is told where it was changed', async () => {
    const { client, state } = await openPage();
    await openDesigner();
    await page.getByText('Fix the design before the run').first().click();
    await field('Expected').selectOptions('inverted-u');
    await page.getByRole('button', { name: 'Fix the design', exact: true }).click();
    const lock = page.getByTestId('lock');
    await expect.element(lock).toHaveAttribute('data-kept', 'true');
    expect(location.hash).toMatch(/^#study\?expect=inverted-u&lock=[0-9a-f]{64}%40[\dTZ%A.-]+$/);
    await field('Seed').fill('2');
    await expect.element(lock).toHaveAttribute('data-kept', 'false');
    await expect.element(lock).toHaveTextContent(/design was not fixed before the run/);
    await field('Seed').fill('1');
    await expect.element(lock).toHaveAttribute('data-kept', 'true');
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    const { hypothesis } = client.asked[0]!;
    expect(hypothesis!.expected).toBe('inverted-u');
    expect(lock.element().textContent).toContain(hypothesis!.lock!.hash);
    await page.getByRole('button', { name: 'No longer fixed' }).click();
    expect(location.hash).toBe('#study?expect=inverted-u');
  });

  test('comes from the link', async () => {
    await openPage({ hash: '#study?experiment=shift&series=none,label-noise' });
    await expect.element(chooser()).toHaveValue('shift');
    await expect.element(page.getByRole('checkbox', { name: 'Wrong labels' })).toBeChecked();
    await expect.element(page.getByRole('checkbox', { name: 'Words in random order' })).not.toBeChecked();
  });

  test('cannot be changed while a study runs', async () => {
    const { state } = await openPage({ script: { holdAfter: 1 }, hash: '#study?arms=0.2,1.1' });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('running');
    await expect.element(chooser()).toBeDisabled();
  });

  test('of one that nobody ran shows no curve of another, and leads back to the study that is there', async () => {
    const { allById, state } = await openPage({ hash: '#study?arms=0.2,1.1&replicates=2&rows=3' });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(state).toBe('finished');
    await expect.poll(() => allById('point').length).toBe(8);
    await chooser().selectOptions('subsets');
    await expect.element(page.getByText('Nobody has run this experiment here yet.')).toBeVisible();
    await expect.poll(() => allById('point').length).toBe(0);
    await page.getByTestId('back').click();
    await expect.poll(() => allById('point').length).toBe(8);
    expect(location.hash).toBe('#study?arms=0.2,1.1&rows=3&replicates=2');
    await expect.element(chooser()).toHaveValue('temperature');
  });

  test('offers only those who can write its examples', async () => {
    const { byId } = await openPage();
    expect(byId('use-webllm')).not.toBeNull();
    await chooser().selectOptions('self-consumption');
    await expect.poll(() => byId('use-webllm')).toBeNull();
    await expect.element(page.getByTestId('use-nano')).toBeVisible();
    await chooser().selectOptions('suppression');
    await expect.poll(() => byId('use-nano')).toBeNull();
    expect(byId('use-webllm')).not.toBeNull();
    await chooser().selectOptions('prompt-ladder');
    await expect.element(page.getByText('A language model on your GPU writes the examples')).toBeVisible();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeDisabled();
    await expect.element(page.getByText(/choose one below, or another experiment/)).toBeVisible();
    expect(location.hash).toBe('#study?experiment=prompt-ladder');
    await chooser().selectOptions('penalties');
    await openDesigner();
    await expect.element(field('Strengths of the penalty')).toHaveValue('0, 0.5, 1, 1.5, 2');
    expect([byId('use-markov'), byId('use-nano')]).toEqual([null, null]);
    await expect.element(page.getByText('A language model on your GPU writes the examples')).toBeVisible();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeDisabled();
    await chooser().selectOptions('temperature');
    await expect.element(page.getByTestId('use-markov')).toBeChecked();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeEnabled();
  });
});

test.each([
  [1440, 'one line'],
  [820, 'one column'],
  [390, 'one column'],
])('those who can write stand, %i pixels wide, in %s', async (width, wanted) => {
  const { innerWidth, innerHeight } = window;
  await page.viewport(width, 900);
  try {
    const { byId } = await openPage();
    const edges = (edge: 'left' | 'top'): number =>
      new Set(['markov', 'nano', 'webllm'].map((one) => byId(`use-${one}`)!.getBoundingClientRect()[edge]))
        .size;
    expect([edges('left'), edges('top')]).toEqual(wanted === 'one line' ? [3, 1] : [1, 3]);
  } finally {
    await page.viewport(innerWidth, innerHeight);
  }
});

test('a link to an experiment for language models alone opens it, and asks for a model', async () => {
  const { byId } = await openPage({ hash: '#study?experiment=prompt-ladder' });
  await expect.element(chooser()).toHaveValue('prompt-ladder');
  await expect.element(page.getByText(/choose one below, or another experiment/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeDisabled();
  expect(byId('link-failure')).toBeNull();
});

describe('the designer', () => {
  test('wants at least one curve, and says so', async () => {
    await openPage({ hash: '#study?experiment=self-consumption&series=fresh' });
    await page.getByRole('checkbox', { name: 'Its last output and fresh real text' }).click();
    await expect.element(page.getByText('Please tick at least one.')).toBeVisible();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeDisabled();
    await page.getByRole('checkbox', { name: 'Its last output only' }).click();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeEnabled();
    expect(location.hash).toBe('#study?experiment=self-consumption&series=replace');
  });

  test('has training in a part of its own, open where the link speaks of it', async () => {
    await openPage({ hash: '#study?steps=50' });
    await expect.element(field('Steps')).toHaveValue('50');
    await expect.element(field('Steps')).toBeVisible();
    await field('Learning rate').fill('2');
    await expect.element(page.getByText('Please give a number from 0.00001 to 1.')).toBeVisible();
    await page.getByRole('button', { name: 'Back to the defaults' }).click();
    await expect.element(field('Steps')).toHaveValue('');
    await expect.element(field('Steps')).toHaveAttribute('placeholder', '200');
    expect(location.hash).toBe('');
    await field('Generated rows').fill('400');
    await expect.element(field('Steps')).toHaveAttribute('placeholder', '756');
  });

  test('lets the classifier be chosen, but where the experiment has its own', async () => {
    await openPage({ hash: '#study?classifier=linear' });
    const linear = page.getByRole('radio', { name: /^Logistic regression/ });
    await expect.element(linear).toBeChecked();
    expect(field('Steps').query()).toBeNull();
    await page.getByRole('radio', { name: /^Averaging network/ }).click();
    await expect.element(field('Steps')).toBeVisible();
    expect(location.hash).toBe('');
    await linear.click();
    expect(location.hash).toBe('#study?classifier=linear');
    await chooser().selectOptions('learners');
    expect(linear.query()).toBeNull();
    expect(location.hash).toBe('#study?experiment=learners');
  });

  test('asks for no temperature where the temperatures are the axis or the curves', async () => {
    const { byId } = await openPage();
    await openDesigner();
    await expect.element(field('Temperatures')).toBeVisible();
    const names = (): string[] => [...byId('settings')!.querySelectorAll('input')].map(({ name }) => name);
    expect(names()).not.toContain('temperature');
    expect(names()).toContain('topP');
    await chooser().selectOptions('top-p');
    expect(names()).toContain('temperature');
    expect(names()).not.toContain('topP');
  });
});
