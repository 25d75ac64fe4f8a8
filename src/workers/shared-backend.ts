/** @file TF.js has one backend a thread: it is chosen once, so that two users of the thread cannot switch it. */
import { LabError, shown } from '../core/errors';
import { chooseBackend, type BackendName, type ChosenBackend } from '../engine/backend';
import { rehearse } from '../experiment/run/study-tools';
import { loadEncoder } from './site-encoder';

let chosen: Promise<ChosenBackend> | null = null;

/**
 * A failed attempt, or a GPU that was lost, is forgotten, so that the next call chooses again.
 * @param only where another thread has chosen already
 */
export function sharedBackend(
  siteUrl: string,
  signal: AbortSignal,
  only?: BackendName,
): Promise<ChosenBackend> {
  const choosing = (chosen ??= chooseBackend({
    ...(only ? { only } : {}),
    wasmUrl: `${siteUrl}wasm/`,
    rehearse: async (steps) => rehearse(await loadEncoder(siteUrl, signal), steps),
  }));
  choosing.catch(() => (chosen = null));
  return choosing;
}

/** The error to throw: `device-lost` where the loss of the GPU was the cause. */
export function explainLoss(error: unknown, backend: ChosenBackend, place: string, wayOut: string): unknown {
  if (!backend.isLost()) return error;
  chosen = null;
  return new LabError('device-lost', `${place}: lost GPU: ${shown(backend.adapter)} — ${wayOut}`, error);
}
