import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whyStale } from '../../scripts/site-build';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'goldilocks-build-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes a file whose time of change is so many seconds after the epoch. */
function put(path: string, seconds: number): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  utimesSync(file, seconds, seconds);
}

describe('whyStale', () => {
  test('says that nothing is built', () => {
    put('src/main.ts', 100);
    expect(whyStale(root)).toBe('the site is not built yet');
  });

  test('is content with a site younger than everything it is made from', () => {
    put('dist/index.html', 200);
    for (const path of ['src/ui/App.svelte', 'models/encoder.bin', 'public/favicon.svg', 'index.html'])
      put(path, 100);
    expect(whyStale(root)).toBeNull();
  });

  test.each([
    'src/ui/App.svelte',
    'models/encoder.bin',
    'public/recorded/a.json',
    'index.html',
    'vite.config.ts',
  ])('names %s if it changed later', (path) => {
    put('dist/index.html', 200);
    put(path, 201);
    expect(whyStale(root)).toBe(`${path} has changed since the site was built`);
  });

  test('does not mind what the build writes itself, nor tests', () => {
    put('dist/index.html', 200);
    for (const path of ['public/data/a.json', 'public/licences/a.txt', 'tests/a.unit.test.ts'])
      put(path, 300);
    expect(whyStale(root)).toBeNull();
  });
});
