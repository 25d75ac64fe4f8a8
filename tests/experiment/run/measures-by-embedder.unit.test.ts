/** @file An embedder that is not the lab's own stands in the name of each measure of embeddings, and in no other. */
import { expect, test } from 'vitest';
import { MEASURES } from '../../../src/measures';
import { STUDY_MEASURES } from '../../../src/experiment/run/measure-set';
import { idWith, keyedWith, measuresWith, panelWith } from '../../../src/experiment/run/measures-by-embedder';

const own = { id: 'encoder@1' };
const other = { id: 'arctic@2', label: 'Arctic Embed S' };
const ofEmbeddings = MEASURES.filter(({ needs }) => needs.includes('embeddings')).map(({ info }) => info.id);

test('the lab’s own embedder is named, and leaves ids and labels as they are', () => {
  measuresWith(STUDY_MEASURES, own).forEach((info, i) => {
    const { embedder, ...rest } = info;
    expect(rest).toEqual(STUDY_MEASURES[i]);
    const isOf = ofEmbeddings.includes(info.id) || info.id === 'clusterAgentSurrogate';
    expect(embedder).toBe(isOf ? own.id : undefined);
  });
});

test('another embedder makes other measures of those of embeddings, so that their values never mix', () => {
  const named = measuresWith(STUDY_MEASURES, other);
  const known = new Set(STUDY_MEASURES.map(({ id }) => id));
  for (const info of named) {
    if (known.has(info.id)) expect(ofEmbeddings).not.toContain(info.id);
    else {
      expect(info).toMatchObject({ embedder: other.id });
      expect(info.label).toMatch(/ \(Arctic Embed S\)$/);
      expect(info.id).toMatch(/@arctic@2$/);
    }
  }
  expect(named.filter(({ id }) => !known.has(id))).toHaveLength(ofEmbeddings.length + 1);
  expect(new Set(named.map(({ id }) => id)).size).toBe(STUDY_MEASURES.length);
});

test('values, intervals, notes and reasons go under the same ids', () => {
  expect(idWith('vendiScore', other)).toBe('vendiScore@arctic@2');
  expect(idWith('distinct1', other)).toBe('distinct1');
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
