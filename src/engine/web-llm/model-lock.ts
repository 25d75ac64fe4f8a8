/** @file Who may touch a model's files: one changes them, or any number have it loaded, in whichever tab or worker. */
import { LabError, shown } from '../../core/errors';

/**
 * Does the work while nobody else has the model loaded, fetches or deletes it. Where the browser has no locks, as on a
 * page that came by http, it is done all the same.
 * @throws LabError `in-use` where somebody has, and whatever `work` throws
 */
export async function whileChanging<T>(id: string, work: () => Promise<T>): Promise<T> {
  const locks = locksHere();
  if (!locks) return work();
  return locks.request(nameOf(id), { ifAvailable: true }, (lock) => {
    if (lock) return work();
    throw inUse(id);
  });
}

/** Keeps the model from being changed until what comes back is called; the end of the thread does the same. @throws LabError `in-use` */
export function holdModel(id: string): Promise<() => Promise<void>> {
  const locks = locksHere();
  if (!locks) return Promise.resolve(() => Promise.resolve());
  return new Promise((resolve, reject) => {
    const held = locks.request(nameOf(id), { mode: 'shared', ifAvailable: true }, (lock) => {
      if (!lock) throw inUse(id);
      return new Promise<void>((free) =>
        resolve(async () => {
          free();
          await held;
        }),
      );
    });
    held.catch(reject);
  });
}

function locksHere(): LockManager | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.locks;
}

function nameOf(id: string): string {
  return `goldilocks-model-${id}`;
}

function inUse(id: string): LabError {
  return new LabError(
    'in-use',
    `language model: invalid moment for: ${shown(id)} (wanted no other tab that loads, fetches or deletes it) — stop it there, or close that tab`,
  );
}
