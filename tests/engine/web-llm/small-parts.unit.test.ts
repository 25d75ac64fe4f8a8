import { expect, test } from 'vitest';
import { LabError } from '../../../src/core/errors';
import { explain } from '../../../src/engine/web-llm/explain';
import { readManifest } from '../../../src/engine/web-llm/model-files';
import { progressReader } from '../../../src/engine/web-llm/start-engine';
import { biasOfTokens } from '../../../src/engine/web-llm/web-llm-engine';

test.each([
  [
    'LinkError: WebAssembly.instantiate(): Import #5 "env" "x": function import requires a callable',
    'model-incompatible',
  ],
  ['CompileError: WebAssembly.Module(): expected magic word', 'model-incompatible'],
  ['ShaderF16SupportError: This model requires WebGPU extension shader-f16', 'gpu-unsuitable'],
  ['Error: Cannot initialize runtime because of requested maxBufferSize exceeds limit.', 'gpu-unsuitable'],
  ['Error: Unable to find a compatible GPU. This issue might be', 'gpu-missing'],
  ['WebGPUNotAvailableError: WebGPU is not supported', 'gpu-missing'],
  ['DeviceLostError: The WebGPU device was lost while loading the model. out of memory', 'out-of-memory'],
  ['RangeError: Array buffer allocation failed', 'out-of-memory'],
  ["AbortError-like OperationError: Failed to execute 'mapAsync' on 'GPUBuffer'", 'device-lost'],
  ['Error: A valid external Instance reference no longer exists.', 'device-lost'],
  ['ContextWindowSizeExceededError: Prompt tokens exceed', 'bad-setting'],
  ["TypeError: Failed to execute 'add' on 'Cache': Request failed", 'bad-language-model'],
  ['Error: something new', 'internal'],
])('%s', (text, code) => {
  const error = explain('test', text);
  expect(error).toMatchObject({ code });
  expect(error.message).toMatch(/^test: .* — /);
});

test('the lab’s own errors and aborts are passed on as they are', () => {
  const own = new LabError('bad-setting', 'p: w');
  expect(explain('test', own)).toBe(own);
  const abort = new DOMException('x', 'AbortError');
  expect(explain('test', abort)).toBe(abort);
});

test('a biased word is biased in each form the vocabulary holds whole, and in no other', () => {
  const vocabulary = new Map([
    ['Ġthe', 1],
    ['the', 2],
    ['The', 3],
    ['▁The', 4],
    ['Ġthem', 5],
  ]);
  expect(
    biasOfTokens(
      [
        { word: 'the', bias: -7.5 },
        { word: 'other', bias: -1 },
      ],
      vocabulary,
    ),
  ).toEqual({ 1: -7.5, 2: -7.5, 3: -7.5, 4: -7.5 });
  expect(biasOfTokens([{ word: 'the', bias: -500 }], new Map([['the', 2]]))).toEqual({ 2: -100 });
});

test('a list of weights is refused with the part that is wrong; what says nothing of use is passed over', () => {
  const read = (...records: unknown[]) => readManifest(new TextEncoder().encode(JSON.stringify({ records })));
  const shard = { dataPath: 'a.bin', nbytes: 10 };
  expect(read({ ...shard, md5sum: 'none', records: [{ nbytes: 'x' }, 7, { nbytes: 4 }] })).toEqual([
    { name: 'a.bin', sizeBytes: 10, md5: null, largestTensorBytes: 4 },
  ]);
  expect(() => read()).toThrow('tensor-cache.json: invalid records: []');
  expect(() => read({ ...shard, nbytes: -1 })).toThrow('invalid records.0.nbytes: -1 (wanted >=1)');
  expect(() => read({ ...shard, dataPath: '../a' })).toThrow('invalid records.0.dataPath: "../a"');
  expect(() => read(shard, shard)).toThrow('(wanted no file twice)');
});

test('weights are moved, then programs made ready, and the last word takes nothing back', () => {
  const heard: string[] = [];
  const read = progressReader(100, ({ phase, fraction, doneBytes }) =>
    heard.push(`${phase} ${fraction} ${doneBytes}`),
  );
  // As WebLLM 0.2.86 says them.
  const said = [
    ['Loading model from cache[1/2]: 31MB loaded. 50% completed, 1 secs elapsed.', 0.5],
    ['Loading model from cache[2/2]: 62MB loaded. 100% completed, 2 secs elapsed.', 1],
    ['Loading GPU shader modules[3/4]: 75% completed, 1 secs elapsed.', 0.75],
    ['Loading GPU shader modules[4/4]: 100% completed, 2 secs elapsed.', 1],
    ['Finish loading on WebGPU - google', 1],
  ] as const;
  for (const [text, progress] of said) read({ text, progress, timeElapsed: 1 });
  expect(heard).toEqual(['load 0.5 50', 'load 1 100', 'compile 0.75 100', 'compile 1 100', 'compile 1 100']);
});
