import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { STRONG_GPU, madeUpModel } from '../fixtures/scripted-llm-client';
import { openLlmPage, openTrial } from './llm-page';
import { openPage } from './open-page';

const MB = 2 ** 20;
const folderFile = (name: string, folder = 'my-model'): File => {
  const file = new File(['x'], name);
  Object.defineProperty(file, 'webkitRelativePath', { value: `${folder}/${name}` });
  return file;
};

describe('who writes the examples', () => {
  test('is the built-in generator, until a visitor says otherwise', async () => {
    const { client, byId } = await openPage({ hash: '#study?arms=0.2,1.1&replicates=1&rows=3' });
    expect(byId('llm')).toBeNull();
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => client.asked[0]?.generator).toBe('markov');
  });

  test('is a language model by keyboard too, and the address says which', async () => {
    await openPage();
    page.getByTestId('use-webllm').element().parentElement!.parentElement!.querySelector('input')!.focus();
    // From the first choice backwards to the last one.
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => document.activeElement?.getAttribute('data-testid')).toBe('use-webllm');
  });

  test('cannot be a model that is not here yet; once it is, the study runs with it', async () => {
    const { client, llm, byId } = await openLlmPage();
    expect(location.hash).toBe('#study?generator=webllm&model=Middle+1.5B');
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeDisabled();
    await expect.element(page.getByText('Bring the chosen language model onto this device')).toBeVisible();
    await page.getByTestId('download').click();
    await expect.poll(() => byId('here')?.textContent).toContain('Middle 1.5B is on this device');
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => client.asked[0]).toMatchObject({ generator: 'webllm', model: 'Middle 1.5B' });
    expect(llm.asked.at(-1)).toBe('unload');
  });

  test('is the built-in generator again when that is chosen', async () => {
    const { client } = await openLlmPage({ hash: '#study?arms=0.2,1.1&replicates=1&rows=3' });
    await page.getByRole('radio', { name: /built-in/ }).click();
    expect(location.hash).not.toContain('webllm');
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => client.asked[0]).toMatchObject({ generator: 'markov', model: null });
  });

  test('comes with a link', async () => {
    const { model, client } = await openLlmPage({
      hash: '#study?generator=webllm&model=Tiny+135M&arms=0.2,1.1&replicates=1&rows=3',
      llm: { cached: ['Tiny 135M'] },
    });
    expect(model('Tiny 135M').querySelector('input')!.checked).toBe(true);
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => client.asked[0]?.model).toBe('Tiny 135M');
  });

  test('is said to be missing where a link names a model that is not in the list', async () => {
    await openLlmPage({ hash: '#study?generator=webllm&model=custom-1' });
    await expect.element(page.getByText(/neither in the list nor on this device/)).toBeVisible();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeDisabled();
  });

  test('is fixed while a study runs', async () => {
    const { byId } = await openLlmPage({ llm: { cached: ['Middle 1.5B'] }, script: { holdAfter: 1 } });
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.element(page.getByText('While a study runs')).toBeVisible();
    await expect.element(page.getByTestId('remove')).toBeDisabled();
    expect((byId('writer') as HTMLFieldSetElement).disabled).toBe(true);
  });
});

