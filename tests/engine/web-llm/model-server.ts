/** @file A small model of random bytes, and a server of it that misbehaves on request. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LanguageModel } from '../../../src/core/llm-model';

const SHARD_BYTES = 700_000;
/** The shortest library there is: WebAssembly's magic number and version. */
const LIBRARY = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

const shards = new Map(
  Array.from({ length: 6 }, (_, i): [string, Buffer] => [
    `params_shard_${i}.bin`,
    Buffer.from(Uint8Array.from({ length: SHARD_BYTES }, (_, k) => (k * 31 + i * 7 + (k >> 8)) & 255)),
  ]),
);

const vocab = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [i < 40 ? `Ġw${i}` : `x${i}`, i]));

export const FILES: ReadonlyMap<string, Buffer> = new Map<string, Buffer>([
  ...shards,
  [
    'mlc-chat-config.json',
    json({
      vocab_size: 52,
      tokenizer_files: ['tokenizer.json'],
      conv_template: {},
      context_window_size: 2048,
    }),
  ],
  ['tokenizer.json', json({ model: { vocab }, added_tokens: [{ id: 50, content: '<|end|>' }] })],
  [
    'tensor-cache.json',
    json({
      records: [...shards].map(([dataPath, bytes]) => ({
        dataPath,
        nbytes: bytes.length,
        md5sum: createHash('md5').update(bytes).digest('hex'),
        records: [],
      })),
    }),
  ],
  ['lib.wasm', LIBRARY],
]);

/** Lets a page of another origin read the answer. */
export const FOR_ANY_SITE = { 'access-control-allow-origin': '*' } as const;

export const TOTAL_BYTES = [...FILES.values()].reduce((sum, bytes) => sum + bytes.length, 0);

export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** True where it has answered. */
export type Mischief = (
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
) => boolean;

export class ModelServer {
  readonly requests: string[] = [];
  /** `Range` of each request, by file. */
  readonly ranges: [string, string][] = [];
  mischief: Mischief = () => false;
  hasRanges = true;
  #server: Server | null = null;
  url = '';

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      const name = request.url!.split('/').at(-1)!;
      this.requests.push(name);
      if (request.headers.range) this.ranges.push([name, request.headers.range]);
      const bytes = FILES.get(name) ?? Buffer.alloc(0);
      if (this.mischief(name, request, response, bytes)) return;
      if (!FILES.has(name)) return void response.writeHead(404).end();
      this.answer(request, response, bytes);
    });
    await new Promise<void>((resolve) => this.#server!.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/m/`;
  }

  answer(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
    const from = this.hasRanges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    response.writeHead(from > 0 ? 206 : 200, {
      'content-type': 'application/octet-stream',
      ...FOR_ANY_SITE,
      'content-length': bytes.length - from,
    });
    response.end(bytes.subarray(from));
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  get model(): LanguageModel {
    return {
      id: 'tiny',
      family: 'Tiny',
      title: 'Tiny (q4f32_1)',
      parametersM: 1,
      quantisation: 'q4f32_1',
      needsF16: false,
      downloadBytes: 1000,
      isSizeExact: false,
      vramMB: 10,
      contextTokens: 4096,
      bufferBytes: null,
      isThinking: false,
      weightsUrl: this.url,
      libraryUrl: `${this.url}lib.wasm`,
      revision: null,
      sha256: {},
      licence: 'MIT',
    };
  }
}
