/** @file A pause in which other work gets its turn. */

/** A task of its own costs a tenth of a millisecond and more, and nobody notices so short a wait. */
const EVERY_MS = 12;

let breathedAt = -Infinity;

/**
 * Resolves in a task of its own, so that messages (a visitor's *cancel*, for one) are handled in between; awaiting an
 * ordinary promise would only run further promises. Unlike `setTimeout`, it is not held back to 4 ms. Where the thread
 * breathed just now, it resolves at once: call it as often as you like.
 */
export function breathe(): Promise<void> {
  if (performance.now() - breathedAt < EVERY_MS) return Promise.resolve();
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      breathedAt = performance.now();
      resolve();
    };
    port2.postMessage(null);
  });
}
