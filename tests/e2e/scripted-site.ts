/** @file The built site with a scripted language model in the place of the real one, for studies that one writes. */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { build } from 'vite';
import { DIST } from '../../scripts/serve';
import type { LanguageModel } from '../../src/core/llm-model';
import catalogue from '../../models/catalogue/web-llm.json' with { type: 'json' };
import type { WorkerLog, WorkerScript } from './scripted-llm.worker';

const MODELS = catalogue.models as readonly LanguageModel[];
/** Two models of the catalogue that count as downloaded; the smaller is to be offered where the larger fails. */
export const LARGE = MODELS.find(({ id }) => id.startsWith('Qwen2.5-1.5B') && id.includes('f16'))!;
export const SMALLER = MODELS.find(({ id }) => id.startsWith('Qwen3-0.6B') && id.includes('f16'))!;

export interface ScriptedSite {
  readonly folder: string;
  remove(): void;
}

/** A copy of the built site, with that one file exchanged. */
export async function makeScriptedSite(): Promise<ScriptedSite> {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-site-'));
  cpSync(DIST, folder, { recursive: true, filter: (path) => !path.endsWith('.map') });
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { __APP_VERSION__: '"scripted"' },
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: fileURLToPath(new URL('./scripted-llm.worker.ts', import.meta.url)),
        output: { format: 'es', codeSplitting: false },
        // The real engine is behind imports that are never followed here.
        external: [/@mlc-ai\/web-llm/],
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !('output' in output)) throw new Error('scripted site: nothing was built');
  const assets = join(folder, 'assets');
  const workers = readdirSync(assets).filter((name) => /^llm\.worker-.*\.js$/.test(name));
  if (workers.length === 0) throw new Error('scripted site: the built site has no llm.worker');
  for (const name of workers) writeFileSync(join(assets, name), output.output[0].code);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Tells the scripted model what to do from now on. */
export async function setScript(page: Page, script: WorkerScript): Promise<void> {
  await page.evaluate(async (text) => {
    await (await caches.open('scripted-llm')).put('https://script.invalid/', new Response(text));
  }, JSON.stringify(script));
}

/** What was asked of it so far. */
export async function readLog(page: Page): Promise<WorkerLog> {
  return page.evaluate(async () => {
    const found = await (await caches.open('scripted-llm')).match('https://log.invalid/');
    return found ? ((await found.json()) as WorkerLog) : { loads: 0, requests: 0 };
  });
}

/** Makes the models count as downloaded. */
export async function putModels(
  page: Page,
  models: readonly LanguageModel[] = [LARGE, SMALLER],
): Promise<void> {
  const receipts = models.map((model) => ({
    url: `https://language-model.invalid/${encodeURIComponent(model.id)}/resolve/local/goldilocks-receipt.json`,
    text: JSON.stringify({
      model: { ...model, isSizeExact: true },
      sizeBytes: model.downloadBytes,
      cachedAt: '2026-01-01T00:00:00Z',
      fingerprint: model.id,
    }),
  }));
  await page.evaluate(async (all) => {
    const cache = await caches.open('webllm/config');
    for (const { url, text } of all) await cache.put(url, new Response(text));
  }, receipts);
}
