/**
 * @file `npm start` and the tests serve the built site with this: a static server on localhost that sends the real
 * headers, and 404 for what is not there (Vite's preview answers such a request with the page and 200).
 */
import { createReadStream, readFileSync, realpathSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { headersFor, isCompressible, mimeType } from './headers.js';

export const DIST = fileURLToPath(new URL('../dist', import.meta.url));

export const DEFAULT_PORT = 4173;
/** How many ports after a taken one are tried. */
const PORTS_TRIED = 50;
/** Smaller files are sent as they are: compressing them saves no packet. */
const LEAST_GZIP_BYTES = 1024;

export interface SiteServer {
  /** With a slash at its end: `http://localhost:4173/`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly folder?: string;
  /** The port to listen on; 0 lets the system choose a free one. */
  readonly port?: number;
  /** Where the port is taken, try those after it. */
  readonly orNext?: boolean;
  /** Origins that the page may fetch models from, besides those it always may. */
  readonly modelHosts?: readonly string[];
}

/** Serves a folder on localhost, to this machine alone. */
export async function serveSite({
  folder = DIST,
  port = 0,
  orNext = false,
  modelHosts = [],
}: ServeOptions = {}): Promise<SiteServer> {
  if (!isFile(join(folder, 'index.html'))) {
    throw new Error(`serve: missing site: ${folder} holds no index.html — run \`npm run build\` first`);
  }
  const answer = answerFrom(realpathSync(folder), modelHosts);
  for (let tried = port; ; tried++) {
    const server = createServer(answer);
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port: tried, host: 'localhost' }, resolve);
      });
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (isTaken && orNext && tried < port + PORTS_TRIED) continue;
      if (!isTaken) throw error;
      throw new Error(
        `serve: invalid port: ${tried} (wanted a free one) — stop what listens there or choose another`,
        {
          cause: error,
        },
      );
    }
    const bound = (server.address() as AddressInfo).port;
    return {
      url: `http://localhost:${bound}/`,
      port: bound,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  }
}

/** The handler of requests for files below `root`, a real path. */
function answerFrom(
  root: string,
  modelHosts: readonly string[],
): (request: IncomingMessage, response: ServerResponse) => void {
  const compressed = new Map<string, Buffer>();
  return (request, response) => {
    const path = requestPath(request.url ?? '/');
    const headers = headersFor(path ?? '/', modelHosts);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...headers, Allow: 'GET, HEAD', 'Content-Type': mimeType('.txt') });
      response.end('only GET and HEAD\n');
      return;
    }
    const file = path === null ? null : fileBelow(root, path);
    if (file === null) {
      const words = 'not found\n';
      Object.assign(headers, { 'Cache-Control': 'no-store', 'Content-Type': mimeType('.txt') });
      response.writeHead(404, { ...headers, 'Content-Length': words.length });
      response.end(request.method === 'HEAD' ? undefined : words);
      return;
    }
    const { size, mtimeMs } = statSync(file);
    const type = mimeType(file);
    const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
    Object.assign(headers, { 'Content-Type': type, ETag: tag, Vary: 'Accept-Encoding' });
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304, headers).end();
      return;
    }
    const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    if (takesGzip && isCompressible(type) && size >= LEAST_GZIP_BYTES) {
      const key = `${file} ${tag}`;
      const body = compressed.get(key) ?? gzipSync(readFileSync(file));
      compressed.set(key, body);
      response.writeHead(200, { ...headers, 'Content-Encoding': 'gzip', 'Content-Length': body.length });
      response.end(request.method === 'HEAD' ? undefined : body);
      return;
    }
    response.writeHead(200, { ...headers, 'Content-Length': size });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(file)
        .on('error', () => response.destroy())
        .pipe(response);
  };
}

/** Decoded path of a request, or null where it cannot be one of a file. */
function requestPath(url: string): string | null {
  try {
    const path = decodeURIComponent(url.split(/[?#]/)[0]!);
    return path.startsWith('/') && !path.includes('\0') && !path.includes('\\') ? path : null;
  } catch {
    return null;
  }
}

/** The file a path names, or null: outside the folder, hidden, or not there. Links are followed before it is judged. */
function fileBelow(root: string, path: string): string | null {
  if (path.split('/').some((part) => part.startsWith('.'))) return null;
  const candidate = join(root, path.endsWith('/') ? `${path}index.html` : path);
  try {
    const real = realpathSync(candidate);
    return real.startsWith(root + sep) && isFile(real) ? real : null;
  } catch {
    return null;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(
      `npm start -- [--port N]\nBuilds the site and serves it on localhost, on port ${DEFAULT_PORT} or the next free one.`,
    );
    return;
  }
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535 || values.port?.trim() === '') {
    throw new Error(
      `serve: invalid port: "${values.port}" (wanted a whole number from 0 to 65535) — for example --port 8080`,
    );
  }
  const site = await serveSite({ port, orNext: values.port === undefined });
  console.log(`Goldilocks is at ${site.url}`);
  console.log('Ctrl-C stops it.');
  const stop = (): void => void site.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
