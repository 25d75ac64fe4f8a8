import { describe, expect, test } from 'vitest';
import { measureCorrelations } from '../../src/analysis';
import { PRE_TRAINING_PREFIX } from '../../src/analysis/roles';
import { EXPERIMENT_IDS } from '../../src/experiment/designs';
import { defaultSettings } from '../../src/experiment/settings';
import { DIVERSITY_MEASURES, MEASURES, SHIFT_MEASURES } from '../../src/measures';
import { measuresOf, studyOf, withLabelChecks } from '../../src/experiment/run/study-of';
import { standingOut } from '../../src/ui/measure-agreement';
import { kindOf } from '../../src/core/measure';
import { headlineMeasures, measureGroups } from '../../src/ui/measure-kinds';
import { measureSentences, panelMessages } from '../../src/words/later';
import { ALL_MEASURES, wideRecord } from '../fixtures/wide-record';

describe('what a measure sees and is blind to', () => {
  test.each(ALL_MEASURES.map(({ id }) => id))('is said of %s, in one sentence', (id) => {
    const sentence = measureSentences[id];
    expect(sentence).toMatch(/^Sees .*\.$/);
    expect(sentence).toContain('is blind to');
    expect(sentence!.split(/[.?!] /)).toHaveLength(1);
    expect(sentence!.split(' ').length).toBeLessThan(50);
  });

  test('is said of whatever a study measures, and not that the page knows nothing of it', () => {
    const ids = EXPERIMENT_IDS.flatMap((experiment) => {
      const study = withLabelChecks(studyOf(defaultSettings(experiment), 'any'));
      return measuresOf(study).map(({ id }) => id.replace(PRE_TRAINING_PREFIX, ''));
    });
    expect([...new Set(ids)].filter((id) => !Object.hasOwn(measureSentences, id))).toEqual([]);
  });

  test('is said of nothing but measures: of those the lab takes, and one that only older records hold', () => {
    const taken = EXPERIMENT_IDS.flatMap((experiment) =>
      measuresOf(withLabelChecks(studyOf(defaultSettings(experiment), 'any'))).map(({ id }) => id),
    );
    const known = new Set([...MEASURES.map(({ info }) => info.id), ...taken, 'remoteClique']);
    expect(Object.keys(measureSentences).filter((id) => !known.has(id))).toEqual([]);
  });

  test('is said of no measure twice in the same words', () => {
    const sentences = Object.values(measureSentences);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});

describe('the two kinds of measures', () => {
  test('are read from what each measure says of itself', () => {
    for (const { id, ...info } of DIVERSITY_MEASURES.map(({ info }) => ({ ...info, kind: kindOf(info) }))) {
      expect([id, info.kind]).toEqual([id, info.moreDiverseWhen ? 'diversity' : 'other']);
    }
    expect(new Set(SHIFT_MEASURES.map(({ info }) => kindOf(info)))).toEqual(new Set(['shift']));
    const groups = measureGroups(ALL_MEASURES);
    expect(Object.values(groups).flat()).toHaveLength(ALL_MEASURES.length);
  });

  test('the results name three of them at most, and only what the record has', () => {
    expect(headlineMeasures(ALL_MEASURES).map(({ id }) => id)).toEqual([
      'distinct2',
      'vendiScore',
      'twoSampleAccuracy',
    ]);
    expect(headlineMeasures(ALL_MEASURES.filter(({ id }) => id !== 'vendiScore'))).toHaveLength(2);
    expect(headlineMeasures([])).toEqual([]);
  });
});

const record = wideRecord();
const { between } = await measureCorrelations(record.arms, record.runs, ALL_MEASURES);

describe('what stands out of the correlations', () => {
  const { closest, opposed, unrelated } = standingOut(ALL_MEASURES, between);
  const all = between.flatMap((row, i) => row.slice(i + 1).map(({ rho }) => rho!.mean)).sort((a, b) => a - b);

  test('is the highest, the lowest and the nearest to none', () => {
    expect(closest.map(({ rho }) => rho)).toEqual(all.slice(-3).reverse());
    expect(opposed.map(({ rho }) => rho)).toEqual(all.slice(0, 3));
    expect(Math.abs(unrelated[0]!.rho)).toBe(Math.min(...all.map(Math.abs)));
  });

  test('never calls a pair by what it is not', () => {
    const [a, b] = [ALL_MEASURES[0]!, ALL_MEASURES[1]!];
    const matrix = (mean: number) =>
      [0, 1].map(() => [0, 1].map(() => ({ numRuns: 9, rho: { mean, low: mean, high: mean } })));
    expect(standingOut([a, b], matrix(0.9))).toMatchObject({
      closest: [{ rho: 0.9 }],
      opposed: [],
      unrelated: [],
    });
    expect(standingOut([a, b], matrix(-0.9))).toMatchObject({ closest: [], unrelated: [] });
    expect(standingOut([a, b], matrix(0.4))).toEqual({ closest: [], opposed: [], unrelated: [] });
    const none = [0, 1].map(() => [0, 1].map(() => ({ numRuns: 2, rho: null })));
    expect(standingOut([a, b], none)).toEqual({ closest: [], opposed: [], unrelated: [] });
  });
});

test('numbers and ranges are written out', () => {
  const { rho } = panelMessages.format;
  expect([0.876, -0.314, -0.001, 1].map(rho)).toEqual(['0.88', '−0.31', '0.00', '1.00']);
  expect(panelMessages.range([0, 1])).toBe('0 to 1');
  expect(panelMessages.range([1, null])).toBe('from 1 up, no upper end');
  expect(panelMessages.range([null, null])).toBe('no ends');
});
