/** @file The real worker with the real WebLLM in a real browser, as far as that goes without a model: cache, loading, refusal. */
import { afterEach, expect, test } from 'vitest';
import { createLlmClient } from '../../src/workers/llm-client';
import { modelFiles as files, unlinkableModel as model } from '../fixtures/unlinkable-model';

const client = createLlmClient({ siteUrl: new URL('/', location.href).href });
const never = new AbortController().signal;

afterEach(async () => {
  await client.remove(model.id);
  client.close();
});

test('a folder goes into the cache, and WebLLM finds it there but refuses a library of another version', async () => {
  const cached = await client.download(model, never, { files });
  expect(cached.sizeBytes).toBe(files.reduce((sum, file) => sum + file.size, 0));
  // WebLLM looks under these very addresses: it gets as far as linking the library, and no request leaves the browser.
  await expect(client.load(model.id, never)).rejects.toMatchObject({
    name: 'LabError',
    code: 'model-incompatible',
    message: expect.stringContaining('built for another WebLLM version') as string,
  });
});

test('a model that was never downloaded is refused, and the worker stays usable', async () => {
  await expect(client.load(model.id, never)).rejects.toMatchObject({ code: 'bad-language-model' });
  await expect(client.download(model, never, { files: files.slice(1) })).rejects.toMatchObject({
    code: 'bad-language-model',
    message: expect.stringContaining('mlc-chat-config.json') as string,
  });
  await client.download(model, never, { files });
});
