import { expect, test, vi } from 'vitest';
import { loadExample } from '../../src/ui/recorded-example';
import { syntheticRecord } from '../fixtures/synthetic-record';

const answer =
  (body: string, status = 200) =>
  () =>
    Promise.resolve(new Response(body, { status }));

test('the recorded study is read', async () => {
  const record = syntheticRecord({ rowsKept: 1 });
  expect(await loadExample('temperature', answer(JSON.stringify(record)))).toEqual(record);
});

test.each([
  ['is missing', answer('not found', 404)],
  ['is answered with the front page', answer('<!doctype html><title>Goldilocks</title>')],
  ['is cut short', answer('{"version":1,"arms":[')],
  ['is of a later version', answer('{"version":2}')],
  ['is something else', answer('null')],
])('a recorded study that %s is simply not there', async (_, fetchFile) => {
  expect(await loadExample('temperature', fetchFile)).toBeNull();
});

test('without an answer it is unknown whether there is a recorded example', async () => {
  const fetchFile = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));
  expect(await loadExample('temperature', fetchFile)).toBe('unreached');
});

test('an experiment without a recorded example makes no request', async () => {
  const fetchFile = vi.fn(answer('{}'));
  expect(await loadExample('label-repair', fetchFile)).toBeNull();
  expect(fetchFile).not.toHaveBeenCalled();
});
