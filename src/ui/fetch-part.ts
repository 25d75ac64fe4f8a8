/** @file Fetches the parts of the page that come later, and fetches again what did not arrive. */

/** Style sheets that failed to load. Vite does not request them again, so the part would appear without its styles. */
const missing = new Set<HTMLLinkElement>();

// The error of a link does not bubble.
addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missing.add(target);
  },
  true,
);

/** How often the network came back. */
let timesOnline = 0;
addEventListener('online', () => timesOnline++);

/**
 * The part, with style sheets that earlier attempts lacked. Where the network came back while the part was on its way,
 * it is asked for once more. Rejects with what `load` rejects with, or with an Error.
 */
export async function fetchPart<T>(load: () => Promise<T>): Promise<T> {
  const before = timesOnline;
  try {
    return await fetchOnce(load);
  } catch (error) {
    if (timesOnline === before) throw error;
    return fetchOnce(load);
  }
}

async function fetchOnce<T>(load: () => Promise<T>): Promise<T> {
  await Promise.all([...missing].map(fetchAgain));
  return load();
}

function fetchAgain(link: HTMLLinkElement): Promise<unknown> {
  missing.delete(link);
  const again = link.cloneNode() as HTMLLinkElement;
  return new Promise((resolve, reject) => {
    again.onload = resolve;
    again.onerror = () => reject(new Error(`fetchPart: missing style sheet: "${link.href}"`));
    link.replaceWith(again);
  });
}
