import { describe, expect, test } from 'vitest';
import type { MeasureInfo } from '../../src/core/measure';
import type { MeasuredFile } from '../../src/core/measured-set';
import { measuredCsv, measuredJson } from '../../src/ui/compare-export';
import { compareLines, type CompareLine } from '../../src/ui/compare-rows';
import { pageOf } from '../../src/ui/address';
import { syntheticMeasured } from '../fixtures/synthetic-measured';

const pair = syntheticMeasured(['made.csv', 'real.jsonl']);
const one = syntheticMeasured(['made.csv']);

describe('compared files as a table', () => {
  const lines = compareLines(pair);

  test('have a line for every measure: two values of variety, one of the shift between them', () => {
    expect(lines.map(({ measure }) => measure.id)).toEqual(pair.measures.map(({ id }) => id));
    for (const { kind, cells } of lines) expect(cells).toHaveLength(kind === 'shift' ? 1 : 2);
    const vendi = lines.find(({ measure }) => measure.id === 'vendiScore')!;
    expect(vendi.cells.map(({ value }) => value)).toEqual(pair.files.map(({ values }) => values.vendiScore));
    const test = lines.find(({ measure }) => measure.id === 'twoSampleAccuracy')!;
    expect([test.cells[0]!.value, test.pValue]).toEqual([pair.shift!.values.twoSampleAccuracy, 0.0004]);
  });

  test('of one file have no line of shift', () => {
    expect(compareLines({ ...one, measures: pair.measures }).map(({ kind }) => kind)).not.toContain('shift');
  });

  test('say why a value is missing and what must be known of one', () => {
    const judged = lines.find(({ measure }) => measure.id === 'clusterAgentScore')!;
    expect(judged.cells[0]!.value).toBeNull();
    expect(judged.cells[0]!.missing).toContain('missing judge');
    expect(judged.marks).toBeNull();
    const shared = lines.find(({ measure }) => measure.id === 'homogenization')!;
    expect(shared.cells[1]!.note).toContain('drawn at random');
  });

  test('call no file more varied by a measure that one of them lacks', () => {
    const [a, b] = pair.files;
    const { vendiScore: _unknown, ...values } = b!.values;
    const reason = 'the encoder knows 12 % of the pieces of these texts (wanted at least 60 %)';
    const files = [a!, { ...b!, values, missing: { vendiScore: reason } }];
    const line = compareLines({ ...pair, files }).find(({ measure }) => measure.id === 'vendiScore')!;
    expect([line.clear, line.marks, line.cells[1]!.missing]).toEqual([null, null, reason]);
  });

  test('are not fooled by the names that every object inherits', () => {
    const odd = { ...pair, measures: [{ ...pair.measures[0]!, id: 'constructor' }] };
    expect(compareLines(odd)[0]!.cells[0]).toEqual({
      value: null,
      interval: null,
      note: null,
      missing: null,
    });
  });

  test('place both values on one scale, ends and all', () => {
    for (const { marks } of lines) {
      if (!marks) continue;
      const all = marks.flatMap(({ low, mean, high }) => [low, mean, high]);
      expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...all)).toBeLessThanOrEqual(1);
    }
  });
});

describe('a file is called more varied', () => {
  const measure = (moreDiverseWhen: 'higher' | 'lower'): MeasureInfo => ({
    ...pair.measures[0]!,
    id: 'm',
    moreDiverseWhen,
  });
  const file = (low: number, high: number): MeasuredFile => ({
    ...pair.files[0]!,
    values: { m: (low + high) / 2 },
    intervals: { m: { low, high } },
  });
  const clear = (info: MeasureInfo, a: MeasuredFile, b: MeasuredFile): CompareLine['clear'] =>
    compareLines({ ...pair, measures: [info], files: [a, b] })[0]!.clear;

  test('only where the intervals do not meet, and the way the measure runs', () => {
    expect(clear(measure('higher'), file(0.1, 0.2), file(0.3, 0.4))).toBe(1);
    expect(clear(measure('lower'), file(0.1, 0.2), file(0.3, 0.4))).toBe(0);
    expect(clear(measure('higher'), file(0.35, 0.5), file(0.1, 0.2))).toBe(0);
    expect(clear(measure('higher'), file(0.1, 0.3), file(0.3, 0.4))).toBe('overlap');
  });

  test('never where an interval is missing', () => {
    expect(clear(measure('higher'), file(0.1, 0.2), { ...file(0.3, 0.4), intervals: {} })).toBeNull();
  });
});

describe('what is taken home', () => {
  test('as CSV has a line for each value, numbers in full, and no formula', () => {
    const lines = measuredCsv(syntheticMeasured(['=cmd|x', 'b,c.csv'])).split('\r\n');
    const numShift = pair.measures.filter((info) => !info.moreDiverseWhen && info.closerWhen).length;
    expect(lines).toHaveLength(1 + 2 * (pair.measures.length - numShift) + numShift + 1);
    expect(lines[0]).toBe('measure,label,kind,unit,file,against,value,low,high,p_value,note,missing');
    const vendi = lines.filter((line) => line.startsWith('vendiScore,'));
    expect(vendi[0]).toContain(",'=cmd|x,,");
    expect(vendi[1]).toContain(',"b,c.csv",,');
    expect(vendi[0]).toContain(String(pair.files[0]!.values.vendiScore));
    expect(lines.find((line) => line.startsWith('twoSampleAccuracy,'))).toContain('\'=cmd|x,"b,c.csv",');
  });

  test('as JSON reads back the same', () => {
    expect(JSON.parse(measuredJson(pair))).toEqual(pair);
  });
});

test.each([
  ['#compare', 'compare'],
  ['', 'study'],
  ['#study', 'study'],
  ['#study?seed=2', 'study'],
  ['#compare?x', 'study'],
])('the address %j is the page %s', (hash, name) => {
  expect(pageOf(hash)).toBe(name);
});