describe('the list of models', () => {
  test('says what the device is, what each model takes, and recommends one', async () => {
    const { model, byId } = await openLlmPage({ llm: { cached: ['Tiny 135M'] } });
    expect(byId('device')!.textContent).toContain('Acme 1000');
    const middle = model('Middle 1.5B');
    expect(middle.textContent).toContain('Recommended');
    expect(middle.textContent).toContain('1.5 billion parameters');
    expect(middle.textContent).toContain('4-bit weights, 16-bit sums');
    expect(middle.textContent).toContain('950\u202fMB download');
    expect(middle.textContent).toContain('1.6\u202fGB on the GPU');
    expect(model('Tiny 135M').textContent).toContain('On this device');
  });

  test('keeps those that do not run here, with the reason, and lets nobody choose them', async () => {
    const gpu = { ...STRONG_GPU, hasF16: false, maxStorageBufferBytes: 256 * MB };
    const { model, byId } = await openLlmPage({ llm: { gpu } });
    byId('unsuitable')!.querySelector('summary')!.click();
    const why = (id: string): string | undefined =>
      model(id).querySelector('[data-testid="why"]')?.textContent.trim();
    expect(why('Middle 1.5B')).toContain('No 16-bit arithmetic');
    expect(why('Huge 8B')).toContain('No 16-bit arithmetic');
    expect(model('Middle 1.5B').querySelector('input')!.disabled).toBe(true);
    expect(model('Tiny 135M').querySelector('input')!.checked).toBe(true);
  });

  test('explains calmly where there is no GPU; the built-in generator goes on', async () => {
    const hash = '#study?arms=0.2,1.1&replicates=1&rows=3';
    const { client, byId } = await openLlmPage({ llm: { gpu: null }, hash });
    expect(byId('device')!.textContent).toContain('the built-in generator needs none');
    expect(byId('download')).toBeNull();
    await expect.element(page.getByRole('button', { name: /^Run it (yourself|again)$/ })).toBeEnabled();
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => client.asked[0]?.generator).toBe('markov');
  });

  test('offer no other writer to an experiment that has none', async () => {
    const hash = '#study?experiment=prompt-ladder&generator=webllm&model=middle-1.5b';
    const { byId } = await openLlmPage({ llm: { gpu: null }, hash });
    expect(byId('device')!.textContent).toContain('This experiment needs one.');
    expect(byId('device')!.textContent).not.toContain('the built-in generator');
    expect(byId('back-to-markov')).toBeNull();
  });

  test('can be asked for again where it could not be read', async () => {
    const { byId, llm } = await openLlmPage({ llm: { failLooking: 'no-network' } });
    expect(byId('llm-failure')!.dataset.code).toBe('no-network');
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect.poll(() => llm.asked.filter((asked) => asked === 'models').length).toBe(2);
  });
});

describe('rows of earlier studies', () => {
  const journal = { bytes: 5.2e6, rows: 12_400 };

  test('are said with their size, and deleted after a question', async () => {
    const { byId, llm } = await openLlmPage({ llm: { journal } });
    expect(byId('kept-rows')!.textContent).toMatch(/12,400 rows are kept here \(about 5\.2.MB\)/);
    await page.getByTestId('forget-rows').click();
    await page.getByRole('button', { name: 'Keep them' }).click();
    expect(llm.asked).not.toContain('forget rows');
    await page.getByTestId('forget-rows').click();
    await page.getByTestId('do-forget-rows').click();
    await expect.element(page.getByText('The rows of earlier studies are deleted.')).toBeVisible();
    expect(llm.asked).toContain('forget rows');
    expect(document.activeElement).toBe(byId('kept-rows'));
  });

  test.each([null, { bytes: 0, rows: 0 }])('go unmentioned where there is %j', async (none) => {
    const { byId } = await openLlmPage({ llm: { journal: none } });
    expect(byId('kept-rows')).toBeNull();
  });
});

describe('a download', () => {
  test('shows phase, bytes, speed and time left, stops when told to, and can go on', async () => {
    const { byId, llm } = await openLlmPage({ llm: { holdDownload: true } });
    await page.getByTestId('download').click();
    const line = page.getByTestId('load');
    await expect.element(line).toHaveTextContent('Downloading');
    await expect.element(line).toHaveTextContent(/475.MB of 950.MB · 3\.2.MB\/s/);
    await expect.element(line).toHaveTextContent('about 45 s left');
    await page.getByTestId('stop-load').click();
    await expect.element(page.getByTestId('download')).toHaveTextContent('Go on with the download');
    await expect.element(page.getByText('Stopped. What has arrived is kept.')).toBeVisible();
    expect(byId('llm-failure')).toBeNull();
    await page.getByTestId('download').click();
    expect(llm.downloads).toHaveLength(2);
  });

  test.each([
    ['download-broken', 'arrived damaged or not at all'],
    ['no-network', 'allow other sites to read from it'],
    ['storage-full', 'storage is full'],
    ['model-incompatible', 'do not fit together'],
  ] as const)('that ends with %s says so in words, and the page goes on', async (code, words) => {
    const { byId } = await openLlmPage({ llm: { failDownload: code } });
    await page.getByTestId('download').click();
    await expect.poll(() => byId('llm-failure')?.textContent).toContain(words);
    await expect.element(page.getByTestId('download')).toBeEnabled();
  });

  test('says beforehand how much room there is', async () => {
    const { byId } = await openLlmPage();
    expect(byId('fetch')!.textContent).toContain(
      'about 60\u202fGB of storage left here and uses 1.2\u202fGB',
    );
  });

  test('is deleted only after a second word', async () => {
    const { llm } = await openLlmPage({ llm: { cached: ['Middle 1.5B'] } });
    await page.getByTestId('remove').click();
    expect(llm.asked).not.toContain('remove Middle 1.5B');
    await page.getByTestId('do-remove').click();
    await expect.element(page.getByTestId('download')).toBeVisible();
    expect(llm.asked).toContain('remove Middle 1.5B');
  });
});

