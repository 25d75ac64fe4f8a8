import { expect, test } from 'vitest';
import { numThreads } from '../../src/core/threads';

test.each([
  [{}, 1],
  [{ hardwareConcurrency: 1 }, 1],
  [{ hardwareConcurrency: 2 }, 2],
  [{ hardwareConcurrency: 3 }, 2],
  [{ hardwareConcurrency: 4 }, 3],
  [{ hardwareConcurrency: 64 }, 4],
  [{ hardwareConcurrency: 8, deviceMemory: 4 }, 2],
  [{ hardwareConcurrency: 8, deviceMemory: 8 }, 4],
  [{ hardwareConcurrency: 1, deviceMemory: 0.25 }, 1],
])('%j runs %i threads', (machine, threads) => {
  expect(numThreads(machine)).toBe(threads);
});
