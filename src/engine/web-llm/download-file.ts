/**
 * @file Downloads one file and checks its type, size and hash. A broken download is resumed at the byte where it broke.
 * A web page in place of the file, a missing file and an altered file give different errors.
 */
import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { LabError, shown } from '../../core/errors';

export interface WantedFile {
  readonly url: string;
  /** Null where nothing tells. */
  readonly sizeBytes: number | null;
  readonly md5: string | null;
  readonly sha256: string | null;
}

/** The beginning of a file. */
export interface Beginning {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What its server calls the version of the file: `ETag`, or `Last-Modified`; null where it tells neither. */
  readonly version: string | null;
}

/** Where beginnings wait while the connection is down. */
export interface PartialFiles {
  load(url: string): Promise<Beginning | null>;
  save(url: string, beginning: Beginning): Promise<void>;
  remove(url: string): Promise<void>;
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Bytes gained since the last call; negative where some had to be given up. Of some it is known that they waited here. */
  readonly onBytes?: (bytes: number, wereHere?: boolean) => void;
  readonly partials?: PartialFiles | null;
  readonly stallMs?: number;
  readonly retryMs?: number;
  readonly mostTries?: number;
}

/** Less than this is not worth keeping. */
const LEAST_PARTIAL_BYTES = 256 * 1024;
/** Longest wait for a word from a server of which no answer could be read. */
const PROBE_MS = 5000;
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

/** What came is wrong in itself, not cut short: none of it is worth keeping. */
class Spoilt extends Error {
  constructor(readonly error: LabError) {
    super(error.message);
  }
}

/** What has come of a file so far. */
interface Held {
  version: string | null;
  take(chunk: Uint8Array<ArrayBuffer>, wasHere?: boolean): void;
  drop(): void;
}

/**
 * The bytes of the file, checked. A partial download is resumed only where a checksum, or the version in the server's
 * headers, can show that both halves are of one file.
 * @throws LabError `no-network` where nothing answers, `download-broken` where something else than the file comes;
 *   AbortError when the signal aborts; what came until then waits in `partials`
 */
export async function downloadFile(
  wanted: WantedFile,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, onBytes, partials, retryMs = 700, mostTries = 5 } = options;
  signal.throwIfAborted();
  const hasChecksum = wanted.md5 !== null || wanted.sha256 !== null;
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const held: Held = {
    version: null,
    drop: () => {
      if (received > 0) onBytes?.(-received);
      chunks = [];
      received = 0;
    },
    take: (chunk, wasHere) => {
      chunks.push(chunk);
      received += chunk.length;
      onBytes?.(chunk.length, wasHere);
    },
  };
  const canGoOn = (): boolean => hasChecksum || held.version !== null;
  const before = (await partials?.load(wanted.url)) ?? null;
  if (before && (wanted.sizeBytes === null || before.bytes.length < wanted.sizeBytes)) {
    held.version = before.version;
    if (canGoOn()) held.take(before.bytes, true);
  }
  for (let tries = 1; ; tries++) {
    if (!canGoOn()) held.drop();
    const resumedFrom = received;
    try {
      await readOnce(wanted, received, options, held);
      const bytes = join(chunks, received);
      await check(wanted, bytes, resumedFrom > 0);
      await partials?.remove(wanted.url);
      return bytes;
    } catch (thrown) {
      const isLast = !(thrown instanceof Passing) || tries >= mostTries;
      if (thrown instanceof Spoilt || (thrown instanceof Passing && thrown.fromStart)) held.drop();
      if (isLast || signal.aborted) {
        // A beginning stays good where a log-in page, or nothing, came in place of the rest.
        if (received >= LEAST_PARTIAL_BYTES && canGoOn()) {
          const beginning = { bytes: join(chunks, received), version: held.version };
          await partials?.save(wanted.url, beginning).catch(() => undefined);
        } else {
          await partials?.remove(wanted.url);
        }
        signal.throwIfAborted();
        throw thrown instanceof Passing || thrown instanceof Spoilt ? thrown.error : thrown;
      }
      await pause(retryMs * 2 ** (tries - 1), signal);
    }
  }
}

