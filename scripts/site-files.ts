/**
 * @file A Vite plugin for the files of the site that are neither bundled nor in `public/`: what `models/` ships,
 * TF.js's WebAssembly binaries, and the list of headers for static hosts. The dev server serves the same files.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import { headersFile, mimeType } from './headers.js';

/** Files the page fetches, by their path from the site's root: `models/encoder.json`, `wasm/….wasm`. */
export function listSiteFiles(root: string): Map<string, string> {
  const files = new Map<string, string>();
  const models = join(root, 'models');
  for (const file of walk(models)) {
    const path = relative(models, file).split(sep);
    const isNote = file.endsWith('.md') || path.at(-1)!.startsWith('.');
    if (!isNote) files.set(['models', ...path].join('/'), file);
  }
  const binaries = join(root, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');
  for (const file of walk(binaries)) {
    if (file.endsWith('.wasm')) files.set(`wasm/${relative(binaries, file)}`, file);
  }
  return files;
}

export function siteFiles(root: string): Plugin {
  return {
    name: 'goldilocks-site-files',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = decodePath(request.url ?? '/');
        if (!/^\/(models|wasm)\//.test(path)) return next();
        const file = listSiteFiles(root).get(path.slice(1));
        if (file === undefined) {
          response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found');
          return;
        }
        const content = readFileSync(file);
        response.writeHead(200, {
          'Content-Type': mimeType(file),
          'Content-Length': content.length,
          'Cache-Control': 'no-cache',
        });
        response.end(request.method === 'HEAD' ? undefined : content);
      });
    },
    generateBundle() {
      for (const [fileName, file] of listSiteFiles(root)) {
        this.emitFile({ type: 'asset', fileName, source: readFileSync(file) });
      }
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile() });
    },
  };
}

/** Path of a request without its query, decoded; empty where it cannot be decoded. */
function decodePath(url: string): string {
  try {
    return decodeURIComponent(url.split(/[?#]/)[0]!);
  } catch {
    return '';
  }
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
