/**
 * @file Downloads one file and does not believe it until it is checked: type, size and hash. A broken connection is gone
 * on with from the byte it broke at; a web page in place of the file, a missing file and an altered one are told apart.
 */
import { LabError } from '../../core/errors';
import { md5 } from './md5';
import { isBlockedByPolicy } from './policy';

export interface WantedFile {
  readonly url: string;
  /** Null where nothing tells. */
  readonly sizeBytes: number | null;
  readonly md5: string | null;
  readonly sha256: string | null;
}

/** Where the beginning of a file waits while the connection is down. */
export interface PartialFiles {
  load(url: string): Promise<Uint8Array<ArrayBuffer> | null>;
  save(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(url: string): Promise<void>;
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Bytes gained since the last call; negative where some had to be given up. */
  readonly onBytes?: (bytes: number) => void;
  readonly partials?: PartialFiles | null;
  readonly stallMs?: number;
  readonly retryMs?: number;
  readonly mostTries?: number;
}

/** Less than this is not worth keeping. */
const LEAST_PARTIAL_BYTES = 256 * 1024;
/** A file without a known size is not read beyond this. */
const MOST_BYTES = 256 * 2 ** 20;

/** What is wrong may pass if one tries again; `fromStart` where what has come so far is of no use. */
class Passing extends Error {
  constructor(
    readonly error: LabError,
    readonly fromStart: boolean,
  ) {
    super(error.message);
  }
}

/**
 * The bytes of the file, checked.
 * @throws LabError `no-network` where nothing answers, `download-broken` where something else than the file comes;
 *   AbortError when the signal aborts; what came until then waits in `partials`
 */
export async function downloadFile(
  wanted: WantedFile,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, onBytes, partials, retryMs = 700, mostTries = 5 } = options;
  signal.throwIfAborted();
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const drop = (): void => {
    if (received > 0) onBytes?.(-received);
    chunks = [];
    received = 0;
  };
  const take = (chunk: Uint8Array<ArrayBuffer>): void => {
    chunks.push(chunk);
    received += chunk.length;
    onBytes?.(chunk.length);
  };
  const before = (await partials?.load(wanted.url)) ?? null;
  if (before && (wanted.sizeBytes === null || before.length < wanted.sizeBytes)) take(before);
  for (let tries = 1; ; tries++) {
    const resumedFrom = received;
    try {
      await readOnce(wanted, received, options, drop, take);
      const bytes = join(chunks, received);
      await check(wanted, bytes, resumedFrom > 0);
      await partials?.remove(wanted.url);
      return bytes;
    } catch (thrown) {
      const isLast = !(thrown instanceof Passing) || tries >= mostTries;
      if (thrown instanceof Passing && thrown.fromStart) drop();
      if (isLast || signal.aborted) {
        // Only a beginning is worth going on with, never what was found to be wrong.
        const isBeginning = signal.aborted || thrown instanceof Passing;
        if (isBeginning && received >= LEAST_PARTIAL_BYTES) {
          await partials?.save(wanted.url, join(chunks, received)).catch(() => undefined);
        } else {
          await partials?.remove(wanted.url);
        }
        signal.throwIfAborted();
        throw thrown instanceof Passing ? thrown.error : thrown;
      }
      await pause(retryMs * 2 ** (tries - 1), signal);
    }
  }
}

