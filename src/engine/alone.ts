/** @file Work that only one tab of the browser may do at a time. */
import { LabError, shown } from '../core/errors';

/**
 * Does the work unless another tab or worker is at it. Where the browser has no locks, it is done all the same.
 * @throws LabError `in-use` where another one is at it, and whatever `work` throws
 */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  // No locks outside a secure context: http in a local network.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return work();
  return locks.request(name, { ifAvailable: true }, (lock) => {
    if (lock) return work();
    throw new LabError(
      'in-use',
      `alone: invalid start of: ${shown(name)} (wanted one tab at a time) — stop it in the other tab, or wait for its end`,
    );
  });
}
