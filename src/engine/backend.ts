/**
 * @file Chooses what TF.js runs on: WebGPU on a real GPU where it measures faster than WASM, else WASM, else plain
 * JavaScript. Never WebGL: its half precision moves the figures. What really runs is read back, never assumed, since
 * TF.js passes over a backend that fails without a word.
 */
import * as tf from '@tensorflow/tfjs-core';
import { LabError, shown } from '../core/errors';

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

export interface ChosenBackend {
  readonly backend: BackendName;
  /** Vendor and architecture of the GPU, also where it was not chosen; null without a real one. */
  readonly adapter: string | null;
  /** Milliseconds of the rehearsal on each backend that was timed. */
  readonly timingsMs: Readonly<Partial<Record<BackendName, number>>>;
  /** Why a backend that should have worked did not. */
  readonly problems: readonly string[];
  /** Becomes true when the GPU is taken away; TF.js itself does not notice. */
  readonly isLost: () => boolean;
}

export interface BackendOptions {
  /** Folder of the WASM binaries, ending in a slash. */
  readonly wasmUrl: string;
  /** Work of the real kind to time backends with; called after `warmUp`, both on the backend to be timed. */
  readonly rehearse: (steps: number) => Promise<unknown>;
  /** Only this one, if it can be had: for tests and comparisons. */
  readonly only?: BackendName;
}

const WARM_UP_STEPS = 2;
const TIMED_STEPS = 10;

/** @throws LabError `no-backend` where not even plain JavaScript can be started */
export async function chooseBackend({ wasmUrl, rehearse, only }: BackendOptions): Promise<ChosenBackend> {
  const problems: string[] = [];
  const timingsMs: Partial<Record<BackendName, number>> = {};
  const { adapter, isReal } = await probeAdapter();
  const start = async (name: BackendName): Promise<boolean> => {
    try {
      await register(name, wasmUrl);
      if ((await tf.setBackend(name)) && tf.getBackend() === name) return true;
      problems.push(`${name} did not start`);
    } catch (error) {
      problems.push(`${name} did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
    return false;
  };
  const time = async (name: BackendName): Promise<number> => {
    try {
      await rehearse(WARM_UP_STEPS);
      const from = performance.now();
      await rehearse(TIMED_STEPS);
      return (timingsMs[name] = performance.now() - from);
    } catch (error) {
      problems.push(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
      return Infinity;
    }
  };

  let chosen: BackendName | null = null;
  if (only) {
    if (await start(only)) chosen = only;
  } else {
    const hasWasm = await start('wasm');
    if (hasWasm) chosen = 'wasm';
    if (isReal) {
      const wasmMs = hasWasm ? await time('wasm') : Infinity;
      if (await start('webgpu')) {
        if ((await time('webgpu')) < wasmMs) chosen = 'webgpu';
      }
      if (chosen === 'wasm' && tf.getBackend() !== 'wasm') await tf.setBackend('wasm');
    }
    if (chosen === null && (await start('cpu'))) chosen = 'cpu';
  }
  if (chosen === null || tf.getBackend() !== chosen) {
    throw new LabError(
      'no-backend',
      `chooseBackend: missing backend: ${shown(problems.join('; '))} (wanted ${only ?? 'webgpu, wasm or cpu'}) — update the browser, or allow WebAssembly`,
    );
  }
  return {
    backend: chosen,
    adapter: isReal ? adapter : null,
    timingsMs,
    problems,
    isLost: watchDevice(chosen),
  };
}

/** Libraries are loaded only when they are about to be used. */
async function register(name: BackendName, wasmUrl: string): Promise<void> {
  if (name === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  else if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    // The threaded binary boots from the library's source text, which minification breaks; it is no faster for us.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(wasmUrl);
  }
}

/** The GPU's name, and whether it is hardware: a software adapter is far slower than WASM. */
async function probeAdapter(): Promise<{ adapter: string | null; isReal: boolean }> {
  try {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { adapter: null, isReal: false };
    const { vendor, architecture, description } = adapter.info;
    const isSoftware =
      adapter.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${architecture} ${description}`);
    return { adapter: [vendor, architecture, description].filter(Boolean).join(' '), isReal: !isSoftware };
  } catch {
    return { adapter: null, isReal: false };
  }
}

function watchDevice(backend: BackendName): () => boolean {
  let isLost = false;
  if (backend === 'webgpu') {
    const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
    void device.lost.then(({ reason }) => (isLost = reason !== 'destroyed'));
  }
  return () => isLost;
}
