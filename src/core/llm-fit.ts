/** @file Which language models a graphics processor can run, and which of them to recommend. */
import type { GpuName } from './gpu-name';
import type { LanguageModel } from './llm-model';

/** What an adapter says of itself; null for the GPU where there is no adapter. */
export interface GpuReport extends GpuName {
  /** Drawn by the processor: it works, but very slowly. */
  readonly isSoftware: boolean;
  readonly hasF16: boolean;
  readonly maxBufferBytes: number;
  readonly maxStorageBufferBytes: number;
  readonly maxStorageBuffersPerStage: number;
  readonly maxWorkgroupStorageBytes: number;
}

/** The machine around the GPU, as far as the browser tells; nothing says how much memory the GPU itself has. */
export interface Device {
  readonly gpu: GpuReport | null;
  /** The browser rounds it and stops at 8, or at 32. */
  readonly memoryGB: number | null;
  readonly isMobile: boolean;
}

export type Unsuitability =
  | 'no-gpu'
  | 'no-f16'
  | 'buffer-too-small'
  | 'too-few-storage-buffers'
  | 'workgroup-too-small'
  | 'too-much-memory';

export type DeviceClass = 'none' | 'software' | 'phone' | 'modest' | 'strong';

export interface ModelFit {
  readonly model: LanguageModel;
  /** Why it cannot run; null where it can. */
  readonly unsuitable: Unsuitability | null;
  /** The figures behind it: "needs 256 MB, has 128 MB"; empty where it can run. */
  readonly reason: string;
  readonly isRecommended: boolean;
}

const MB = 2 ** 20;
/** What WebLLM asks of every adapter, whichever the model (its `detectGPUDevice`). */
const NEEDED = {
  bufferBytes: 256 * MB,
  storageBufferBytes: 128 * MB,
  storageBuffers: 10,
  workgroupBytes: 32 * 1024,
};

/**
 * Most memory a model should take on each class of device, in MB. A hint, not a limit the browser tells: a phone ends
 * a tab that takes more, a modest laptop shares its memory with the GPU.
 */
const MEMORY_HINT_MB: Readonly<Record<DeviceClass, number>> = {
  none: 0,
  software: 800,
  phone: 1000,
  modest: 2600,
  strong: 6000,
};

/** The class of a device: what kind of model it can be expected to run at a bearable speed. */
export function classOf({ gpu, memoryGB, isMobile }: Device): DeviceClass {
  if (gpu === null) return 'none';
  if (gpu.isSoftware) return 'software';
  if (isMobile) return 'phone';
  if (!gpu.hasF16 || gpu.maxStorageBufferBytes < 1024 * MB || (memoryGB !== null && memoryGB < 8))
    return 'modest';
  return 'strong';
}

/** Every model with whether it can run here, in the catalogue's order; at most one is recommended. */
export function fitModels(models: readonly LanguageModel[], device: Device): ModelFit[] {
  const fits = models.map((model) => ({ model, ...obstacleTo(model, device) }));
  const recommended = recommend(
    fits.filter((fit) => fit.unsuitable === null).map((fit) => fit.model),
    classOf(device),
  );
  return fits.map((fit) => ({ ...fit, isRecommended: fit.model === recommended }));
}

/** The same of embedding models, of which the smallest that can run is recommended. */
export function fitEmbedders(models: readonly LanguageModel[], device: Device): ModelFit[] {
  const fits = models.map((model) => ({ model, ...obstacleTo(model, device) }));
  const smallest = fits
    .filter((fit) => fit.unsuitable === null)
    .reduce<LanguageModel | null>(
      (best, { model }) => (best === null || model.parametersM < best.parametersM ? model : best),
      null,
    );
  return fits.map((fit) => ({ ...fit, isRecommended: fit.model === smallest }));
}

/** Whether one model can run; a custom one, of which little is known, is held to WebLLM's own limits. */
export function obstacleTo(model: LanguageModel, device: Device): Pick<ModelFit, 'unsuitable' | 'reason'> {
  const { gpu } = device;
  const no = (unsuitable: Unsuitability, reason: string) => ({ unsuitable, reason });
  if (gpu === null) return no('no-gpu', 'this browser gives no access to a graphics processor');
  if (gpu.maxStorageBuffersPerStage < NEEDED.storageBuffers) {
    return no(
      'too-few-storage-buffers',
      `needs ${NEEDED.storageBuffers} storage buffers, has ${gpu.maxStorageBuffersPerStage}`,
    );
  }
  if (gpu.maxWorkgroupStorageBytes < NEEDED.workgroupBytes) {
    return no(
      'workgroup-too-small',
      `needs 32 KiB of workgroup storage, has ${Math.floor(gpu.maxWorkgroupStorageBytes / 1024)} KiB`,
    );
  }
  if (gpu.maxBufferBytes < NEEDED.bufferBytes)
    return no('buffer-too-small', needsBuffer(NEEDED.bufferBytes, gpu.maxBufferBytes));
  const storage = Math.max(NEEDED.storageBufferBytes, model.bufferBytes ?? 0);
  // WebLLM asks for 1 GB, and where that is too much for 128 MB: nothing between helps.
  const granted = gpu.maxStorageBufferBytes >= 1024 * MB ? 1024 * MB : NEEDED.storageBufferBytes;
  if (gpu.maxStorageBufferBytes < NEEDED.storageBufferBytes || granted < storage) {
    return no('buffer-too-small', needsBuffer(storage, Math.min(granted, gpu.maxStorageBufferBytes)));
  }
  if (model.needsF16 && !gpu.hasF16)
    return no('no-f16', 'needs 16-bit arithmetic (shader-f16), which this one does not offer');
  const hint = MEMORY_HINT_MB[classOf(device)];
  if (model.vramMB > hint) {
    return no(
      'too-much-memory',
      `needs about ${Math.round(model.vramMB)} MB of graphics memory, ${hint} MB is what such a device bears`,
    );
  }
  return { unsuitable: null, reason: '' };
}

function needsBuffer(needed: number, has: number): string {
  return `needs buffers of ${Math.ceil(needed / MB)} MB, has ${Math.floor(has / MB)} MB`;
}

/** Size of model, in millions of parameters, that a class of device is best served by. */
const BEST_SIZE: Readonly<Record<DeviceClass, number>> = {
  none: 0,
  software: 135,
  phone: 500,
  modest: 600,
  strong: 1600,
};

/** The one nearest to the best size, not thinking, the smaller download of a pair; null where there is none. */
export function recommend(models: readonly LanguageModel[], deviceClass: DeviceClass): LanguageModel | null {
  if (deviceClass === 'none') return null;
  const distance = (model: LanguageModel): number =>
    Math.abs(Math.log(model.parametersM / BEST_SIZE[deviceClass])) + (model.isThinking ? 0.5 : 0);
  return models.reduce<LanguageModel | null>((best, model) => {
    if (best === null) return model;
    const difference = distance(model) - distance(best);
    return difference < -1e-9 || (difference < 1e-9 && model.downloadBytes < best.downloadBytes)
      ? model
      : best;
  }, null);
}

/** The next smaller model that can run: what to offer when one ran out of memory. */
export function smallerThan(model: LanguageModel, fits: readonly ModelFit[]): LanguageModel | null {
  return fits
    .filter((fit) => fit.unsuitable === null && fit.model.vramMB < model.vramMB)
    .reduce<LanguageModel | null>(
      (best, { model: other }) => (best === null || other.vramMB > best.vramMB ? other : best),
      null,
    );
}
