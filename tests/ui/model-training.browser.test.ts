/** @file Training a transformer on the page, with a training that is played. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { interruptedTraining, ownModel, type ModelScript } from '../fixtures/scripted-models';
import { openPage, type Opened } from './open-page';

const HOSTILE = '<img src=x onerror="window.wasRun=true">.txt';

async function open(models: ModelScript = {}): Promise<Opened & { phase: () => string | undefined }> {
  const opened = await openPage({ hash: '#model', script: { models } });
  await expect.poll(() => opened.byId('train')).not.toBeNull();
  return { ...opened, phase: () => opened.byId('live')?.dataset.phase };
}
const csv = (name = 'mine.csv'): File => new File(['text,label\na b,x\n'], name, { type: 'text/csv' });

afterEach(() => {
  history.replaceState(null, '', `${location.pathname}${location.search}`);
});

describe('what to train', () => {
  test('the lab’s definitions, a tiny model and three epochs, unless something else is chosen', async () => {
    const { client, phase } = await open();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(phase).toBe('done');
    expect(client.models.trained).toEqual([{ texts: { kind: 'site' }, size: 'tiny', epochs: 3, seed: 1 }]);
  });

  test('a table with its columns, or a file of lines', async () => {
    const { client, byId } = await open({ holdAt: 1 });
    await page.getByTestId('own-texts').click();
    await expect.element(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
    await expect.element(page.getByText('Choose a file to begin.')).toBeVisible();
    await page.getByTestId('file-texts').upload(csv());
    await page.getByLabelText('Column of the texts').fill('');
    await expect.element(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
    await expect.element(page.getByText('Name the column of the texts.')).toBeVisible();
    await page.getByLabelText('Column of the texts').fill('body');
    await page.getByLabelText('Column of the classes').fill(' kind ');
    await page.getByTestId('size-small').click();
    await page.getByRole('textbox', { name: 'Epochs' }).fill('12');
    await page.getByRole('textbox', { name: 'Seed' }).fill('7');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(() => client.models.trained.length).toBe(1);
    expect(client.models.trained[0]).toMatchObject({
      texts: { kind: 'table', name: 'mine.csv', textColumn: 'body', labelColumn: 'kind' },
      size: 'small',
      epochs: 12,
      seed: 7,
    });
    await page.getByTestId('stop-training').click();
    await expect.element(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
    await page.getByTestId('file-texts').upload(new File(['one\ntwo'], 'mine.txt'));
    expect(byId('train-text-column')).toBeNull();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(() => client.models.trained.length).toBe(2);
    expect(client.models.trained[1]).toMatchObject({ texts: { kind: 'lines', name: 'mine.txt' } });
  });

  test('numbers that make no sense are marked, and nothing begins', async () => {
    const { byId } = await open();
    for (const wrong of ['0', '501', '1.5', '', 'many', '-1', '1e2']) {
      await page.getByRole('textbox', { name: 'Epochs' }).fill(wrong);
      expect(byId('epochs')!.getAttribute('aria-invalid')).toBe('true');
      await expect.element(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
    }
    await page.getByRole('textbox', { name: 'Epochs' }).fill('500');
    await page.getByRole('textbox', { name: 'Seed' }).fill('-1');
    await expect.element(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  });

  test('how long it will take is measured, and said no longer when something else is chosen', async () => {
    const { byId } = await open();
    await page.getByRole('button', { name: 'How long will it take?', exact: true }).click();
    await expect.poll(() => byId('plan')?.textContent).toContain('About 2.5 s an epoch');
    expect(byId('plan')!.textContent).toContain('7.5 s in all');
    expect(byId('plan')!.textContent).toContain('108 texts to learn from, 12 to check on, 2 classes');
    expect(byId('plan')!.textContent).toContain('1 text is longer than the model reads');
    await page.getByRole('textbox', { name: 'Epochs' }).fill('1');
    await expect.poll(() => byId('plan')?.textContent).not.toContain('in all');
    await page.getByTestId('size-small').click();
    await expect.poll(() => byId('plan')).toBeNull();
  });
});

describe('a training', () => {
  test('shows its curve, its pace, the time left and what it writes', async () => {
    const { byId, allById, phase } = await open({ holdAt: 17 });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(() => byId('live')?.dataset.step).toBe('17');
    expect(phase()).toBe('running');
    const words = byId('live')!.textContent.replace(/\s+/g, ' ');
    for (const said of [
      'Epoch 3 of 3',
      'step 17 of 20',
      '1,234 tokens a second',
      'about 60 s left',
      'up to step 15',
    ]) {
      expect(words).toContain(said);
    }
    expect(allById('sample').map((sample) => sample.querySelector('.text')!.textContent)).toEqual([
      'a small thing 16',
      'a small thing 12',
      'a small thing 8',
    ]);
    const figure = byId('loss')!;
    expect(figure.querySelector('.plot path.training')!.getAttribute('d')!.split('L')).toHaveLength(17);
    expect(figure.querySelectorAll('.plot circle')).toHaveLength(3);
    expect(figure.querySelector('[role="img"]')!.getAttribute('aria-label')).toBe(
      'Loss over the epochs. Training 3.60, validation 3.50.',
    );
    await expect.element(page.getByRole('textbox', { name: 'Epochs' })).toBeDisabled();
  });

  test('can be paused and gone on with', async () => {
    const { phase, client } = await open({ holdAt: 6 });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.element(page.getByRole('button', { name: 'Pause', exact: true })).toBeEnabled();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect.poll(phase).toBe('paused');
    await expect.element(page.getByText('Close the tab if you like')).toBeVisible();
    await page.getByTestId('go-on').click();
    await expect.poll(phase).toBe('done');
    expect(client.calls.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['pause-training', 'resume-training']),
    );
  });

  test('that is stopped can be gone on with, or deleted', async () => {
    const { byId, phase, client } = await open({ holdAt: 9 });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(() => byId('live')?.dataset.step).toBe('9');
    await page.getByTestId('stop-training').click();
    await expect.poll(phase).toBe('stopped');
    await expect.poll(() => byId('interrupted')?.dataset.step).toBe('9');
    await page.getByRole('button', { name: 'Go on with it', exact: true }).click();
    await expect.poll(phase).toBe('done');
    expect(client.models.trained[1]).toBeNull();
    expect(byId('interrupted')).toBeNull();
  });

  test('that an earlier visit left is offered, and can be deleted', async () => {
    const { byId, client } = await open({ interrupted: interruptedTraining });
    await expect.poll(() => byId('interrupted')?.textContent).toContain('7 of 20 steps are done');
    await expect.element(page.getByText('This replaces the interrupted training above.')).toBeVisible();
    await page.getByRole('button', { name: 'Delete it', exact: true }).click();
    await expect.poll(() => byId('interrupted')).toBeNull();
    expect(client.calls).toContainEqual({ kind: 'delete-model', request: 'training' });
  });

  test('goes on while another page is looked at', async () => {
    const { phase } = await open({ holdAt: 3 });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(phase).toBe('running');
    await page.getByRole('link', { name: 'The study' }).click();
    await page.getByRole('link', { name: 'Inside the model' }).click();
    expect(phase()).toBe('running');
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect.poll(phase).toBe('paused');
  });

  test('whose state cannot be kept says so, and goes on', async () => {
    const { phase } = await open({ notKept: 'storage-full', holdAt: 6 });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.element(page.getByText('it ends with this tab')).toBeVisible();
    expect(phase()).toBe('running');
  });

  test('that fails says why in words', async () => {
    const message = 'mine.csv: missing texts: 1 (wanted at least two) — add texts';
    const { byId } = await open({ failures: { train: { code: 'bad-dataset', message } } });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(() => byId('model-failure')?.dataset.code).toBe('bad-dataset');
    expect(byId('model-failure')!.textContent).toContain('cannot be learned from');
    expect(byId('model-failure')!.textContent).toContain(message);
    await expect.element(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
  });

  test('does not lose the keyboard when its button goes away', async () => {
    const { byId, phase } = await open({ holdAt: 2 });
    page.getByRole('button', { name: 'Train', exact: true }).element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(phase).toBe('running');
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement).toBe(byId('pause-training'));
  });
});

describe('a model of one’s own', () => {
  test('comes of a training, can be looked into, and is deleted only when one is sure', async () => {
    const { byId, allById, client } = await open();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(() => byId('own-model')?.textContent).toContain('trained on “mine.txt”, 3 epochs');
    expect(byId('own-model')!.textContent).toContain('unsure as among 20.0 tokens');
    await page.getByRole('button', { name: 'Look into it', exact: true }).click();
    await expect.poll(() => allById('token').length).toBeGreaterThan(0);
    expect((byId('look-source') as HTMLSelectElement).value).toBe('own');
    await page.getByTestId('delete-model').click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(client.requests('delete-model')).toEqual([]);
    await page.getByTestId('delete-model').click();
    await page.getByTestId('confirm-delete').click();
    await expect.poll(() => byId('own-model')).toBeNull();
    // What was looked at is gone: the lab's own models are back.
    await expect.poll(() => byId('look-source')).toBeNull();
    const lastAsked = () => client.requests('next-tokens').at(-1);
    await expect.poll(() => lastAsked()?.source).toBe('site');
  });

  test('is downloaded as its two files', async () => {
    const saved: { name: string; blob: Blob }[] = [];
    const blobs = new Map<string, Blob>();
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      const url = `blob:test-${blobs.size}`;
      blobs.set(url, blob as Blob);
      return url;
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, blob: blobs.get(this.href)! });
    });
    await open({ own: ownModel });
    await page.getByRole('button', { name: 'Download nano.json', exact: true }).click();
    await page.getByRole('button', { name: 'Download nano.bin', exact: true }).click();
    await expect.poll(() => saved.map(({ name }) => name)).toEqual(['nano.json', 'nano.bin']);
    vi.restoreAllMocks();
    expect(await saved[0]!.blob.text()).toBe('{"format":"scripted"}\n');
    expect([...new Uint8Array(await saved[1]!.blob.arrayBuffer())]).toEqual([1, 2, 3]);
  });

  test('that could not be stored is told to be downloaded, and its name is text', async () => {
    const { byId } = await open({ own: { ...ownModel, name: HOSTILE, isKept: false } });
    await expect.poll(() => byId('own-model')?.textContent).toContain('gone with this tab');
    expect(byId('own-model')!.textContent).toContain('onerror');
    expect((window as { wasRun?: boolean }).wasRun).toBeUndefined();
  });
});
