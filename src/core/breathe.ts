/** @file A pause in which other work gets its turn. */

/**
 * Resolves in a task of its own, so that messages (a visitor's *cancel*, for one) are handled in between; awaiting an
 * ordinary promise would only run further promises. Unlike `setTimeout`, it is not held back to 4 ms.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