async function readOnce(
  wanted: WantedFile,
  from: number,
  { signal, stallMs = 30_000 }: DownloadOptions,
  drop: () => void,
  take: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  const { url, sizeBytes } = wanted;
  const stall = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => stall.abort(new DOMException('nothing came for a while', 'TimeoutError')),
      stallMs,
    );
  };
  alive();
  try {
    const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
    let response: Response;
    try {
      response = await fetch(url, {
        headers,
        signal: AbortSignal.any([signal, stall.signal]),
        cache: 'no-store',
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw await noAnswer(url, cause, signal);
    }
    if (response.status === 416)
      throw new Passing(broken('invalid range of', url, 'the rest of the file'), true);
    if (response.status >= 500 || response.status === 429) {
      throw new Passing(broken('refused file', url, `the file, got status ${response.status}`), false);
    }
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok) throw broken('missing file', url, `the file, got status ${response.status}`);
    if (type.startsWith('text/html')) {
      throw broken(
        'invalid file',
        url,
        'the file, got a web page',
        'log in to the network if it asks for it, check the address, and try again',
      );
    }
    if (from > 0 && response.status !== 206) {
      drop();
      from = 0;
    }
    const declared = Number(response.headers.get('content-length'));
    const isCounted = declared > 0 && !response.headers.get('content-encoding');
    const limit = sizeBytes ?? MOST_BYTES;
    let received = from;
    const reader = response.body!.getReader();
    try {
      for (;;) {
        alive();
        const { done, value } = await reader.read();
        if (done) break;
        received += value.length;
        if (received > limit) throw broken('invalid size of', url, `${limit} bytes, got more`);
        take(value);
      }
    } catch (cause) {
      await reader.cancel().catch(() => undefined);
      if (cause instanceof LabError) throw cause;
      signal.throwIfAborted();
      throw new Passing(broken('broken download of', url, `all of it, got ${received} bytes`), false);
    }
    const expected = sizeBytes ?? (isCounted ? from + declared : null);
    if (expected !== null && received < expected) {
      throw new Passing(broken('truncated file', url, `${expected} bytes, got ${received}`), false);
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A host that this site's policy forbids, and a server that answers, only not to this page, are told from one that does
 * not answer at all.
 */
async function noAnswer(url: string, cause: unknown, signal: AbortSignal): Promise<LabError | Passing> {
  if (await isBlockedByPolicy(url)) {
    const wayOut =
      'download the files and pick the folder, or have the site built with GOLDILOCKS_MODEL_HOSTS that names the host';
    return broken('forbidden host of', url, 'a host that the policy of this site allows', wayOut);
  }
  const isThere = await fetch(url, { mode: 'no-cors', method: 'HEAD', signal }).then(
    ({ type }) => type === 'opaque',
    () => false,
  );
  if (isThere) {
    const wayOut =
      'let the server send access-control-allow-origin, or download the files and pick the folder';
    return broken('forbidden file', url, 'a server that lets other sites read it (CORS)', wayOut);
  }
  return new Passing(
    new LabError({
      code: 'no-network',
      place: 'downloadFile',
      what: 'missing answer for',
      value: url,
      wayOut: 'check the connection and try again; what arrived is kept',
      cause,
    }),
    false,
  );
}

async function check(wanted: WantedFile, bytes: Uint8Array<ArrayBuffer>, isResumed: boolean): Promise<void> {
  const problem = await damageOf(wanted, bytes);
  if (problem === null) return;
  const error = broken('altered file', wanted.url, problem);
  // Two halves of different files: once more from the start. A file that came in one piece is what the server has.
  throw isResumed ? new Passing(error, true) : error;
}

/** What is wrong with the bytes; null where nothing is, as far as can be told. */
export async function damageOf(
  wanted: Pick<WantedFile, 'sizeBytes' | 'md5' | 'sha256'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string | null> {
  if (wanted.sizeBytes !== null && bytes.length !== wanted.sizeBytes)
    return `${wanted.sizeBytes} bytes, got ${bytes.length}`;
  if (wanted.sha256 !== null) {
    const digest = await sha256(bytes);
    return digest === wanted.sha256
      ? null
      : `SHA-256 ${wanted.sha256.slice(0, 12)}…, got ${digest.slice(0, 12)}…`;
  }
  if (wanted.md5 !== null) {
    const digest = md5(bytes);
    return digest === wanted.md5 ? null : `MD5 ${wanted.md5}, got ${digest}`;
  }
  return null;
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function join(chunks: readonly Uint8Array<ArrayBuffer>[], length: number): Uint8Array<ArrayBuffer> {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

function broken(
  what: string,
  value: string,
  wanted: string,
  wayOut = 'try again; if it stays, choose another model',
): LabError {
  return new LabError({ code: 'download-broken', place: 'downloadFile', what, value, wanted, wayOut });
}
