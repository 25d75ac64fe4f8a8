/** @file Starts WebLLM with one model out of the cache, and listens for the loss of its GPU. */
import type { InitProgressReport, MLCEngine } from '@mlc-ai/web-llm';
import { LabError, shown } from '../../core/errors';
import { SpeedMeter, type LoadProgress } from '../../core/llm-loading';
import { ModelCache, type CachedModel } from './model-cache';

export interface StartOptions {
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface StartedEngine {
  readonly engine: MLCEngine;
  /** Why the GPU was lost; null while it is there. */
  readonly lost: () => LostReason | null;
  /** Rejects when it is. */
  readonly losing: Promise<never>;
}

export async function startEngine(
  { model, sizeBytes }: CachedModel,
  { onProgress }: StartOptions,
): Promise<StartedEngine> {
  const { id } = model;
  let lost: LostReason | null = null;
  let tellLost: (reason: LostReason) => void = () => undefined;
  const losing = new Promise<never>((_, reject) => {
    tellLost = (reason) => {
      lost = reason;
      reject(deviceLost(reason));
    };
  });
  losing.catch(() => undefined);
  watchDevices((reason) => tellLost(reason));
  const { MLCEngine, ModelType } = await import('@mlc-ai/web-llm');
  const engine = new MLCEngine({
    appConfig: {
      model_list: [
        {
          model: ModelCache.baseOf(id),
          model_id: id,
          model_lib: ModelCache.libraryOf(id),
          // WebLLM takes one of the two; a model made for a sliding window works with a fixed one as well.
          overrides: { context_window_size: model.contextTokens, sliding_window_size: -1 },
          ...(model.needsF16 ? { required_features: ['shader-f16'] } : {}),
          ...(model.embedding ? { model_type: ModelType.embedding } : {}),
        },
      ],
      cacheBackend: 'cache',
    },
    logLevel: 'SILENT',
    initProgressCallback: progressReader(sizeBytes, onProgress),
  });
  await Promise.race([engine.reload(id), losing]);
  return { engine, lost: () => lost, losing };
}

/** WebLLM tells its progress in a sentence; the phase is in its first words. Its last one, “Finish loading”, is of all. */
export function progressReader(
  totalBytes: number,
  onProgress?: (progress: LoadProgress) => void,
): (report: InitProgressReport) => void {
  let meter = new SpeedMeter();
  let current: LoadProgress['phase'] = 'load';
  return ({ text, progress }) => {
    const phase = current === 'compile' || /shader modules/i.test(text) ? 'compile' : 'load';
    if (phase !== current) meter = new SpeedMeter();
    current = phase;
    const fraction = Math.min(1, Math.max(0, Number.isFinite(progress) ? progress : 0));
    meter.note(performance.now(), fraction);
    onProgress?.({
      phase,
      fraction,
      doneBytes: phase === 'load' ? Math.round(fraction * totalBytes) : totalBytes,
      totalBytes,
      bytesPerSecond: phase === 'load' ? meter.perSecond * totalBytes : 0,
      remainingMs: meter.remainingMs(1 - fraction),
    });
  };
}

/** A device that is taken away while memory is being filled was, as a rule, too small. */
export function deviceLost({ reason, message }: LostReason): LabError {
  const isMemory = /memory|\bOOM\b|destroyed/i.test(`${reason} ${message}`);
  return new LabError(
    isMemory ? 'out-of-memory' : 'device-lost',
    `WebLLM: ${isMemory ? 'lost GPU for want of memory' : 'lost GPU'}: ${shown(`${reason} ${message}`.trim())} — ${isMemory ? 'choose a smaller model, or close other tabs' : 'go on: finished rows are kept'}`,
  );
}

export type LostReason = { readonly reason: string; readonly message: string };

let listener: ((lost: LostReason) => void) | null = null;
let isWatching = false;

/**
 * Calls `onLost` for every GPU device lost from now on, one listener at a time; a device destroyed on purpose counts too.
 * WebLLM makes its own devices and does not report their loss once a model is loaded: requests then hang or fail without
 * a reason. So this thread's `requestDevice` is wrapped.
 */
export function watchDevices(onLost: ((lost: LostReason) => void) | null): void {
  listener = onLost;
  if (isWatching || typeof GPUAdapter === 'undefined') return;
  isWatching = true;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its adapter below
  const original = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, ...args) {
    // A device belongs to the listener it was made under: the loss of an earlier model's may be reported late.
    const mine = listener;
    const device = await original.apply(this, args);
    void device.lost.then(({ reason, message }) => {
      if (mine === listener) mine?.({ reason, message });
    });
    return device;
  };
}
