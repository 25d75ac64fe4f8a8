/** @file Fetches a file of the site and makes sure that it is one. */
import { LabError } from '../core/errors';

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
  const wayOut = 'check the connection and try again; if it stays, the site was not copied whole';
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new LabError({
      code: 'no-network',
      place: 'fetchSiteFile',
      what: 'missing answer for',
      value: url,
      wayOut,
      cause,
    });
  }
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || type.startsWith('text/html')) {
    const wanted = `a file, got status ${response.status} ${type}`;
    throw new LabError({ code, place: 'fetchSiteFile', what: 'missing file', value: url, wanted, wayOut });
  }
  try {
    return await response.arrayBuffer();
  } catch (cause) {
    signal.throwIfAborted();
    throw new LabError({
      code: 'no-network',
      place: 'fetchSiteFile',
      what: 'broken download of',
      value: url,
      wayOut,
      cause,
    });
  }
}
