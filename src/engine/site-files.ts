/** @file Fetches a file of the site and makes sure that it is one. */
import { LabError, shown } from '../core/errors';

/** As `fetchSiteFile`, but null where the site has no such file. */
export async function fetchSiteFileIfThere(url: string, signal: AbortSignal): Promise<ArrayBuffer | null> {
  const response = await answerFor(url, signal);
  return isFile(response) ? bodyOf(response, url, signal) : null;
}

/**
 * The file, or an error that says what stands in its place.
 * @throws LabError `no-network` where nothing answers, `bad-dataset` or `bad-model` (by `code`) where the answer is an
 *   error or a web page: some servers answer a missing file with their front page
 */
export async function fetchSiteFile(
  url: string,
  code: 'bad-dataset' | 'bad-model',
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  const response = await answerFor(url, signal);
  if (!isFile(response)) {
    const wanted = `a file, got status ${response.status} ${typeOf(response)}`;
    throw new LabError(code, `fetchSiteFile: missing file: ${shown(url)} (wanted ${wanted}) — ${WAY_OUT}`);
  }
  return bodyOf(response, url, signal);
}

const WAY_OUT = 'check the connection and try again; if it stays, the site was not copied whole';

function isFile(response: Response): boolean {
  return response.ok && !typeOf(response).startsWith('text/html');
}

function typeOf(response: Response): string {
  return response.headers.get('content-type') ?? '';
}

async function answerFor(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw noNetwork('missing answer for', url, cause);
  }
}

async function bodyOf(response: Response, url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  try {
    return await response.arrayBuffer();
  } catch (cause) {
    signal.throwIfAborted();
    throw noNetwork('broken download of', url, cause);
  }
}

function noNetwork(what: string, value: string, cause: unknown): LabError {
  return new LabError('no-network', `fetchSiteFile: ${what}: ${shown(value)} — ${WAY_OUT}`, cause);
}
