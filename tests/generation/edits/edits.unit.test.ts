import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Example } from '../../../src/core/example';
import { stream } from '../../../src/core/random';
import {
  chosenRows,
  closeCopy,
  foreignTextsNeeded,
  mislabel,
  repairLabels,
  replaceByCopies,
  replaceByForeign,
  replaceByRepeats,
  replacements,
  shuffleWords,
  textsToRepeat,
} from '../../../src/generation/edits';
import { tokenize } from '../../../src/text/tokenize';

const NUM_CLASSES = 4;
/** Rows whose texts are all different and tell their class and number. */
const rowsOf = (perClass: number): Example[] =>
  Array.from({ length: NUM_CLASSES }, (_, label) =>
    Array.from({ length: perClass }, (_, i) => ({ text: `class${label} one${i} two${i} three${i}`, label })),
  ).flat();
const perClass = fc.integer({ min: 1, max: 60 });
const shares = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
const seeds = fc.tuple(fc.string(), fc.integer());
const labelCounts = (rows: readonly Example[]): number[] =>
  Array.from({ length: NUM_CLASSES }, (_, label) => rows.filter((row) => row.label === label).length);
/** Rows of the edited set that were not there before, under that label. */
const changed = (before: readonly Example[], after: readonly Example[]): Example[] => {
  const known = new Set(before.map(({ text, label }) => `${label} ${text}`));
  return after.filter(({ text, label }) => !known.has(`${label} ${text}`));
};

const EDITS: Readonly<
  Record<string, (rows: readonly Example[], share: number, seed: readonly (string | number)[]) => Example[]>
> = {
  'near-duplicates': replaceByCopies,
  'other-topics': (rows, share, seed) =>
    replaceByForeign(
      rows,
      share,
      seed,
      Array.from({ length: foreignTextsNeeded(rows, share) }, (_, i) => `foreign ${i}`),
    ),
  'label-noise': (rows, share, seed) => mislabel(rows, share, NUM_CLASSES, seed),
  'shuffled-words': shuffleWords,
};

