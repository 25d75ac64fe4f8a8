/**
 * @file A language model as judge and as embedder of files, through both real workers, the second started by the first:
 * as far as that goes without a model that runs.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_JUDGE_SETTINGS } from '../../src/core/judged-set';
import { createLlmClient } from '../../src/workers/llm-client';
import { createStudyClient } from '../../src/workers/study-client';
import { modelFiles, unlinkableModel } from '../fixtures/unlinkable-model';

const siteUrl = new URL('/', location.href).href;
const client = createStudyClient({ siteUrl });
const llm = createLlmClient({ siteUrl });
const never = new AbortController().signal;

const texts = Array.from({ length: 40 }, (_, i) => `a bird of the sea number ${i}`);
const files = [{ name: 'birds.csv', content: new Blob([`text\n${texts.join('\n')}\n`]) }];
const request = {
  files,
  textColumn: 'text',
  modelId: unlinkableModel.id,
  settings: DEFAULT_JUDGE_SETTINGS,
};

beforeAll(async () => {
  await llm.download(unlinkableModel, never, { files: modelFiles });
});
afterAll(async () => {
  await llm.remove(unlinkableModel.id);
  llm.close();
});

const refused = {
  code: 'model-incompatible',
  message: expect.stringContaining('built for another WebLLM version') as string,
};

test('what the engine says of a judge it cannot load reaches the page as it was said', async () => {
  await expect(client.call('prepare-judge', request)).rejects.toMatchObject(refused);
  await expect(client.call('judge', request)).rejects.toMatchObject(refused);
});

test('a file that no judge can be asked of is refused before a model is loaded', async () => {
  const few = [{ name: 'few.csv', content: new Blob(['text\na\nb\n']) }];
  await expect(client.call('prepare-judge', { ...request, files: few })).rejects.toMatchObject({
    code: 'bad-dataset',
  });
});

test('what the engine says of an embedder it cannot load reaches the page too, and the lab’s own still measures', async () => {
  const asked = { files, textColumn: 'text', labelColumn: null };
  await expect(
    client.call('measure', { ...asked, embedder: { modelId: unlinkableModel.id } }),
  ).rejects.toMatchObject(refused);
  const { files: measured } = await client.call('measure', asked);
  expect(measured[0]!.values.vendiScore).toBeGreaterThan(1);
});
