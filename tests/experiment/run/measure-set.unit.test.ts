import { expect, test } from 'vitest';
import type { Dataset, Example } from '../../../src/core/example';
import type { TextEmbedder } from '../../../src/core/ports';
import { stream } from '../../../src/core/random';
import { STUDY_MEASURES, SetMeasurer } from '../../../src/experiment/run/measure-set';
import { measurePanel } from '../../../src/measures/panel';

const rng = stream('measure-set test');
const words = Array.from({ length: 120 }, (_, i) => `w${i}`);
/** Ten words with a fixed favourite for each class; the wider, the more words it is drawn from. */
const textOf = (label: number, wide: number): string =>
  [`kind${label}`, ...Array.from({ length: 9 }, () => words[rng.integer(wide)]!)].join(' ');
const split = (count: number): string[][] =>
  [0, 1].map((label) => Array.from({ length: count }, () => textOf(label, 60)));
const dataset: Dataset = {
  id: 'made up',
  title: 'Made up',
  classNames: ['x', 'y'],
  splits: { test: split(2), validation: split(2), pool: split(120), corpus: split(60) },
  fingerprint: 'made up',
  source: 'made up',
};
/** Counts of a few words, at unit length. */
const embedder: TextEmbedder = {
  id: 'counts',
  dimensions: 30,
  embed: (texts) =>
    Promise.resolve(
      Float32Array.from(
        texts.flatMap((text) => {
          const counts = new Array<number>(30).fill(0);
          for (const word of text.split(' ')) counts[Number(word.slice(1)) % 30 || 0]! += 1;
          const length = Math.hypot(...counts);
          return counts.map((count) => count / length);
        }),
      ),
    ),
};
const rows = (wide: number): Example[] =>
  [0, 1].flatMap((label) => Array.from({ length: 100 }, () => ({ text: textOf(label, wide), label })));
const measurer = new SetMeasurer(dataset, embedder);
const never = new AbortController().signal;

test('takes every measure it announces, and gives finite numbers within their range', async () => {
  const { values } = await measurer.measure(rows(60), ['seed'], never);
  expect(Object.keys(values).sort()).toEqual(STUDY_MEASURES.map(({ id }) => id).sort());
  for (const { id, range } of STUDY_MEASURES) {
    expect(Number.isFinite(values[id]), id).toBe(true);
    if (range[0] !== null) expect(values[id], id).toBeGreaterThanOrEqual(range[0] - 1e-9);
    if (range[1] !== null) expect(values[id], id).toBeLessThanOrEqual(range[1] + 1e-9);
  }
});

test('says of how many rows each value was taken, never more than the limits of the measure', async () => {
  const { rowsUsed } = await measurer.measure(rows(60), ['seed'], never);
  for (const { id, limits } of STUDY_MEASURES) {
    expect(rowsUsed[id], id).toBe(Math.min(200, limits?.rows ?? Infinity));
  }
  const limitsOf = (id: string) => STUDY_MEASURES.find((info) => info.id === id)!.limits;
  expect(limitsOf('dcScore')).toEqual({ rows: 1000 });
  expect(limitsOf('frechetDistance')).toEqual({ rows: 192 });
  expect(limitsOf('twoSampleAccuracy')).toEqual({ rows: 1000 });
  expect(limitsOf('distinct2')).toEqual({ tokensPerRow: 8 });
  expect(limitsOf('homogenization')).toEqual({ pairs: 40_000, tokensPerRow: 8 });
  expect(limitsOf('vendiScore')).toBeUndefined();
});

test('a set compared with itself has the value that a file of the same rows has', async () => {
  const texts = rows(60).map(({ text }) => text);
  const ofFile = await measurePanel(
    {
      tokenLists: texts.map((text) => text.split(' ')),
      embeddings: await embedder.embed(texts),
      d: embedder.dimensions,
    },
    null,
    ['another seed'],
  );
  const generated = texts.map((text, i) => ({ text, label: i < 100 ? 0 : 1 }));
  const { values } = await measurer.measure(generated, ['seed'], never);
  for (const id of ['dcScore', 'novelSum', 'chamferDistance', 'vendiScore', 'meanPairwiseDistance']) {
    expect(ofFile.rowsUsed[id], id).toBe(200);
    expect(values[id], id).toBe(ofFile.values[id]);
  }
});

test('equal sets and seeds give equal values', async () => {
  const set = rows(60);
  expect(await measurer.measure(set, ['seed'], never)).toEqual(await measurer.measure(set, ['seed'], never));
});

test('a narrow set is less varied, and further from real text, than one like real text', async () => {
  const { values: narrow } = await measurer.measure(rows(3), ['seed'], never);
  const { values: alike } = await measurer.measure(rows(60), ['seed'], never);
  for (const id of ['distinct2', 'vendiScore', 'typeCoverage', 'coverage', 'mauve']) {
    expect(narrow[id], id).toBeLessThan(alike[id]!);
  }
  for (const id of ['selfBleu', 'twoSampleAccuracy', 'frechetDistance', 'maximumMeanDiscrepancy']) {
    expect(narrow[id], id).toBeGreaterThan(alike[id]!);
  }
});

test('shift is taken from the generated set to real text, not the other way round', async () => {
  // Every narrow row looks real, and most of what is real is missing from the narrow rows.
  const { values } = await measurer.measure(rows(3), ['seed'], never);
  expect(values.precision).toBeGreaterThan(values.recall!);
  expect(values.unseenTokens).toBeLessThan(0.02);
  expect(values.coverage).toBeLessThan(0.5);
});

test('of texts that the embedder does not know only words are measured', async () => {
  const ignorant: TextEmbedder = {
    ...embedder,
    embed: (texts) => Promise.resolve(new Float32Array(texts.length * embedder.dimensions)),
    knownShare: () => 0,
  };
  const { values } = await new SetMeasurer(dataset, ignorant).measure(rows(60), ['seed'], never);
  for (const id of ['vendiScore', 'clusterAgentSurrogate', 'mauve']) expect(values).not.toHaveProperty(id);
  expect(values.distinct2).toBeGreaterThan(0);
  expect(values.perplexity).toBeGreaterThan(1); // under models of this dataset's own words
});
