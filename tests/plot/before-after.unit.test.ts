import { expect, test } from 'vitest';
import type { Run } from '../../src/core/run';
import { buildBeforeAfter } from '../../src/plot/series-tables';
import type { CurveArm } from '../../src/plot/marks';

const series = [
  { id: 'low', label: 'low' },
  { id: 'high', label: 'high' },
];
const arms = [
  ...series.flatMap(({ id }) =>
    [0.3, 1].map((value): CurveArm => ({ id: `${id}${value}`, label: id, value, kind: 'tier', series: id })),
  ),
  { id: 'real', label: 'real rows', value: null, kind: 'baseline' } satisfies CurveArm,
];
const run = (arm: string, replicate: number, accuracy: number, probe?: number): Run =>
  ({ arm, replicate, accuracy, measures: probe === undefined ? {} : { probe } }) as unknown as Run;
const quantities = [({ measures }: Run) => measures.probe, ({ accuracy }: Run) => accuracy];

test('means over replicates, their range, and the ends of the lines', () => {
  const runs = [
    run('low0.3', 0, 0.4, 0.2),
    run('low1', 0, 0.6, 0.2),
    run('high0.3', 0, 0.5, 0.5),
    run('high1', 0, 0.9, 0.5),
    run('low0.3', 1, 0.2, 0.4),
    run('high0.3', 1, 0.6, 0.5),
    run('real', 0, 0, 0),
  ];
  const { lines, ends } = buildBeforeAfter({ arms, runs }, series, quantities);
  expect(lines.map(({ id }) => id)).toEqual(['low', 'high']);
  const [low, high] = lines.map(({ cells }) => cells);
  // Replicate 0: 0.5 and 0.7; replicate 1: 0.2 and 0.6.
  expect(low![0]).toEqual({ mean: expect.closeTo(0.3, 12) as number, least: 0.2, greatest: 0.4 });
  expect(low![1]!.mean).toBeCloseTo(0.35, 12);
  expect(high![0]).toEqual({ mean: 0.5, least: 0.5, greatest: 0.5 });
  expect(high![1]!.mean).toBeCloseTo(0.65, 12);
  expect(ends[0]![0]).toBeCloseTo(0.3, 12);
  expect(ends[1]!.map((end) => Number(end.toFixed(9)))).toEqual([0.35, 0.65]);
});

test('a run whose value another line still lacks in that replicate does not count', () => {
  const half = [run('low0.3', 0, 0.4, 0.2), run('high0.3', 0, 0.6, 0.5), run('low1', 0, 1, 0.2)];
  const { lines } = buildBeforeAfter({ arms, runs: half }, series, quantities);
  expect(lines.map(({ cells }) => cells[1]!.mean)).toEqual([0.4, 0.6]);
});

test('before the first run of a line, it is empty and nothing lies apart', () => {
  const { lines, ends } = buildBeforeAfter({ arms, runs: [run('low1', 0, 0.5)] }, series, quantities);
  expect(lines.map(({ cells }) => cells.map((cell) => cell?.mean ?? null))).toEqual([
    [null, 0.5],
    [null, null],
  ]);
  expect(ends).toEqual([null, null]);
});
