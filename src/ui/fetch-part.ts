/** @file Fetches the parts of the page that come later. */

/** How often the network came back. */
let timesOnline = 0;
addEventListener('online', () => timesOnline++);

/**
 * The part. Where the network came back while it was on its way, it is asked for once more. Rejects with what `load`
 * rejects with.
 */
export async function fetchPart<T>(load: () => Promise<T>): Promise<T> {
  const before = timesOnline;
  try {
    return await load();
  } catch (error) {
    if (timesOnline === before) throw error;
    return load();
  }
}
