/**
 * @file A Vite plugin for the files of the site that are neither bundled nor in `public/`: what `models/` ships,
 * the examples, TF.js's WebAssembly binaries, and the list of headers for static hosts. The dev server serves the same files.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import sirv from 'sirv';
import type { Plugin } from 'vite';
import { headersFile } from './headers.js';

const examplesFolder = (root: string): string => join(root, 'examples');
const modelsFolder = (root: string): string => join(root, 'models');
const binariesFolder = (root: string): string =>
  join(root, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');

/** Files the page fetches, by their path from the site's root: `models/encoder.json`, `wasm/….wasm`. */
export function listSiteFiles(root: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, folder] of [
    ['models', modelsFolder(root)],
    ['examples', examplesFolder(root)],
  ] as const) {
    for (const file of walk(folder)) {
      const path = relative(folder, file).split(sep);
      const isNote = file.endsWith('.md') || path.at(-1)!.startsWith('.');
      if (!isNote) files.set([name, ...path].join('/'), file);
    }
  }
  const binaries = binariesFolder(root);
  for (const file of walk(binaries)) {
    if (file.endsWith('.wasm')) files.set(`wasm/${relative(binaries, file)}`, file);
  }
  return files;
}

export function siteFiles(root: string): Plugin {
  return {
    name: 'goldilocks-site-files',
    configureServer({ middlewares }) {
      for (const [name, folder] of [
        ['models', modelsFolder(root)],
        ['examples', examplesFolder(root)],
        ['wasm', binariesFolder(root)],
      ] as const) {
        const send = sirv(folder, { dev: true, extensions: [] });
        // No `next`: what is not there is answered with 404, never with the page.
        middlewares.use(`/${name}`, (request, response) => send(request, response));
      }
    },
    generateBundle() {
      for (const [fileName, file] of listSiteFiles(root)) {
        this.emitFile({ type: 'asset', fileName, source: readFileSync(file) });
      }
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile() });
    },
  };
}

/** Every file below a folder, in the order of their names; none where the folder is missing. */
export function walk(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? walk(path) : [path];
    });
}
