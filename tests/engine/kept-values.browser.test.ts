import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeptValues } from '../../src/core/kept-values';
import { alone } from '../../src/engine/alone';
import { openKeptValues } from '../../src/engine/kept-values';

const NAME = 'kept-values-test';
let kept: KeptValues;
beforeEach(async () => {
  await deleteDB(NAME);
  kept = await openKeptValues(NAME);
});
afterEach(() => deleteDB(NAME));

test('keeps plain data and numbers, for a later visit too', async () => {
  const value = { step: 3, weights: [new Float32Array([1.5, -0]), new Float32Array()] };
  await kept.put({ one: value, two: 'text' });
  expect(await kept.get('one')).toEqual(value);
  const later = await openKeptValues(NAME);
  expect(await later.get('two')).toBe('text');
  expect(await later.get('three')).toBeNull();
});

test('a later value takes the place of an earlier one, and what is removed is gone', async () => {
  await kept.put({ one: 1, two: 2 });
  await kept.put({ one: 3 });
  expect([await kept.get('one'), await kept.get('two')]).toEqual([3, 2]);
  await kept.remove(['one', 'never there']);
  expect([await kept.get('one'), await kept.get('two')]).toEqual([null, 2]);
  expect(await kept.names()).toEqual(['two']);
});

test('values that go together are kept all or none', async () => {
  await kept.put({ one: 'old', two: 'old' });
  await expect(kept.put({ one: 'new', two: () => 'cannot be kept' })).rejects.toThrow();
  expect([await kept.get('one'), await kept.get('two')]).toEqual(['old', 'old']);
});

test('work that only one may do is refused to the second, until the first is done', async () => {
  let finish = (): void => undefined;
  const first = alone('test', () => new Promise<string>((resolve) => (finish = () => resolve('done'))));
  await expect.poll(async () => (await navigator.locks.query()).held?.length).toBe(1);
  await expect(alone('test', () => Promise.resolve())).rejects.toMatchObject({ code: 'in-use' });
  expect(await alone('another', () => Promise.resolve('free'))).toBe('free');
  finish();
  expect(await first).toBe('done');
  expect(await alone('test', () => Promise.resolve('again'))).toBe('again');
  await expect(alone('test', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await alone('test', () => Promise.resolve('after a failure'))).toBe('after a failure');
});
