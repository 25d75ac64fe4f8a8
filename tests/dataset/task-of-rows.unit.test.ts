import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEAST_CLASS_ROWS, MOST_CHARACTERS } from '../../src/core/read-task';
import { taskOfRows, type LabelledRow, type TaskOfRows } from '../../src/dataset/task-of-rows';
import { nearDuplicateFinder } from '../../src/text/near-duplicates';

const SPLITS = ['test', 'validation', 'pool', 'corpus'] as const;
const options = { mergesSpellings: true, seed: 1 };

/** Texts that no two have more than one word in common. */
function rowsOf(label: string, count: number, isTest = false): LabelledRow[] {
  return Array.from({ length: count }, (_, i) => {
    const words = ['a', 'b', 'c', 'd'].map((letter) => `${label}${isTest ? 'x' : ''}${letter}${i}`);
    return { text: `${words.join(' ')} same`, label, isTest };
  });
}

const countsOf = ({ report }: TaskOfRows, name: string) => {
  const { test, validation, pool, corpus } = report.classes.find((one) => one.name === name)!;
  return [test, validation, pool, corpus];
};

describe('a task of rows', () => {
  test('has three tenths of each class in its test, one in validation, and a third of the rest in the pool', () => {
    const task = taskOfRows([...rowsOf('small', 35), ...rowsOf('large', 100)], options);
    expect(task.classNames).toEqual(['large', 'small']);
    expect(countsOf(task, 'large')).toEqual([30, 10, 20, 40]);
    // A third would be 7: the pool has eight where there are sixteen.
    expect(countsOf(task, 'small')).toEqual([11, 4, 8, 12]);
  });

  test('has no more rows than a study needs', () => {
    const task = taskOfRows([...rowsOf('a', 9000), ...rowsOf('b', 12)], options);
    expect(countsOf(task, 'a')).toEqual([300, 100, 500, 4000]);
  });

  test('takes all test rows from the file of test rows, where there is one', () => {
    const rows = [...rowsOf('a', 40), ...rowsOf('b', 40), ...rowsOf('a', 5, true), ...rowsOf('b', 5, true)];
    const { splits } = taskOfRows(rows, options);
    expect(splits.test.map((texts) => texts.length)).toEqual([5, 5]);
    expect(splits.test[0]!.every((text) => text.startsWith('ax'))).toBe(true);
  });

  test('leaves out classes with too few rows, and says which', () => {
    const rows = [...rowsOf('a', 20), ...rowsOf('b', 20), ...rowsOf('c', LEAST_CLASS_ROWS - 1)];
    const { classNames, report } = taskOfRows(rows, options);
    expect(classNames).toEqual(['a', 'b']);
    expect(report.leftOut).toEqual([{ name: 'c', rows: 11 }]);
  });

  test('leaves out a class of which nothing is left for training beside rows that are all alike', () => {
    const alike = Array.from({ length: 20 }, (_, i) => ({
      text: `one two three four five six seven eight nine ten ${i}`,
      label: 'alike',
      isTest: false,
    }));
    const { classNames, report } = taskOfRows([...rowsOf('a', 20), ...rowsOf('b', 20), ...alike], options);
    expect(classNames).toEqual(['a', 'b']);
    expect(report.leftOut).toEqual([{ name: 'alike', rows: 20 }]);
  });

  test('has each text once, and none that stands under two labels', () => {
    const twice = { text: 'twice told', label: 'a', isTest: false };
    const torn = { text: 'both of them', isTest: false };
    const rows = [...rowsOf('a', 20), ...rowsOf('b', 20), twice, { ...twice, text: ' twice\ttold ' }];
    const both = [
      { ...torn, label: 'a' },
      { ...torn, label: 'b' },
    ];
    const { report, splits } = taskOfRows([...rows, ...both], options);
    expect(report).toMatchObject({ rows: 44, repeated: 1, contradicting: 2 });
    const all = Object.values(splits).flat(2);
    expect(all.filter((text) => text === 'twice told')).toHaveLength(1);
    expect(all).not.toContain('both of them');
  });

  test('takes spellings of one label together under the most frequent, or keeps them apart', () => {
    const spelled = rowsOf('Good', 30).map((row, i) => ({
      ...row,
      label: ['Good', 'good ', 'Good'][i % 3]!,
    }));
    const rows = [...spelled, ...rowsOf('bad', 30)];
    const merged = taskOfRows(rows, options);
    expect(merged.classNames).toEqual(['Good', 'bad']);
    expect(merged.report.merged).toEqual([['Good', 'good ']]);
    const apart = taskOfRows(rows, { ...options, mergesSpellings: false });
    expect(apart.classNames).toEqual(['Good', 'bad']);
    expect(apart.report.leftOut).toEqual([{ name: 'good', rows: 10 }]);
    expect(apart.report.merged).toEqual([]);
  });

  test('cuts long texts, never through a character', () => {
    const long = { text: 'x' + '😀'.repeat(MOST_CHARACTERS), label: 'a', isTest: false };
    const { report, splits } = taskOfRows([long, ...rowsOf('a', 20), ...rowsOf('b', 20)], options);
    expect(report.cut).toBe(1);
    const cut = Object.values(splits)
      .flat(2)
      .find((text) => text.startsWith('x😀'))!;
    expect(cut).toHaveLength(MOST_CHARACTERS - 1);
    // Half a character cannot be encoded.
    expect(() => encodeURIComponent(cut)).not.toThrow();
  });

  test('is the same for the same seed, and has other splits for another', () => {
    const rows = [...rowsOf('a', 40), ...rowsOf('b', 40)];
    expect(taskOfRows(rows, options)).toEqual(taskOfRows(rows, options));
    expect(taskOfRows(rows, { ...options, seed: 2 }).splits).not.toEqual(taskOfRows(rows, options).splits);
  });

  test('whatever the rows: splits are disjoint, whole, and far from test and validation', () => {
    const word = fc.constantFrom(
      'red',
      'blue',
      'green',
      'fox',
      'dog',
      'owl',
      'runs',
      'sleeps',
      'sings',
      '鳥',
    );
    const row = fc.record({
      text: fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => words.join(' ')),
      label: fc.constantFrom('a', 'b', 'B ', 'c'),
      isTest: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 200 }), fc.boolean(), (rows, mergesSpellings) => {
        const { classNames, splits, report } = taskOfRows(rows, { mergesSpellings, seed: 3 });
        const all = Object.values(splits).flat(2);
        expect(new Set(all).size).toBe(all.length);
        for (const split of SPLITS) {
          expect(splits[split]).toHaveLength(classNames.length);
          for (const texts of splits[split]) expect(texts.length).toBeGreaterThan(0);
        }
        const isNear = nearDuplicateFinder([...splits.test, ...splits.validation].flat());
        for (const text of [...splits.pool, ...splits.corpus].flat()) expect(isNear(text)).toBe(false);
        const kept = [...report.classes, ...report.leftOut].reduce((sum, { rows: count }) => sum + count, 0);
        expect(kept + report.repeated + report.contradicting).toBe(report.rows);
      }),
      { numRuns: 60 },
    );
  });
});
