/** @file A pause in which other work gets its turn. */

/** For so many milliseconds, too few to be felt, a message may wait. */
const LONGEST_WAIT = 25;

let lastBreath = -Infinity;

/**
 * Resolves in a task of its own, so that messages (a visitor's *cancel*, for one) are handled in between; awaiting an
 * ordinary promise would only run further promises. Unlike `setTimeout`, it is not held back to 4 ms.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      lastBreath = performance.now();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Breathes where the last pause is some time ago: between pieces of work of which many take less than the pause. */
export async function breatheIfDue(): Promise<void> {
  if (performance.now() - lastBreath >= LONGEST_WAIT) await breathe();
}
