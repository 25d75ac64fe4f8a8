/** @file The small parts of a transformer's training: the curve of its losses, its pace, and the shelf it is kept on. */
import { describe, expect, test } from 'vitest';
import type { KeptValues } from '../../src/core/kept-values';
import type { ModelAbout, OwnModel } from '../../src/core/model-lab';
import { LossRecorder, TrainingPace } from '../../src/training/nano/training-progress';
import {
  checkSiteTexts,
  KEPT_VERSION,
  ModelStore,
  type KeptSetUp,
} from '../../src/experiment/model/model-store';
import { InUse } from '../../src/workers/small-models';

describe('the curve of losses', () => {
  test('of a short training has a point a step', () => {
    const losses = new LossRecorder(3);
    losses.addStep(1, 4, 10);
    losses.addStep(2, 3, 20);
    losses.addValidation(2, 3.5);
    expect(losses.history).toEqual({
      training: [
        { step: 1, loss: 4 },
        { step: 2, loss: 3 },
      ],
      validation: [{ step: 2, loss: 3.5 }],
    });
  });

  test('of a long one has means over tokens, and never more points than fit', () => {
    const losses = new LossRecorder(480); // two steps a point
    losses.addStep(1, 4, 100);
    expect(losses.history.training).toEqual([{ step: 1, loss: 4 }]); // the first is shown at once
    losses.addStep(2, 1, 200);
    losses.addStep(3, 9, 1);
    expect(losses.history.training).toEqual([{ step: 2, loss: 2 }]); // (4 · 100 + 1 · 200) / 300
    for (let step = 4; step <= 480; step++) losses.addStep(step, 1, 10);
    expect(losses.history.training).toHaveLength(240);
    expect(losses.history.training.at(-1)).toEqual({ step: 480, loss: 1 });
  });

  test('goes on from where it was', () => {
    const history = { training: [{ step: 1, loss: 4 }], validation: [{ step: 1, loss: 5 }] };
    const losses = new LossRecorder(3, history);
    losses.addStep(2, 3, 7);
    expect(losses.history.training.map(({ loss }) => loss)).toEqual([4, 3]);
    expect(history.training).toHaveLength(1);
  });
});

describe('the pace', () => {
  const clock = { ms: 0, now: () => clock.ms };
  const pass = (pace: TrainingPace, ms: number, tokens: number): void => {
    clock.ms += ms;
    pace.add(tokens);
  };

  test('says nothing before it knows, then tokens a second and the time left', () => {
    const pace = new TrainingPace(clock);
    pass(pace, 500, 100);
    expect(pace.of(10)).toEqual({ tokensPerSecond: null, remainingMs: null });
    pass(pace, 500, 100);
    const { tokensPerSecond, remainingMs } = pace.of(10);
    expect(tokensPerSecond).toBeGreaterThan(190);
    expect(tokensPerSecond).toBeLessThan(210);
    expect(remainingMs).toBeGreaterThan(4800);
    expect(remainingMs).toBeLessThan(5200);
  });

  test('follows what is now, and does not count a pause', () => {
    const pace = new TrainingPace(clock);
    for (let i = 0; i < 20; i++) pass(pace, 100, 100); // 1000 a second
    for (let i = 0; i < 200; i++) pass(pace, 500, 100); // 200 a second
    const { tokensPerSecond } = pace.of(1);
    expect(tokensPerSecond).toBeGreaterThan(195);
    expect(tokensPerSecond).toBeLessThan(215);
    clock.ms += 3_600_000;
    pace.restart();
    pass(pace, 500, 100);
    expect(pace.of(1).tokensPerSecond).toBeCloseTo(tokensPerSecond!, 0);
  });
});

const about: ModelAbout = {
  name: 'mine.txt',
  size: 'tiny',
  epochs: 1,
  seed: 1,
  labels: [],
  numTexts: 2,
  numParameters: 3,
};
const setUpOf = (seed: number): KeptSetUp => ({
  version: KEPT_VERSION,
  about: { ...about, seed },
  texts: { kind: 'site', fingerprint: 'f' },
  pieces: ['�', 'a'],
});
const progressOf = (step: number) => ({
  checkpoint: {
    fingerprint: 'c',
    step,
    epochNats: 0,
    epochTokens: 0,
    weights: [new Float32Array([step])],
    firstMoments: [],
    secondMoments: [],
  },
  numSteps: 9,
  history: { training: [], validation: [] },
  savedAt: '2026-01-01T00:00:00Z',
});

class MemoryValues implements KeptValues {
  readonly values = new Map<string, unknown>();
  readonly puts: string[][] = [];
  isFull = false;
  names = (): Promise<readonly string[]> => Promise.resolve([...this.values.keys()]);
  get = (name: string): Promise<unknown> => Promise.resolve(this.values.get(name) ?? null);
  put(values: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.isFull) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    this.puts.push(Object.keys(values));
    for (const [name, value] of Object.entries(values)) this.values.set(name, structuredClone(value));
    return Promise.resolve();
  }
  remove(names: readonly string[]): Promise<void> {
    for (const name of names) this.values.delete(name);
    return Promise.resolve();
  }
}

