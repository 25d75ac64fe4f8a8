/**
 * @file The real engine with a real model, where the environment names one: GOLDILOCKS_MODEL is a folder with
 * mlc-chat-config.json, tensor-cache.json, the weights and the tokenizer; GOLDILOCKS_LIBRARY the model library (by
 * default the .wasm in that folder). A handful of tokens: a GPU drawn by the processor takes half a minute for each.
 */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { expect, test } from 'vitest';
import { createServer, type Plugin } from 'vite';
import { CHROMIUM_ARGS, findBrowser } from '../../../scripts/browser';
import type { Said } from './real-engine-page';

const folder = process.env.GOLDILOCKS_MODEL ?? '';
const library = process.env.GOLDILOCKS_LIBRARY ?? (folder ? libraryIn(folder) : '');
const root = join(import.meta.dirname, '../../..');
const TIMEOUT_MS = 40 * 60_000;

function libraryIn(path: string): string {
  const name = existsSync(path) ? readdirSync(path).find((file) => file.endsWith('.wasm')) : undefined;
  return name ? join(path, name) : '';
}

/** The model's files under `/model/`, the library as `/model/library.wasm`. */
const modelFiles: Plugin = {
  name: 'model-files',
  configureServer(server) {
    server.middlewares.use('/model/', (request, response) => {
      const name = request.url!.slice(1);
      const file = name === 'library.wasm' ? library : join(folder, name);
      if (!/^[\w.-]+$/.test(name) || !existsSync(file)) return void response.writeHead(404).end();
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-length': statSync(file).size,
      });
      createReadStream(file).pipe(response);
    });
  },
};

test.skipIf(folder === '')(
  'the real engine loads a model, writes under the grammar, and says the same for the same seed (GOLDILOCKS_MODEL names a folder)',
  { timeout: TIMEOUT_MS },
  async () => {
    const server = await createServer({
      root,
      configFile: false,
      plugins: [modelFiles],
      server: { port: 0 },
      logLevel: 'error',
    });
    await server.listen();
    const address = server.resolvedUrls!.local[0]!;
    const executablePath = findBrowser();
    const browser = await chromium.launch({
      args: [...CHROMIUM_ARGS],
      ...(executablePath ? { executablePath } : {}),
    });
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(TIMEOUT_MS);
      page.on('console', (message) => console.log(`page: ${message.text()}`));
      const body =
        '<!doctype html><script type="module" src="/tests/engine/web-llm/real-engine-page.ts"></script>';
      await page.route('**/blank', (route) => route.fulfill({ contentType: 'text/html', body }));
      await page.goto(`${address}blank`);
      await page.waitForFunction('window.speak');
      const said = await page.evaluate<Said>('window.speak()');
      console.log(JSON.stringify(said));
      expect(said.text.startsWith('[')).toBe(true);
      expect(said.again).toBe(said.text);
    } finally {
      await browser.close();
      await server.close();
    }
  },
);
