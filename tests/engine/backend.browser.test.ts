import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { LabError } from '../../src/core/errors';
import { chooseBackend } from '../../src/engine/backend';

const wasmUrl = new URL('/wasm/', location.href).href;

test('a software GPU is never preferred to WASM, and nothing is timed for it', async () => {
  let rehearsals = 0;
  const chosen = await chooseBackend({ wasmUrl, rehearse: () => Promise.resolve(rehearsals++) });
  expect(chosen.backend).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
  expect(chosen.adapter).toBeNull();
  expect(rehearsals).toBe(0);
});

test('each backend can be asked for, and what runs is read back', async () => {
  for (const only of ['cpu', 'webgpu', 'wasm'] as const) {
    expect((await chooseBackend({ wasmUrl, rehearse: () => Promise.resolve(), only })).backend).toBe(only);
    expect(tf.getBackend()).toBe(only);
  }
});

test('a device destroyed on purpose does not count as lost', async () => {
  const { isLost } = await chooseBackend({ wasmUrl, rehearse: () => Promise.resolve(), only: 'webgpu' });
  expect(isLost()).toBe(false);
  // A device destroyed on purpose is no accident: what counts is one taken away, which no page can bring about itself.
  (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isLost()).toBe(false);
  tf.removeBackend('webgpu');
});

test('where WASM is missing, plain JavaScript takes over and the reason is kept', async () => {
  tf.removeBackend('wasm');
  const chosen = await chooseBackend({
    wasmUrl: new URL('/no-such-folder/', location.href).href,
    rehearse: () => Promise.resolve(),
  });
  expect(chosen.backend).toBe('cpu');
  expect(chosen.problems.join()).toContain('wasm');
});

test('where the only backend asked for does not start, that is an error with a way out', async () => {
  const asked = chooseBackend({
    wasmUrl: new URL('/no-such-folder/', location.href).href,
    rehearse: () => Promise.resolve(),
    only: 'wasm',
  });
  await expect(asked).rejects.toThrow(LabError);
});
