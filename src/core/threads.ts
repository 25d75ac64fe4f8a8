/** @file How many runs of a study are made at once. */

/** What a browser tells of its machine. */
export interface Machine {
  /** Logical processors; browsers may say fewer than there are. */
  readonly hardwareConcurrency?: number;
  /** Gigabytes of memory, at most 8; absent where the browser keeps it to itself. */
  readonly deviceMemory?: number;
}

/** Data, encoder, language models and TF.js once more: a thread takes some 200 MB. */
const LITTLE_MEMORY_GB = 4;
const MOST_THREADS = 4;

/**
 * Threads that make runs, at least 1. One core is left to the page and the rest of the machine where there are more than
 * two: on two, the page draws so little that both are better used.
 */
export function numThreads({ hardwareConcurrency = 1, deviceMemory = 8 }: Machine): number {
  const most = deviceMemory <= LITTLE_MEMORY_GB ? 2 : MOST_THREADS;
  if (hardwareConcurrency <= 2) return Math.max(1, hardwareConcurrency);
  return Math.min(most, hardwareConcurrency - 1);
}
