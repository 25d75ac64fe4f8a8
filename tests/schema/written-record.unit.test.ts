/** @file The parts of a study record that only a language model leaves behind. */
import { expect, test } from 'vitest';
import { NO_REJECTIONS, REJECTIONS } from '../../src/core/llm-report';
import { DEFAULT_WRITING, resolveWriting } from '../../src/core/generation-settings';
import type { StudyRecord } from '../../src/core/run';
import { agreedFaults } from './agreed-faults';
import { syntheticRecord } from './synthetic-record';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const counts = { asked: 42, judged: 40, disputed: 4 };

function writtenRecord(): StudyRecord {
  const record = syntheticRecord();
  return {
    ...record,
    runs: record.runs.map((run) => ({
      ...run,
      rows: run.rows.map((row) => ({ ...row, seed: 1234567, request: 0, position: 2 })),
    })),
    manifest: {
      ...record.manifest,
      generator: {
        ...record.manifest.generator,
        gpus: [{ vendor: 'acme', architecture: 'gen-1', description: 'Acme 1000' }],
      },
      writing: resolveWriting(DEFAULT_WRITING, record),
    },
    generation: {
      reports: [
        {
          arm: 't1.1',
          replicate: 0,
          label: 1,
          wanted: 8,
          written: 7,
          requests: 2,
          interruptions: 0,
          rejections: { ...NO_REJECTIONS, duplicate: 3 },
          promptTokens: 300,
          replyTokens: 200,
          durationMs: 2500,
        },
      ],
      labelChecks: {
        real: counts,
        runs: [{ arm: 't1.1', replicate: 0, ...counts }],
        tiers: [{ arm: 't1.1', ...counts, noise: { mean: 0.1, low: 0, high: 0.2 } }],
      },
    },
  };
}

function spoiled(path: string, value: Json | undefined): unknown {
  const record = JSON.parse(JSON.stringify(writtenRecord())) as Record<string, Json>;
  const names = path.split('/');
  const last = names.pop()!;
  const parent = names.reduce<Json>((at, name) => (at as Record<string, Json>)[name]!, record) as Record<
    string,
    Json
  >;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return record;
}

function propertyPaths(value: Json, path: string): string[] {
  if (Array.isArray(value)) return value.length > 0 ? propertyPaths(value[0]!, `${path}/0`) : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [
    `${path}/${name}`,
    ...propertyPaths(part, `${path}/${name}`),
  ]);
}

test('a record a language model wrote passes, and one it did not write has none of these parts', () => {
  expect(agreedFaults(JSON.parse(JSON.stringify(writtenRecord())))).toEqual([]);
  expect(syntheticRecord()).not.toHaveProperty('generation');
});

test('a record of before, which names no GPU and not how many rows the judge was asked about, can still be read', () => {
  const { manifest, generation, ...rest } = JSON.parse(JSON.stringify(writtenRecord())) as {
    manifest: { generator: Record<string, Json> };
    generation: { labelChecks: Record<string, Record<string, Json>> };
  };
  delete manifest.generator.gpus;
  const { real, runs, tiers } = generation.labelChecks;
  for (const counts of [real, runs![0], tiers![0]] as Record<string, Json>[]) delete counts.asked;
  expect(agreedFaults({ ...rest, manifest, generation })).toEqual([]);
});

test('each part of them is missed when it is taken away', () => {
  const { generation, manifest } = JSON.parse(JSON.stringify(writtenRecord())) as {
    generation: Json;
    manifest: { writing: Json };
  };
  const paths = [
    ...propertyPaths(generation, 'generation'),
    ...propertyPaths(manifest.writing, 'manifest/writing'),
    ...['seed', 'request', 'position'].map((name) => `runs/2/rows/0/${name}`),
  ];
  expect(paths.length).toBeGreaterThan(50);
  const mayBeAbsent = /\/asked$/;
  const missed = paths.filter((path) => agreedFaults(spoiled(path, undefined)).length > 0);
  expect(paths.filter((path) => !missed.includes(path) && !mayBeAbsent.test(path))).toEqual([]);
});

test('every reason for turning a row away has its place', () => {
  expect(REJECTIONS.length).toBe(9);
  for (const reason of REJECTIONS)
    expect(agreedFaults(spoiled(`generation/reports/0/rejections/${reason}`, -1))).not.toEqual([]);
});

test.each<[string, Json]>([
  ['generation/reports/0/written', 1.5],
  ['generation/reports/0/rejections/other', 1],
  ['generation/labelChecks', 'none'],
  ['generation/labelChecks/real/asked', -1],
  ['manifest/generator/gpus', []],
  ['manifest/generator/gpus/0/vendor', null],
  ['manifest/generator/gpus/0/serial', '1'],
  ['generation/labelChecks/tiers/0/noise', 0.1],
  ['generation/labelChecks/real/judged', null],
  ['manifest/writing/prompts/kind', 'shout'],
  ['manifest/writing/prompts/frequencyPenalty', 3],
  ['manifest/writing/task', null],
  ['manifest/writing/task/words', [4]],
  ['runs/2/rows/0/seed', 0],
])('refuses %s: %j', (path, value) => {
  expect(agreedFaults(spoiled(path, value)).join()).toMatch(/^(invalid|missing|unknown) /);
});
