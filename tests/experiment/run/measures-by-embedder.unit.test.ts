/** @file An embedder that is not the lab's own stands in the name of each measure of embeddings, and in no other. */
import { expect, test } from 'vitest';
import { EMBEDDING_MEASURES, LEXICAL_MEASURES } from '../../../src/measures/diversity';
import { MEASURES } from '../../../src/experiment/run/measure-set';
import { idWith, keyedWith, measuresWith, panelWith } from '../../../src/experiment/run/measures-by-embedder';
import { EMBEDDING_SHIFT_MEASURES } from '../../../src/measures/shift';

const own = { id: 'encoder@1' };
const other = { id: 'arctic@2', label: 'Arctic Embed S' };
const ofEmbeddings = [...EMBEDDING_MEASURES, ...EMBEDDING_SHIFT_MEASURES].map(({ id }) => id);

test('the lab’s own embedder is named, and leaves ids and labels as they are', () => {
  measuresWith(MEASURES, own).forEach((info, i) => {
    const { embedder, ...rest } = info;
    expect(rest).toEqual(MEASURES[i]);
    const isOf = ofEmbeddings.includes(info.id) || info.id === 'clusterAgentSurrogate';
    expect(embedder).toBe(isOf ? own.id : undefined);
  });
});

test('another embedder makes other measures of those of embeddings, so that their values never mix', () => {
  const named = measuresWith(MEASURES, other);
  const known = new Set(MEASURES.map(({ id }) => id));
  for (const info of named) {
    if (known.has(info.id)) expect(ofEmbeddings).not.toContain(info.id);
    else {
      expect(info).toMatchObject({ embedder: other.id });
      expect(info.label).toMatch(/ \(Arctic Embed S\)$/);
      expect(info.id).toMatch(/@arctic@2$/);
    }
  }
  expect(named.filter(({ id }) => !known.has(id))).toHaveLength(ofEmbeddings.length + 1);
  expect(new Set(named.map(({ id }) => id)).size).toBe(MEASURES.length);
});

test('values, intervals, notes and reasons go under the same ids', () => {
  expect(idWith('vendiScore', other)).toBe('vendiScore@arctic@2');
  expect(idWith(LEXICAL_MEASURES[0]!.id, other)).toBe(LEXICAL_MEASURES[0]!.id);
  expect(keyedWith({ vendiScore: 3, distinct2: 0.5 }, other)).toEqual({
    'vendiScore@arctic@2': 3,
    distinct2: 0.5,
  });
  const panel = {
    values: { rke: 1 },
    intervals: { rke: { low: 0, high: 2 } },
    notes: { rke: 'n' },
    missing: { dcScore: 'm' },
  };
  expect(panelWith(panel, own)).toEqual(panel);
  expect(Object.keys(panelWith(panel, other).missing)).toEqual(['dcScore@arctic@2']);
});
