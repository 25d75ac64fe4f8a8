import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { headersFile, headersFor } from '../../scripts/headers';
import { listSiteFiles } from '../../scripts/site-files';

const root = mkdtempSync(join(tmpdir(), 'goldilocks-site-'));
afterAll(() => rmSync(root, { recursive: true }));

function put(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), path);
}

describe('listSiteFiles', () => {
  test('ships what models/ and examples/ hold and the WebAssembly binaries, not notes or dot files', () => {
    expect([...listSiteFiles(root)]).toEqual([]);
    const binaries = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';
    for (const path of [
      'encoder.json',
      'encoder.bin',
      'README.md',
      '.DS_Store',
      'catalogue/large.json',
      'nano/weights.bin',
    ]) {
      put(`models/${path}`);
    }
    for (const path of ['README.md', 'a.csv']) put(`examples/${path}`);
    for (const path of ['a.wasm', 'a-simd.wasm', 'index.js']) put(`${binaries}/${path}`);
    expect([...listSiteFiles(root).keys()].sort()).toEqual([
      'examples/a.csv',
      'models/catalogue/large.json',
      'models/encoder.bin',
      'models/encoder.json',
      'models/nano/weights.bin',
      'wasm/a-simd.wasm',
      'wasm/a.wasm',
    ]);
    expect(listSiteFiles(root).get('models/encoder.bin')).toBe(join(root, 'models', 'encoder.bin'));
  });

  test('the installed TF.js has the three binaries it chooses from', () => {
    const names = [...listSiteFiles(join(import.meta.dirname, '..', '..')).keys()].filter((name) =>
      name.startsWith('wasm/'),
    );
    expect(names.sort()).toEqual([
      'wasm/tfjs-backend-wasm-simd.wasm',
      'wasm/tfjs-backend-wasm-threaded-simd.wasm',
      'wasm/tfjs-backend-wasm.wasm',
    ]);
  });
});

describe('the headers', () => {
  test('of the file for static hosts are those the local server sends', () => {
    for (const path of ['/', '/assets/index-1a2b.js']) {
      const sent = headersFor(path);
      const written: Record<string, string> = {};
      for (const block of headersFile().trim().split('\n\n')) {
        const [rule, ...lines] = block.split('\n');
        if (!path.startsWith(rule!.replace('*', ''))) continue;
        for (const line of lines)
          written[line.slice(2, line.indexOf(':'))] = line.slice(line.indexOf(':') + 2);
      }
      expect({ 'Cache-Control': 'no-cache', ...written }).toEqual(sent);
    }
  });
});
