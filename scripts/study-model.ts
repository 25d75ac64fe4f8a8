/**
 * @file The language model of `npm run study -- --generator webllm`: a browser with a GPU, a profile that keeps what was
 * downloaded, and what a visitor would do on the page before the start: choose the model, fetch it, set how it writes.
 */
import { chromium, type Page } from 'playwright';
import { needBrowser, PLAIN_ARGS, SOFTWARE_WEBGPU_ARGS } from './browser.js';
import { testId } from './lab.js';
import { isAddress, type ModelWish } from './model-wish.js';
import { serveSite } from './serve.js';

/** What is stored belongs to an address, port included: the same one each time. */
const MODEL_PORT = 41737;

/** A window-less Chrome takes a real GPU on Linux only through Vulkan. */
const GPU_ARGS: readonly string[] =
  process.platform === 'linux'
    ? ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--use-angle=vulkan', '--ignore-gpu-blocklist']
    : ['--enable-unsafe-webgpu'];

const POLL_MS = 250;
/** Longest time in which a download may show nothing new. */
const STALLED_MS = 5 * 60_000;

export interface ModelLab {
  readonly url: string;
  readonly page: Page;
  close(): Promise<void>;
}

export async function openModelLab(wish: ModelWish, say: (line: string) => void): Promise<ModelLab> {
  const executablePath = needBrowser();
  const hosts = [wish.model, wish.library].flatMap((text) =>
    text !== null && isAddress(text) ? [new URL(text).origin] : [],
  );
  const site = await serveSite({ port: MODEL_PORT, orNext: true, modelHosts: [...new Set(hosts)] });
  if (site.port !== MODEL_PORT)
    say(`port ${MODEL_PORT} is taken: models of earlier studies will not be found at ${site.url}`);
  try {
    const context = await chromium.launchPersistentContext(wish.profile, {
      executablePath,
      args: [...PLAIN_ARGS, ...(wish.isSoftware ? SOFTWARE_WEBGPU_ARGS : GPU_ARGS)],
      acceptDownloads: true,
      handleSIGINT: false,
    });
    const close = async (): Promise<void> => {
      await context.close();
      await site.close();
    };
    return { url: site.url, page: context.pages()[0] ?? (await context.newPage()), close };
  } catch (error) {
    await site.close();
    const words = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(
      `browser: ${executablePath} did not start with the profile ${wish.profile}: ${words} — end the study that uses it, or name another with --profile`,
      { cause: error },
    );
  }
}

/**
 * Makes the page ready to start: the model chosen and on this device, the way of writing set.
 * @throws Error with a sentence for the terminal
 */
export async function prepareModel(page: Page, wish: ModelWish, say: (line: string) => void): Promise<void> {
  await page.locator('[data-testid="llm"][data-activity="idle"]').waitFor();
  await failOnNotice(page, 'the list of language models could not be read');
  const deviceClass = await testId(page, 'device').getAttribute('data-class');
  if (deviceClass === 'none' || (deviceClass === 'software' && !wish.isSoftware)) {
    throw new Error(
      'study: missing GPU: this browser gives no access to one (wanted WebGPU) — run it on a machine with a graphics ' +
        'processor and its Vulkan driver, or add --software to calculate on the processor (minutes for a row), or ' +
        'leave --generator webllm out',
    );
  }
  say((await wordsOf(page, 'device')).trim());
  if (isAddress(wish.model)) await addOwnModel(page, wish);
  await choose(page, isAddress(wish.model) ? null : wish.model);
  await fetchModel(page, say);
  if (wish.writing !== null) await takeWriting(page, wish.writing);
}

async function addOwnModel(page: Page, { model, library }: ModelWish): Promise<void> {
  await testId(page, 'own-model').locator('summary').click();
  await testId(page, 'weights-url').fill(model);
  await testId(page, 'library-url').fill(library ?? '');
  await testId(page, 'add-model').click();
  await failOnNotice(page, 'the model could not be added');
}

/** @param id null for the one that was added, which is chosen already */
async function choose(page: Page, id: string | null): Promise<void> {
  if (id === null) return;
  const line = page.locator(`[data-testid="model"][data-id=${JSON.stringify(id)}]`);
  if ((await line.count()) === 0) {
    const ids = await testId(page, 'model').evaluateAll((all) =>
      all.map((one) => (one as HTMLElement).dataset.id),
    );
    throw new Error(
      `study: unknown model: "${id}" (wanted one of the list, or an address with --library) — choose one of\n  ${ids.join('\n  ')}`,
    );
  }
  const why = line.locator('[data-testid="why"]');
  if ((await why.count()) > 0) {
    const reason = ((await why.textContent()) ?? '').trim();
    throw new Error(`study: unsuitable model: "${id}": ${reason} — choose a smaller one, or one with f32`);
  }
  await line.locator('input').check();
}

async function fetchModel(page: Page, say: (line: string) => void): Promise<void> {
  const fetching = testId(page, 'fetch');
  const here = fetching.locator('[data-testid="here"]');
  await fetching.waitFor();
  if ((await here.count()) > 0) return say(((await here.textContent()) ?? '').trim());
  await fetching.locator('[data-testid="download"]').click();
  let last = '';
  let lastChange = performance.now();
  for (;;) {
    if ((await here.count()) > 0) return say(((await here.textContent()) ?? '').trim());
    await failOnNotice(page, 'the language model could not be fetched');
    const line = fetching.locator('[data-testid="load"]');
    const words = (await line.count()) > 0 ? await textOf(line.locator('strong, span, p')) : '';
    if (words !== last) {
      last = words;
      lastChange = performance.now();
      say(words);
    } else if (performance.now() - lastChange > STALLED_MS) {
      throw new Error('study: the download of the language model stands still — start it again, it goes on');
    }
    await page.waitForTimeout(POLL_MS);
  }
}

async function takeWriting(page: Page, file: string): Promise<void> {
  await testId(page, 'trial').locator('summary').first().click();
  const input = testId(page, 'prompt-file');
  await input.waitFor({ state: 'attached' });
  await input.setInputFiles(file);
  const taken = testId(page, 'prompt-taken');
  await taken.or(testId(page, 'llm-failure')).first().waitFor();
  await failOnNotice(page, `--writing ${file}`);
}

/** Throws what the page says has gone wrong with a language model, if it says so. */
async function failOnNotice(page: Page, what: string): Promise<void> {
  const box = testId(page, 'llm-failure').first();
  if ((await box.count()) === 0) return;
  const code = await box.getAttribute('data-code');
  throw new Error(`study: ${what} (${code}): ${await textOf(box.locator('p, code'))}`);
}

async function wordsOf(page: Page, id: string): Promise<string> {
  return ((await testId(page, id).textContent()) ?? '').replace(/\s+/g, ' ');
}

async function textOf(parts: ReturnType<Page['locator']>): Promise<string> {
  const texts = await parts.allTextContents();
  return texts
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '')
    .join(' · ');
}