describe('the shelf', () => {
  test('keeps a training, its texts once and its state again and again, for another shelf to find', async () => {
    const values = new MemoryValues();
    const shelf = new ModelStore(values);
    const setUp = setUpOf(1);
    expect(await shelf.training()).toBeNull();
    expect(await shelf.saveTraining(setUp, progressOf(1))).toBeNull();
    await shelf.saveTraining(setUp, progressOf(2));
    expect(values.puts).toEqual([['setUp', 'progress'], ['progress']]);
    const found = await new ModelStore(values).training();
    expect(found!.setUp).toEqual(setUp);
    expect(found!.progress.checkpoint.weights[0]).toEqual(new Float32Array([2]));
    await shelf.deleteTraining();
    expect(values.values.size).toBe(0);
    await shelf.saveTraining(setUp, progressOf(3)); // begun again after it was deleted
    expect([...values.values.keys()]).toEqual(['setUp', 'progress']);
  });

  test('a training that goes on after a visit writes its texts no second time', async () => {
    const values = new MemoryValues();
    await new ModelStore(values).saveTraining(setUpOf(1), progressOf(1));
    const shelf = new ModelStore(values);
    const { setUp } = (await shelf.training())!;
    await shelf.saveTraining(setUp, progressOf(2));
    expect(values.puts.at(-1)).toEqual(['progress']);
  });

  test('where nothing can be stored, holds it in memory and says why', async () => {
    const shelf = new ModelStore(null);
    expect(await shelf.saveTraining(setUpOf(1), progressOf(4))).toBe('storage-refused');
    expect((await shelf.training())!.progress.checkpoint.step).toBe(4);
    await shelf.deleteTraining();
    expect(await shelf.training()).toBeNull();
  });

  test('a storage that is full, and has room again, never pairs the state of one training with the texts of another', async () => {
    const values = new MemoryValues();
    const shelf = new ModelStore(values);
    const [first, second] = [setUpOf(1), setUpOf(2)];
    await shelf.saveTraining(first, progressOf(5));
    values.isFull = true;
    expect(await shelf.saveTraining(second, progressOf(1))).toBe('storage-full');
    expect((await shelf.training())!.setUp).toEqual(second);
    expect((await new ModelStore(values).training())!.setUp).toEqual(first); // another visit finds what is stored
    values.isFull = false;
    expect(await shelf.saveTraining(second, progressOf(2))).toBeNull();
    expect(values.puts.at(-1)).toEqual(['setUp', 'progress']);
    values.isFull = true;
    await shelf.saveTraining(second, progressOf(3));
    expect(await shelf.training()).toMatchObject({ setUp: second, progress: { checkpoint: { step: 3 } } });
    values.isFull = false;
    await shelf.saveTraining(second, progressOf(4));
    const found = await new ModelStore(values).training();
    expect(found).toMatchObject({ setUp: second, progress: { checkpoint: { step: 4 } } });
  });

  test('keeps a model until it is deleted, and takes nothing of another version for one', async () => {
    const values = new MemoryValues();
    const shelf = new ModelStore(values);
    const own: OwnModel = {
      ...about,
      validationLoss: 2,
      finishedAt: '2026-01-01T00:00:00Z',
      sizeBytes: 3,
      isKept: true,
    };
    const model = {
      about: own,
      texts: { kind: 'site', fingerprint: 'f' },
      manifest: '{}',
      weights: new Uint8Array([1, 2]),
    } as const;
    await shelf.saveModel(model);
    expect(await new ModelStore(values).model()).toMatchObject(model);
    values.values.set('model', { ...model, version: KEPT_VERSION + 1 });
    expect(await new ModelStore(values).model()).toBeNull();
    await shelf.deleteModel();
    expect(values.values.size).toBe(0);
  });

  test('knows when the lab’s texts are others', () => {
    expect(() => checkSiteTexts({ kind: 'site', fingerprint: 'f' }, 'f')).not.toThrow();
    expect(() => checkSiteTexts({ kind: 'site', fingerprint: 'f' }, 'g')).toThrow('other texts now');
  });
});

test('what is in use is freed when the last one has done with it', async () => {
  let numFreed = 0;
  const shared = new InUse({ dispose: () => numFreed++ });
  let finish = (): void => undefined;
  const using = shared.use(() => new Promise<void>((resolve) => (finish = resolve)));
  const failing = shared.use(() => Promise.reject(new Error('no'))).catch(() => undefined);
  await failing;
  shared.retire();
  expect(numFreed).toBe(0);
  finish();
  await using;
  expect(numFreed).toBe(1);
});
