import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '..', '..', 'examples');

/** Rows of a simple CSV file: the examples use quotes only around a cell with a comma in it. */
function rowsOf(file: string): string[][] {
  const lines = readFileSync(join(FOLDER, file), 'utf8').trimEnd().split('\n');
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain!),
  );
}

function countsOf(column: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of column) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

test('messages.csv has 24 different messages of each of four labels', () => {
  const [header, ...rows] = rowsOf('messages.csv');
  expect(header).toEqual(['text', 'label']);
  expect(rows.every((row) => row.length === 2 && row[0]!.length > 10)).toBe(true);
  expect(countsOf(rows.map(([, label]) => label!))).toEqual({
    delivery: 24,
    payment: 24,
    fault: 24,
    praise: 24,
  });
  expect(new Set(rows.map(([text]) => text)).size).toBe(rows.length);
});

test('three-prompts.csv has as many rows of each label from each prompt', () => {
  const [header, ...rows] = rowsOf('three-prompts.csv');
  expect(header).toEqual(['prompt', 'text', 'label']);
  const counts = Object.values(countsOf(rows.map(([prompt, , label]) => `${prompt} ${label}`)));
  expect(counts).toEqual(Array.from({ length: 12 }, () => 6));
});

test('the page about the examples names each of them', () => {
  const about = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.csv')))
    expect(about).toContain(file);
});
