/** @file The table of n-grams, against n-grams as strings. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GramTable } from '../../src/text/gram-table.js';
import { nGrams } from './n-grams';

const sets = fc.array(fc.array(fc.constantFrom(...'abcd'), { maxLength: 10 }), { maxLength: 8 });

describe('gram table', () => {
  it('numbers equal n-grams alike and different ones apart, within texts', () => {
    fc.assert(
      fc.property(sets, fc.integer({ min: 1, max: 5 }), (texts, n) => {
        const table = GramTable.of(texts);
        const grams = texts.map((tokens) => nGrams(tokens, n));
        const { ids, numIds } = table.order(n);
        const numberOf = new Map<string, number>();
        grams.forEach((list, text) => {
          for (let i = 0; i < table.lengthOf(text); i++) {
            const id = ids[table.starts[text]! + i]!;
            if (i >= list.length) expect(id).toBe(-1);
            else expect(numberOf.get(list[i]!) ?? numberOf.set(list[i]!, id).get(list[i]!)).toBe(id);
          }
        });
        expect(new Set(numberOf.values()).size).toBe(numberOf.size);
        expect(numIds).toBe(numberOf.size);
        expect(table.countDifferent(n)).toBe(numberOf.size);
        expect(table.countGrams(n)).toBe(grams.flat().length);
      }),
    );
  });

  it('picks texts as if the others had never been read', () => {
    fc.assert(
      fc.property(
        sets,
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.boolean(),
        (texts, picks, isNumberedBefore) => {
          fc.pre(texts.length > 0);
          const rows = picks.map((pick) => pick % texts.length);
          const whole = GramTable.of(texts);
          if (isNumberedBefore) whole.order(3);
          const picked = whole.pick(rows);
          const fresh = GramTable.of(rows.map((row) => texts[row]!));
          expect(picked.numTexts).toBe(rows.length);
          for (const n of [1, 2, 3, 4]) {
            expect(picked.countDifferent(n)).toBe(fresh.countDifferent(n));
            expect(picked.countGrams(n)).toBe(fresh.countGrams(n));
          }
        },
      ),
    );
  });

  it('grows with the set', () => {
    const texts = Array.from({ length: 3000 }, (_, i) => [`a${i}`, `b${i}`, 'c']);
    const table = GramTable.of(texts);
    expect([1, 2, 3].map((n) => table.countDifferent(n))).toEqual([6001, 6000, 3000]);
    expect(table.numTokens).toBe(9000);
    expect(GramTable.of(table)).toBe(table);
  });
});
