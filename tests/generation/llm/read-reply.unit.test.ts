import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_REPLY_ROWS, readReply } from '../../../src/generation/llm/read-reply';

const texts = (reply: string, isFinished = true): string[] =>
  readReply(reply, isFinished).rows.map((row) => row.text);

test('an array of strings is read as JSON reads it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 30 }), (rows) => {
      const read = readReply(JSON.stringify(rows), true);
      expect(read.form).toBe('array');
      expect(read.rows).toEqual(rows.map((text) => ({ text, isWhole: true })));
    }),
  );
});

test('an array cut off anywhere gives the rows before the cut whole, and the one it is in as not whole', () => {
  const rows = ['a small bird', 'a "large" fish', 'two\nlines'];
  const reply = JSON.stringify(rows);
  for (let cut = 0; cut < reply.length; cut++) {
    const read = readReply(reply.slice(0, cut), false);
    const whole = read.rows.filter((row) => row.isWhole).map((row) => row.text);
    expect(whole).toEqual(rows.slice(0, whole.length));
    expect(read.rows.length - whole.length).toBeLessThanOrEqual(1);
  }
});

test.each([
  ['prose and a fence around it', 'Sure!\n```json\n["a b", "c d"]\n```\nDone.', ['a b', 'c d']],
  ['objects', '[{"text": "a b", "label": "animal"}, {"label": "x", "text": "c"}]', ['a b', 'c']],
  ['an object around it', '{"examples": ["a b", "c d"]}', ['a b', 'c d']],
  ['a trailing comma', '["a b", "c d",]', ['a b', 'c d']],
  ['a comma missing', '["a b" "c d"]', ['a b', 'c d']],
  ['what follows the array', '["a b"] ["c d"]', ['a b']],
  ['an escape that is none', '["50\\% of\\u00e9 \\uZZ"]', ['50% ofé uZZ']],
  ['brackets in the prose before it', 'Here [as asked] are 2 [two]:\n["a b", "c d"]', ['a b', 'c d']],
  ['brackets in numbered lines', '1. a b [small]\n2. c d', ['a b [small]', 'c d']],
  ['thinking before it', '<think>["no"]</think>["a b"]', ['a b']],
  ['numbered lines', 'Here they are:\n1. a b\n2) c d\n\n3. e f', ['a b', 'c d', 'e f']],
  ['bullets', '- a b\n* c d', ['a b', 'c d']],
  ['quoted lines', '"a b",\n"c d"', ['a b', 'c d']],
  ['plain lines', 'a b\nc d', ['a b', 'c d']],
])('%s', (_, reply, expected) => {
  expect(texts(reply)).toEqual(expected);
});

test('thinking that never ends holds no rows, nor does an empty reply or an empty array', () => {
  for (const reply of ['<think> a b\nc d', '', '   \n '])
    expect(readReply(reply, true)).toEqual({ form: 'none', rows: [] });
});

test('the last line of a reply that was cut off is not whole', () => {
  expect(readReply('1. a b\n2. c d', false).rows.map((row) => row.isWhole)).toEqual([true, false]);
});

test('whatever a model says, reading it ends soon and within bounds', () => {
  const hostile = [
    '['.repeat(200_000),
    '[]'.repeat(100_000),
    '[x]['.repeat(50_000),
    '"'.repeat(200_001),
    `[${'"a",'.repeat(50_000)}`,
    '\\'.repeat(100_000),
    `["${'\\u00'.repeat(50_000)}`,
    '1. \n'.repeat(50_000),
    '[{"'.repeat(60_000),
    '[{"a":'.repeat(40_000),
  ];
  for (const reply of hostile) {
    const from = process.cpuUsage();
    expect(readReply(reply, true).rows.length).toBeLessThanOrEqual(MOST_REPLY_ROWS);
    // Work that grows with the square of the length would take minutes; other programs do not count.
    expect(process.cpuUsage(from).user).toBeLessThan(5e6);
  }
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          '[',
          ']',
          '{',
          '}',
          '"',
          ',',
          ':',
          '\\',
          'u',
          'a',
          '0',
          '\n',
          ' ',
          '<think>',
          '</think>',
          '-',
          '1.',
          '\ud800',
        ),
      }),
      fc.boolean(),
      (reply, isFinished) => {
        const read = readReply(reply, isFinished);
        expect(read.rows.length === 0).toBe(read.form === 'none');
      },
    ),
  );
});