describe('a model of the visitor’s own', () => {
  test('comes from two addresses', async () => {
    const { byId, llm } = await openLlmPage();
    byId('own-model')!.querySelector('summary')!.click();
    await page.getByLabelText('Name').fill('School');
    await page.getByTestId('weights-url').fill('https://mirror.test/m-q4f16_1/');
    await page.getByTestId('library-url').fill('https://mirror.test/v0_2_86/m.wasm');
    await page.getByTestId('add-model').click();
    await expect.element(page.getByTestId('download')).toBeVisible();
    await page.getByTestId('download').click();
    await expect.poll(() => byId('here')?.textContent).toContain('School is on this device');
    expect(llm.downloads[0]!.model.weightsUrl).toBe('https://mirror.test/m-q4f16_1/');
    expect(location.hash).toContain('model=custom-');
  });

  test('is refused with a library for another version', async () => {
    const { byId } = await openLlmPage();
    byId('own-model')!.querySelector('summary')!.click();
    await page.getByTestId('weights-url').fill('https://mirror.test/m/');
    await page.getByTestId('library-url').fill('https://mirror.test/v0_2_40/m.wasm');
    await page.getByTestId('add-model').click();
    await expect.poll(() => byId('llm-failure')?.dataset.code).toBe('model-incompatible');
  });

  test.each([
    [['tensor-cache.json', 'model.wasm'], null],
    [['holiday.jpg'], 'bad-language-model'],
  ])('comes from a folder with %j: failure %s', async (names, code) => {
    const { byId, llm } = await openLlmPage();
    byId('own-model')!.querySelector('summary')!.click();
    const input = byId('folder') as HTMLInputElement;
    const files = names.map((name) => folderFile(name));
    Object.defineProperty(input, 'files', { value: files, configurable: true });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    if (code) {
      await expect.poll(() => byId('llm-failure')?.dataset.code).toBe(code);
      return;
    }
    await expect.element(page.getByTestId('download')).toHaveTextContent('Copy it into the browser');
    await page.getByTestId('download').click();
    await expect.poll(() => byId('here')?.textContent).toContain('my-model is on this device');
    expect(llm.downloads[0]!.files).toEqual(files);
  });

  test('stands in the list when it is here from before, and can be deleted', async () => {
    const own = madeUpModel('custom-abc', { title: 'From school', family: 'custom' });
    const { model } = await openLlmPage({ llm: { ownCached: [own] } });
    expect(model('custom-abc').textContent).toContain('From school');
    expect(model('custom-abc').textContent).toContain('Your own');
  });
});

