/** @file Records from strangers: damaged, hostile, or no records at all. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LabError } from '../../src/core/errors';
import { readRecord } from '../../src/core/record-schema';
import { agreedFaults } from './agreed-faults';
import { syntheticRecord } from './synthetic-record';

const EXAMPLE = new URL('../../public/recorded/temperature.json', import.meta.url);
const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const deep = (depth: number, inner: string): unknown =>
  JSON.parse(`${'['.repeat(depth)}${inner}${']'.repeat(depth)}`);

/** The refusal of a value; null where it passes. Anything but a `LabError` fails the test. */
function refusalOf(value: unknown): LabError | null {
  try {
    readRecord(value);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    return error as LabError;
  }
}

/** The object or list that a random walk from the record ends at, and the name of one of its parts. */
function placeIn(record: unknown, turns: readonly number[]): [Record<string, unknown>, string] {
  let at = record as Record<string, unknown>;
  for (const [i, turn] of turns.entries()) {
    const names = Object.keys(at);
    const name = names[turn % Math.max(1, names.length)] ?? 'none';
    const next = at[name];
    const isEnd = i === turns.length - 1 || typeof next !== 'object' || next === null;
    if (isEnd) return [at, name];
    at = next as Record<string, unknown>;
  }
  return [at, 'none'];
}

const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    NaN,
    Infinity,
    -Infinity,
    -1,
    0.5,
    1e308,
    2 ** 53,
    '',
    '9'.repeat(100_000),
    undefined,
  ),
  fc
    .constantFrom('{"__proto__":{"isPolluted":1}}', '{"constructor":{"prototype":{"isPolluted":1}}}')
    .map((json): unknown => JSON.parse(json)),
  fc.constant(null).map(() => deep(10_000, '')),
);

test('a record with one hostile part is refused in a sentence, or is still a record; nothing crashes', () => {
  let numRefused = 0;
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), hostile, (turns, value) => {
      const record = copy(syntheticRecord());
      const [parent, name] = placeIn(record, turns);
      Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
      const refusal = refusalOf(record);
      if (refusal === null) return;
      numRefused++;
      expect(refusal.code).toBe('bad-record');
      expect(refusal.message).toMatch(/^readRecord: (invalid|missing|unknown) .* \(wanted .+\) — choose /s);
      expect(refusal.message.length).toBeLessThan(600);
      expect({}).not.toHaveProperty('isPolluted');
    }),
    { numRuns: 1000 },
  );
  expect(numRefused).toBeGreaterThan(500);
});

test('what is no record at all is refused', () => {
  fc.assert(fc.property(fc.anything(), (value) => refusalOf(value)?.code === 'bad-record'));
  for (const text of ['null', '[]', '"record"', '{"__proto__":{"version":1}}', '{"length":1e9}'])
    expect(refusalOf(JSON.parse(text))?.message).toMatch(/^readRecord: /);
  expect(refusalOf(deep(100_000, '{}'))?.code).toBe('bad-record');
});

test('a key that would change the prototype of what it is copied into does not come through', () => {
  const record = copy(syntheticRecord()) as { runs: { measures: object }[] };
  record.runs[0]!.measures = JSON.parse('{"distinct2":0.5,"__proto__":0.5}') as object;
  expect(Object.keys(readRecord(record).runs[0]!.measures)).toEqual(['distinct2']);
});

test('the record of the site is read unchanged', () => {
  for (const record of [JSON.parse(readFileSync(EXAMPLE, 'utf8')) as unknown, copy(syntheticRecord())]) {
    expect(agreedFaults(record)).toEqual([]);
    expect(readRecord(record)).toEqual(record);
  }
});
