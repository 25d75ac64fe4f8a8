/** @file A language model whose requests wait while paused, and are repeated after its worker died or its GPU was lost. */
import { LabError } from '../../core/errors';
import type { ChatEngine } from '../../core/llm-engine';
import type { PauseGate } from '../../core/pause';

/** Failures in a row before the engine is given up. */
export const MOST_FAILURES = 3;

/** True where the same engine, replaced behind its port, may do better. */
export function canTryAgain(error: unknown): error is LabError {
  return error instanceof LabError && (error.code === 'worker-died' || error.code === 'device-lost');
}

/** Repeats the work after a failure that may pass. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!canTryAgain(error) || failures >= MOST_FAILURES) throw error;
    }
  }
}

/** The engine with requests that wait at the gate and are repeated after a failure that may pass. */
export function patientEngine(engine: ChatEngine, gate: PauseGate | null = null): ChatEngine {
  const { id, description, fingerprint, contextTokens } = engine;
  return {
    id,
    description,
    fingerprint,
    contextTokens,
    prepare: async (signal) => engine.prepare?.(signal),
    chat: (request, signal, onText) =>
      patiently(async () => {
        await gate?.pass(signal);
        return engine.chat(request, signal, onText);
      }),
  };
}
