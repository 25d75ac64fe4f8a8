import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REJECTIONS, type Rejection } from '../../../src/core/llm-report';
import { cleanText, RowFilter } from '../../../src/generation/llm/row-filter';

const bounds = { leastTokens: 2, mostTokens: 8 };
const reply = (...rows: string[]) => ({
  form: 'array' as const,
  rows: rows.map((text) => ({ text, isWhole: true })),
});

test.each<[Rejection, string]>([
  ['empty', ' \u200b\u202e . '],
  ['too-short', 'bird'],
  ['too-long', 'one two three four five six seven eight nine'],
  ['repeats-example', 'A small   brown bird'],
  ['repeats-example', '“A small, brown bird.”'],
  ['repeats-prompt', '"tell what kind of thing is defined!"'],
  ['wrong-form', "['a red bird', 'a blue bird']"],
  ['wrong-form', '{"text": "a red bird"}'],
  ['repeats-prompt', 'tell what kind of thing is defined'],
  ['duplicate', 'A Known  row'],
  ['wrong-form', 'text 1'],
  ['wrong-form', '<definition of the noun>'],
  ['wrong-form', 'Sure, here are 8 definitions:'],
  ['wrong-form', 'a bird<|im_end|>'],
])('%s: %s', (reason, text) => {
  const filter = new RowFilter(bounds);
  filter.remember(['a known row']);
  const { rows, rejections } = filter.filter(
    reply(text),
    ['a small brown bird'],
    ['Please tell what kind of thing is defined.'],
  );
  expect(rows).toEqual([]);
  expect(rejections[reason]).toBe(1);
});

test('a row is kept once, whichever case and spaces it comes in', () => {
  const { rows, rejections } = new RowFilter(bounds).filter(
    reply('a red bird', 'A  RED bird', 'a blue bird'),
    [],
    [],
  );
  expect(rows).toEqual([
    { text: 'a red bird', position: 0 },
    { text: 'a blue bird', position: 2 },
  ]);
  expect(rejections.duplicate).toBe(1);
});

test('a truncated row is counted as that, and a reply without rows as one', () => {
  const filter = new RowFilter(bounds);
  expect(
    filter.filter({ form: 'array', rows: [{ text: 'a red bi', isWhole: false }] }, [], []).rejections
      .truncated,
  ).toBe(1);
  expect(filter.filter({ form: 'none', rows: [] }, [], []).rejections['no-rows']).toBe(1);
});

test('five words in a row of the prompt are a repeat of it; four are a row like any other', () => {
  const prompt = ['Tell what kind of thing is defined.'];
  const { rows, rejections } = new RowFilter(bounds).filter(
    reply('what kind of thing', 'what kind of thing is', 'what kind of thing was'),
    [],
    prompt,
  );
  expect(rows.map(({ text }) => text)).toEqual(['what kind of thing', 'what kind of thing was']);
  expect(rejections['repeats-prompt']).toBe(1);
});

test('every row is either kept or counted under one reason', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: fc.string({ unit: 'binary' }), isWhole: fc.boolean() })),
      (rows) => {
        const filtered = new RowFilter(bounds).filter({ form: 'array', rows }, ['x y'], ['z']);
        const rejected = REJECTIONS.reduce((sum, reason) => sum + filtered.rejections[reason], 0);
        expect(filtered.rows.length + rejected).toBe(rows.length);
      },
    ),
  );
});

test('a kept text holds no control or direction marks, no runs of blanks, and stays the same when cleaned again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = cleanText(text);
      expect(clean).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|\s{2}|^\s|\s$/u);
      expect(cleanText(clean)).toBe(clean);
    }),
  );
  expect(cleanText('a \u202egnp\u202c\tb\r\nc')).toBe('a gnp b c');
  expect(cleanText('a\u{e0041}\u{e0042} b')).toBe('a b');
});
