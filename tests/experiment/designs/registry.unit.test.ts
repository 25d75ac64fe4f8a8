/** @file One object an experiment, one entry a generator: what else has to say something of each is found here. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GENERATOR_KINDS, GENERATORS, generatorsThat } from '../../../src/core/generators';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../../src/experiment/designs';
import { NUMBER_SETTINGS } from '../../../src/experiment/settings';
import { messages } from '../../../src/words';
import { storyMessages } from '../../../src/words/later-experiments';
import { readSources } from '../../rooms';

const DOCUMENTS = ['README.md', 'docs/measurements.md'];
const documents = DOCUMENTS.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8'));

describe.each(EXPERIMENT_IDS)('%s', (id) => {
  const { variants, variantNeeds = {}, generators, series, hidden, group } = EXPERIMENTS[id];

  test('stands in the list under its own id, and in one piece with its group', () => {
    expect(EXPERIMENTS[id].id).toBe(id);
    const members = EXPERIMENT_IDS.map((one) => EXPERIMENTS[one].group);
    expect(members.lastIndexOf(group) - members.indexOf(group) + 1).toBe(
      members.filter((one) => one === group).length,
    );
  });

  test('names only what there is', () => {
    expect(generators.length).toBeGreaterThan(0);
    for (const name of hidden) expect(Object.keys(NUMBER_SETTINGS)).toContain(name);
    for (const [variant, need] of Object.entries(variantNeeds)) {
      expect(variants).toContain(variant);
      expect(generators.some((one) => GENERATORS[one].can.includes(need))).toBe(true);
    }
  });

  test('has words for its axis, its curves and its ways to run', () => {
    const words = storyMessages.designs[id];
    expect(words.curves === undefined).toBe(series === null);
    expect(Object.keys(words.choices ?? {})).toEqual(series?.kind === 'choice' ? series.choices : []);
    expect(Object.keys(words.variants ?? {})).toEqual(variants);
  });

  test('is named in the documents', () => {
    expect(documents.some((text) => text.includes(`\`${id}\``))).toBe(true);
  });
});

test('the tables of experiments in the documents name no other', () => {
  const tables = documents.flatMap((text) => text.match(/^\| `NAME`.*(\n\|.*)*/gm) ?? []);
  expect(tables.length).toBeGreaterThan(0);
  for (const table of tables) {
    const [, , ...lines] = table.split('\n');
    for (const line of lines) expect(EXPERIMENT_IDS).toContain(/^\| `([^`]+)`/.exec(line)?.[1]);
  }
});

/** Files that must name every experiment; an id anywhere else belongs to something that the arms say. */
const TABLES = [
  'core/experiments.ts',
  'experiment/designs/index.ts',
  'words/en/experiment-names.ts',
  'words/en/experiment-questions.ts',
  'words/en/experiments.ts',
];

test('no other table is keyed by experiment', () => {
  const keyed = [...readSources('src')]
    .filter(([, text]) => {
      const named = EXPERIMENT_IDS.filter((id) => new RegExp(`^\\s*'?${id}'?: `, 'm').test(text));
      return named.length > EXPERIMENT_IDS.length / 2 || /Record<ExperimentId,/.test(text);
    })
    .map(([path]) => path)
    // Which experiments' recorded studies have been fetched.
    .filter((path) => path !== 'ui/study-state.svelte.ts');
  expect(TABLES).toEqual(expect.arrayContaining(keyed));
});

describe('generators', () => {
  test('have words, and costs of at least nothing', () => {
    expect(Object.keys(messages.writer.names)).toEqual(GENERATOR_KINDS);
    for (const kind of GENERATOR_KINDS) {
      for (const cost of Object.values(GENERATORS[kind].costs)) expect(cost).toBeGreaterThanOrEqual(0);
    }
  });

  test('are found by what they can do', () => {
    expect(generatorsThat()).toEqual(GENERATOR_KINDS);
    expect(generatorsThat('fitting', 'suppression')).toEqual(['markov']);
    expect(generatorsThat('suppression')).toEqual(['markov', 'webllm']);
    expect(generatorsThat('fitting', 'prompts')).toEqual([]);
  });

  test('are compared by name nowhere outside their registry', () => {
    // `model`: a model that is looked into; `kind`, `choice`: what embeds texts. Neither is who writes a study's rows.
    const comparison =
      /(\w+)(?:\[\d\])?!?\s*[!=]==?\s*'(?:markov|nano|webllm)'|(includes)\('(?:markov|nano|webllm)'\)/g;
    const found = [...readSources('src')].flatMap(([path, text]) =>
      [...text.matchAll(comparison)]
        .filter(([, left]) => !['model', 'kind', 'choice'].includes(left ?? ''))
        .map(([whole]) => `${path}: ${whole}`),
    );
    expect(found).toEqual([]);
  });
});
