/**
 * @file `npm start` and the tests serve the built site with this: a static server on localhost that sends the real
 * headers, and 404 for what is not there (Vite's preview answers such a request with the page and 200).
 */
import { realpathSync, statSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import sirv from 'sirv';
import { headersFor } from './headers.js';

export const DIST = fileURLToPath(new URL('../dist', import.meta.url));

export const DEFAULT_PORT = 4173;
/** How many ports after a taken one are tried. */
const PORTS_TRIED = 50;
const TEXT = 'text/plain; charset=utf-8';

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
function answerFrom(root: string, modelHosts: readonly string[]): RequestListener {
  const send = sirv(root, { etag: true, extensions: [] });
  return (request, response) => {
    const path = request.url!.split(/[?#]/)[0]!;
    const refuse = (status: number, text: string): void => {
      response.setHeader('Cache-Control', 'no-store');
      response.writeHead(status, { 'Content-Type': TEXT, 'Content-Length': text.length });
      response.end(text);
    };
    response.setHeaders(new Map(Object.entries(headersFor(path, modelHosts))));
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(405, 'only GET and HEAD\n');
    }
    const file = path.endsWith('/') ? `${path}index.html` : path;
    if (!isBelow(root, file)) return refuse(404, 'not found\n');
    request.url = file;
    if (/\.txt$/.test(file)) response.setHeader('Content-Type', TEXT);
    send(request, takesGzip(request, file) ? gzipped(response) : response, () => refuse(404, 'not found\n'));
  };
}

/** Whether a path leads to something in the folder; links are followed before it is judged. */
function isBelow(root: string, path: string): boolean {
  try {
    return realpathSync(join(root, decodeURI(path))).startsWith(root + sep);
  } catch {
    return false;
  }
}

/** Pictures, fonts and weights are compressed already, or hardly become smaller. */
function takesGzip({ headers }: IncomingMessage, file: string): boolean {
  const isAccepted = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
  return isAccepted && headers.range === undefined && /\.(html|js|css|json|map|svg|txt|wasm)$/.test(file);
}

/** A response that compresses the body sirv writes into it. */
function gzipped(response: ServerResponse): ServerResponse {
  response.setHeader('Vary', 'Accept-Encoding');
  const gzip = createGzip();
  gzip.on('error', () => response.destroy()).pipe(response);
  return Object.assign(gzip, {
    getHeader: response.getHeader.bind(response),
    setHeader: response.setHeader.bind(response),
    writeHead: (status: number, headers: OutgoingHttpHeaders = {}) => {
      delete headers['Content-Length'];
      if (status === 200) headers['Content-Encoding'] = 'gzip';
      response.writeHead(status, headers);
    },
  }) as unknown as ServerResponse;
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
