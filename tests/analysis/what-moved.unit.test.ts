import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { whatMoved } from '../../src/analysis/what-moved';
import type { MeasureInfo } from '../../src/core/measure';
import type { ArmSummary, StudyRecord } from '../../src/core/run';
import { movedSentences } from '../../src/words/en/moved';

const measure = (id: string, moreDiverseWhen?: 'higher' | 'lower'): MeasureInfo => ({
  id,
  label: id,
  unit: '',
  range: [null, null],
  cost: '',
  source: '',
  ...(moreDiverseWhen ? { moreDiverseWhen } : {}),
});
const arm = (id: string, value: number | null) =>
  ({ id, value, kind: value === null ? 'baseline' : 'tier' }) as const;
const summary = (id: string, measures: Record<string, number>): ArmSummary => {
  const accuracy = { mean: 0.5, low: 0.4, high: 0.6 };
  return {
    arm: id,
    replicates: 2,
    accuracy,
    overReplicates: accuracy,
    overTestRows: accuracy,
    macroF1: 0.5,
    measures,
  };
};

describe('what moved along the axis', () => {
  const arms = [arm('hot', 2), arm('cold', 0.2), arm('warm', 1), arm('real', null)];

  test('is told by the tier that each measure calls the most varied, whichever way it runs', () => {
    const summaries = [
      summary('cold', { up: 1, down: 5, turning: 1, repeats: 0.9, same: 2, labelNoise: 0.1 }),
      summary('warm', { up: 2, down: 4, turning: 3, repeats: 0.5, same: 2, labelNoise: 0.2 }),
      summary('hot', { up: 3, down: 3, turning: 2, repeats: 0.1, same: 2, labelNoise: 0.4 }),
      summary('real', { up: 9 }),
    ];
    const measures = [
      measure('up', 'higher'),
      measure('down', 'higher'),
      measure('turning', 'higher'),
      measure('repeats', 'lower'),
      measure('same', 'higher'),
      measure('labelNoise'),
      measure('absent', 'higher'),
    ];
    expect(whatMoved(arms, summaries, measures)).toEqual({
      lowest: 0.2,
      highest: 2,
      rises: ['up', 'repeats'],
      falls: ['down'],
      turns: ['turning'],
      labelNoise: { lowest: 0.1, highest: 0.4 },
      distance: null,
    });
  });

  test('cannot be told of one tier', () => {
    expect(whatMoved(arms, [summary('cold', { up: 1 })], [measure('up', 'higher')])).toBeNull();
  });

  test('in the recorded study: two measures of three call the hottest text the most varied, labels go wrong there', () => {
    const record = JSON.parse(readFileSync('public/recorded/temperature.json', 'utf8')) as StudyRecord;
    const moved = whatMoved(record.arms, record.analysis.arms, record.measures)!;
    expect(moved.rises).toHaveLength(16);
    expect(moved.turns).toContain('meanPairwiseDistance');
    expect(moved.falls).toEqual(['novelSum']);
    expect(moved.labelNoise!.lowest).toBeLessThan(0.1);
    expect(moved.labelNoise!.highest).toBeGreaterThan(0.3);
    expect(moved.distance!.highest).toBeGreaterThan(0.8);
    const [variety, labels, distance] = movedSentences(record.study.axis, moved, record.measures);
    expect(variety).toMatch(
      /^Temperature is not the same as diversity: of 2\d measures of diversity 16 are highest at 2\.2, 1 at 0\.2 \(“NovelSum”\) and \d at a value between \(.* and others\)\.$/,
    );
    expect(labels).toMatch(/ of the rows at temperature 0\.2, 3\d\.\d.% at 2\.2\.$/);
    expect(distance).toContain('where 50 % would be guessing');
  });
});
