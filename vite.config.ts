/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { CHROMIUM_ARGS, findBrowser } from './scripts/browser.js';
import { siteFiles } from './scripts/site-files.js';

const root = fileURLToPath(new URL('.', import.meta.url));
const isTest = process.env.VITEST !== undefined;
const browser = isTest ? findBrowser() : null;

export default defineConfig({
  // Relative addresses: the site runs under any path of a static host.
  base: './',
  plugins: [svelte(), siteFiles(root)],
  define: { __APP_VERSION__: JSON.stringify(packageJson.version) },
  build: {
    target: 'es2022',
    sourcemap: true,
    // Eleven kilobytes for all parts: none can come without its looks, and none is waited for.
    cssCodeSplit: false,
    // The list of what each later part needs would cost every visitor a kilobyte; the parts are near when they are asked for.
    modulePreload: false,
    rolldownOptions: {
      output: {
        // One file for what the page needs at first: text that is packed together packs better.
        codeSplitting: {
          groups: [{ name: 'page', tags: ['$initial'] }],
        },
      },
    },
  },
  worker: { format: 'es' },
  test: {
    // All time limits are for what hangs, no measure of speed: a busy machine must not fail a test.
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        // State classes (`*.svelte.ts`) do not react under Node; they are tested in the browser project.
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/**/*.unit.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // By default one core would be left to whoever watches.
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        // Long simulations, for `npm run test:slow`; `npm test` runs a part of each.
        test: {
          name: 'slow',
          environment: 'node',
          include: ['tests/**/*.slow.test.ts'],
          testTimeout: 1_800_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        // Found now rather than in the middle of a test, where the page would have to load again.
        optimizeDeps: {
          entries: ['src/**/*.{ts,svelte}', 'tests/**/*.browser.test.ts'],
          include: ['@noble/hashes/legacy.js', '@noble/hashes/sha2.js', '@noble/hashes/utils.js', 'valibot'],
        },
        test: {
          name: 'browser',
          include: ['tests/**/*.browser.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // The first visit to a part fetches and compiles it.
          expect: { poll: { timeout: 45_000 } },
          // One page at a time: they share one GPU process.
          fileParallelism: false,
          // After the unit tests, which keep every core busy.
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            connectTimeout: 180_000,
            provider: playwright({
              launchOptions: {
                args: [...CHROMIUM_ARGS],
                timeout: 180_000,
                ...(browser === null ? {} : { executablePath: browser }),
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        // Drives the built site in `dist/`, with the real headers.
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.e2e.test.ts'],
          globalSetup: ['tests/setup-e2e.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000 } },
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