async function readOnce(
  wanted: WantedFile,
  from: number,
  { signal, stallMs = 30_000 }: DownloadOptions,
  held: Held,
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
      // A server that was silent for so long would be silent to another question as well.
      throw stall.signal.aborted ? unreachable(url, cause) : await noAnswer(url, cause, signal);
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
    if (!response.body) throw broken('missing content of', url, `the file, got status ${response.status}`);
    const version = response.headers.get('etag') ?? response.headers.get('last-modified');
    if (from > 0 && response.status === 206 && !isRest(response, from, wanted, version, held.version)) {
      await response.body.cancel().catch(() => undefined);
      throw new Passing(broken('changed file', url, 'the rest of the same file'), true);
    }
    if (from > 0 && response.status !== 206) {
      held.drop();
      from = 0;
    }
    held.version = version;
    const declared = Number(response.headers.get('content-length'));
    const isCounted = declared > 0 && !response.headers.get('content-encoding');
    const limit = sizeBytes ?? MOST_BYTES;
    let received = from;
    const reader = response.body.getReader();
    try {
      for (;;) {
        alive();
        const { done, value } = await reader.read();
        if (done) break;
        received += value.length;
        if (received > limit) throw new Spoilt(broken('invalid size of', url, `${limit} bytes, got more`));
        held.take(value);
      }
    } catch (cause) {
      await reader.cancel().catch(() => undefined);
      if (cause instanceof Spoilt) throw cause;
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

/** Whether the response is the rest of the kept bytes: by its headers, or, where they do not say, by the checksum later. */
function isRest(
  response: Response,
  from: number,
  { md5, sha256 }: WantedFile,
  version: string | null,
  heldVersion: string | null,
): boolean {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (start !== undefined && Number(start) !== from) return false;
  if (version === null || heldVersion === null) return md5 !== null || sha256 !== null;
  return version === heldVersion;
}

/**
 * The error for a failed request: the host is forbidden by the site's content security policy, or the server refuses
 * other sites (CORS), or it does not answer at all.
 */
async function noAnswer(url: string, cause: unknown, signal: AbortSignal): Promise<LabError | Passing> {
  if (await isBlockedByPolicy(url)) {
    const wayOut =
      'download the files and pick the folder, or have the site built with GOLDILOCKS_MODEL_HOSTS that names the host';
    return broken('forbidden host of', url, 'a host that the policy of this site allows', wayOut);
  }
  const either = AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]);
  const isThere = await fetch(url, { mode: 'no-cors', method: 'HEAD', signal: either }).then(
    ({ type }) => type === 'opaque',
    () => false,
  );
  signal.throwIfAborted();
  if (isThere) {
    const wayOut =
      'log in to the network if it asks for it; else let the server send access-control-allow-origin, or download the files and pick the folder';
    return broken('forbidden file', url, 'a server that lets other sites read it (CORS)', wayOut);
  }
  return unreachable(url, cause);
}

function unreachable(url: string, cause: unknown): Passing {
  return new Passing(
    new LabError(
      'no-network',
      `downloadFile: missing answer for: ${shown(url)} — check the connection and try again; what arrived is kept`,
      cause,
    ),
    false,
  );
}

async function check(wanted: WantedFile, bytes: Uint8Array<ArrayBuffer>, isResumed: boolean): Promise<void> {
  const problem = await damageOf(wanted, bytes);
  if (problem === null) return;
  const error = broken('altered file', wanted.url, problem);
  // Two halves of different files: once more from the start. A file that came in one piece is what the server has.
  throw isResumed ? new Passing(error, true) : new Spoilt(error);
}

/** What is wrong with the bytes; null where no fault is found. */
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
    const digest = bytesToHex(md5(bytes));
    return digest === wanted.md5 ? null : `MD5 ${wanted.md5}, got ${digest}`;
  }
  return null;
}

/** By the browser's own, which is several times faster; a page with WebGPU is a secure context and has it. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** Hosts that the site's own content policy refused; a blocked fetch itself fails without a reason. */
const blocked = new Set<string>();

if (typeof addEventListener === 'function') {
  addEventListener('securitypolicyviolation', ({ blockedURI }: SecurityPolicyViolationEvent) => {
    blocked.add(originOf(blockedURI));
  });
}

/** Whether the policy refused a request to that host; call it after the request has failed. */
async function isBlockedByPolicy(url: string): Promise<boolean> {
  // The report comes in a task of its own, after the fetch has failed.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return blocked.has(originOf(url));
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return url;
  }
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
  return new LabError(
    'download-broken',
    `downloadFile: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`,
  );
}