describe.each(Object.entries(EDITS))('%s', (name, edit) => {
  test('keeps n and the balance of labels, and changes the share that was asked for', () => {
    fc.assert(
      fc.property(perClass, shares, seeds, (n, share, seed) => {
        const rows = rowsOf(n);
        const edited = edit(rows, share, seed);
        expect(labelCounts(edited)).toEqual(labelCounts(rows));
        const most = name === 'near-duplicates' ? n - 1 : n;
        const wanted = NUM_CLASSES * Math.min(most, Math.round(share * n));
        const got = changed(rows, edited).length;
        // Shuffling may give the words in their old order.
        if (name === 'shuffled-words') expect(got).toBeLessThanOrEqual(wanted);
        else expect(got).toBe(wanted);
      }),
    );
  });

  test('the same seed changes alike, and a greater share changes all that a smaller one does', () => {
    fc.assert(
      fc.property(perClass, shares, shares, seeds, (n, a, b, seed) => {
        const rows = rowsOf(n);
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(edit(rows, less, seed)).toEqual(edit(rows, less, seed));
        const stillThere = (edited: readonly Example[]): Set<string> =>
          new Set(
            rows
              .filter((row) => edited.some((one) => one.text === row.text && one.label === row.label))
              .map(({ text }) => text),
          );
        const after = stillThere(edit(rows, less, seed));
        for (const text of stillThere(edit(rows, more, seed))) expect(after.has(text)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('does not touch the rows it is given', () => {
    const rows = rowsOf(10);
    const before = structuredClone(rows);
    edit(rows, 0.5, ['seed']);
    expect(rows).toEqual(before);
  });
});

test('rows are chosen by number and seed alone, the fewer among the more', () => {
  fc.assert(
    fc.property(perClass, shares, shares, seeds, (n, a, b, seed) => {
      const [less, more] = [chosenRows(n, Math.min(a, b), seed), chosenRows(n, Math.max(a, b), seed)];
      expect(less).toHaveLength(Math.round(Math.min(a, b) * n));
      expect(more.slice(0, less.length)).toEqual(less);
      expect(new Set(more).size).toBe(more.length);
    }),
  );
});

describe('near-duplicates', () => {
  test('a close copy is another text, of the same words but one or two', () => {
    const texts = fc.array(fc.constantFrom('a', 'bird', 'of', 'the', 'sea', ',', "cat's"), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, seeds, (words, seed) => {
        const text = words.join(' ');
        const copy = tokenize(closeCopy(text, ['fish', 'wood'], stream(...seed)));
        const tokens = tokenize(text);
        expect(copy).not.toEqual(tokens);
        expect(copy.length).toBeGreaterThan(0);
        expect(Math.abs(copy.length - tokens.length)).toBeLessThanOrEqual(1);
        const left = [...tokens];
        const foreign = copy.filter((token) => {
          const at = left.indexOf(token);
          if (at >= 0) left.splice(at, 1);
          return at < 0;
        });
        expect(foreign.length).toBeLessThanOrEqual(1);
        expect(left.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('one row of each class always stays, and each copy is of a row that stays', () => {
    fc.assert(
      fc.property(perClass, shares, seeds, (n, share, seed) => {
        const all = replacements(n, share, seed);
        const gone = new Set(all.map(({ row }) => row));
        expect(gone.size).toBe(Math.min(n - 1, Math.round(share * n)));
        for (const { original } of all) expect(gone.has(original)).toBe(false);
      }),
    );
  });

  test('what is to be said again is answered in the same order; what is not answered stays', () => {
    const rows = rowsOf(8);
    const asked = textsToRepeat(rows, 0.5, ['seed']);
    expect([...asked.values()].map((texts) => texts.length)).toEqual([4, 4, 4, 4]);
    const answers = new Map(
      [...asked].map(([label, texts]) => [label, texts.slice(0, 3).map((t) => `again: ${t}`)]),
    );
    const edited = replaceByRepeats(rows, 0.5, ['seed'], answers);
    expect(edited.filter(({ text }) => text.startsWith('again')).length).toBe(12);
    for (const { text, label } of edited.filter((row) => row.text.startsWith('again')))
      expect(text).toContain(`class${label} `);
    expect(edited).toHaveLength(32);
  });
});

test('every wrong label is another class, and all of them come up', () => {
  fc.assert(
    fc.property(fc.integer({ min: 9, max: 60 }), seeds, (n, seed) => {
      const rows = rowsOf(n);
      const edited = mislabel(rows, 1, NUM_CLASSES, seed);
      const pairs = new Set(edited.map(({ text, label }) => `${text.slice(5, 6)}→${label}`));
      for (let label = 0; label < NUM_CLASSES; label++) expect(pairs.has(`${label}→${label}`)).toBe(false);
      expect(pairs.size).toBe(NUM_CLASSES * (NUM_CLASSES - 1));
    }),
  );
});

test('shuffled rows have the same words', () => {
  const rows = rowsOf(30);
  const sorted = (list: readonly Example[]): string[] =>
    list.map(({ text }) => tokenize(text).sort().join(' ')).sort();
  expect(sorted(shuffleWords(rows, 1, ['seed']))).toEqual(sorted(rows));
});

test('repair gives the oracle’s label to the share that was asked for, and n stays', () => {
  fc.assert(
    fc.property(perClass, shares, seeds, (n, share, seed) => {
      const rows = rowsOf(n);
      const oracle = rows.map(({ label }) => (label + 1) % NUM_CLASSES);
      const repaired = repairLabels(rows, share, oracle, seed);
      expect(repaired).toHaveLength(rows.length);
      const moved = changed(rows, repaired);
      expect(moved).toHaveLength(NUM_CLASSES * Math.round(share * n));
      for (const { text, label } of moved) expect(label).toBe((Number(text.slice(5, 6)) + 1) % NUM_CLASSES);
      expect(repaired.map(({ label }) => label)).toEqual(repaired.map(({ label }) => label).sort());
    }),
  );
});

test('classes of unequal size keep their sizes where labels stay', () => {
  const rows = [...rowsOf(7), ...rowsOf(3).slice(0, 3)];
  for (const edit of [replaceByCopies, shuffleWords])
    expect(labelCounts(edit(rows, 0.4, ['seed']))).toEqual(labelCounts(rows));
});