describe('trying the prompt', () => {
  test('shows what the model is told, as it is edited', async () => {
    const opened = await openLlmPage();
    await openTrial(opened);
    await expect
      .poll(() => opened.byId('prompt')?.textContent)
      .toContain('A reader sees only the definition');
    await page.getByLabelText('The task').fill('Be brief.');
    await expect.poll(() => opened.byId('prompt')?.textContent).toContain('Be brief.');
    await page.getByRole('button', { name: 'Back to the lab’s words' }).click();
    await expect
      .poll(() => opened.byId('prompt')?.textContent)
      .toContain('A reader sees only the definition');
  });

  test('shows whatever the model writes as text, and why rows were turned away', async () => {
    const hostile = '<img src=x onerror="window.__hurt = true"><b>bold</b>';
    const opened = await openLlmPage({
      llm: {
        cached: ['Middle 1.5B'],
        says: ['["', hostile, '"]'],
        rows: [hostile, 'a small bird'],
        rejections: { duplicate: 2, 'wrong-form': 1 },
      },
    });
    await openTrial(opened);
    await page.getByTestId('write').click();
    await expect.poll(() => opened.byId('trial')!.dataset.phase).toBe('done');
    expect(opened.byId('stream')!.textContent).toBe(`["${hostile}"]`);
    const kept = opened.byId('kept')!;
    expect([...kept.children].map((row) => row.textContent)).toEqual([hostile, 'a small bird']);
    expect(opened.section.querySelector('img, b')).toBeNull();
    expect((window as { __hurt?: boolean }).__hurt).toBeUndefined();
    expect(opened.byId('rejected')!.textContent).toContain('2 × there already');
    expect(opened.byId('rejected')!.textContent).toContain('1 × not a text');
    expect(opened.byId('summary')!.textContent).toContain('2 of 3 rows, 1 request, 15 tokens in 2.0 s');
    expect(opened.llm.trials[0]).toMatchObject({
      prompts: { examplesPerRequest: 3 },
      generation: { label: 0, count: 3, temperature: 1 },
    });
    expect([...opened.llm.trials[0]!.generation.real!].sort()).toEqual(['a real animal', 'another animal']);
  });

  test('stops when told to', async () => {
    const opened = await openLlmPage({ llm: { cached: ['Middle 1.5B'], holdTrial: true } });
    await openTrial(opened);
    await page.getByTestId('write').click();
    await expect.element(page.getByText(/tokens a second/)).toBeVisible();
    await page.getByTestId('stop-trial').click();
    await expect.element(page.getByText('Stopped.', { exact: true })).toBeVisible();
    await expect.element(page.getByTestId('write')).toBeEnabled();
  });

  test('is stopped, and the GPU freed, where a study starts', async () => {
    const opened = await openLlmPage({ llm: { cached: ['Middle 1.5B'], holdTrial: true } });
    await openTrial(opened);
    await page.getByTestId('write').click();
    await expect.element(page.getByTestId('stop-trial')).toBeVisible();
    await page.getByRole('button', { name: /^Run it (yourself|again)$/ }).click();
    await expect.poll(() => opened.client.asked.length).toBe(1);
    expect(opened.llm.asked.at(-1)).toBe('unload');
    expect(opened.byId('trial')!.dataset.phase).toBe('stopped');
  });

  test('offers the smaller model where the memory does not suffice', async () => {
    const opened = await openLlmPage({ llm: { cached: ['Middle 1.5B'], failLoad: 'out-of-memory' } });
    await openTrial(opened);
    await page.getByTestId('write').click();
    await expect.poll(() => opened.byId('llm-failure')?.textContent).toContain('ran out of memory');
    await page.getByTestId('smaller').click();
    expect(opened.model('Tiny 135M').querySelector('input')!.checked).toBe(true);
    expect(location.hash).toContain('Tiny+135M');
  });

  test('says so where the real texts cannot be had', async () => {
    const opened = await openLlmPage({ hasTexts: false });
    opened.byId('trial')!.querySelector('summary')!.click();
    await expect.element(page.getByText(/real texts could not be fetched/)).toBeVisible();
  });
});

describe.each(['light', 'dark'])('in %s colours nothing keeps anybody out', (theme) => {
  const violations = async (): Promise<string[]> => {
    const { violations } = await axe.run(document.body, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('; ')}`);
  };

  afterEach(() => {
    delete document.documentElement.dataset.theme;
  });

  test('with everything open', async () => {
    document.documentElement.dataset.theme = theme;
    const opened = await openLlmPage({ llm: { cached: ['Middle 1.5B'], rejections: { duplicate: 1 } } });
    for (const id of ['unsuitable', 'own-model']) opened.byId(id)!.querySelector('summary')!.click();
    await openTrial(opened);
    await page.getByTestId('write').click();
    await expect.poll(() => opened.byId('trial')!.dataset.phase).toBe('done');
    expect(await violations()).toEqual([]);
  });

  test('while a model is fetched, and when that fails', async () => {
    document.documentElement.dataset.theme = theme;
    await openLlmPage({ llm: { holdDownload: true } });
    await page.getByTestId('download').click();
    await expect.element(page.getByTestId('stop-load')).toBeVisible();
    expect(await violations()).toEqual([]);
  });

  test('where there is no GPU', async () => {
    document.documentElement.dataset.theme = theme;
    const { byId } = await openLlmPage({ llm: { gpu: null } });
    byId('unsuitable')!.querySelector('summary')!.click();
    expect(await violations()).toEqual([]);
  });
});

test.each([390, 820, 1440])('at %i pixels nothing needs sideways scrolling', async (width) => {
  await page.viewport(width, 900);
  const opened = await openLlmPage({ llm: { cached: ['Middle 1.5B'] } });
  for (const id of ['unsuitable', 'own-model']) opened.byId(id)!.querySelector('summary')!.click();
  await openTrial(opened);
  await expect.poll(() => opened.byId('prompt')).not.toBeNull();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
