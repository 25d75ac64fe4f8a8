import fc from 'fast-check';
import { expect, test } from 'vitest';
import { learnSubwords, SubwordTokenizer, UNKNOWN_PIECE } from '../../src/text/subwords';
import { tokenize } from '../../src/text/tokenize';

const texts = [
  'low low low low low',
  'lower lower',
  'newest newest newest newest newest newest',
  'widest widest widest',
];

test('learns the pairs of Sennrich et al. (2016), figure 1, in order of frequency', () => {
  // Their toy corpus: low ×5, lower ×2, newest ×6, widest ×3. Counted by hand, with a mark at the start of a word
  // instead of theirs at its end: "e s" and "s t" stand 9 times, and of equals the lexically smaller one goes first;
  // then "es t" 9; then "o w" and "▁l o" 7.
  const learned = learnSubwords(texts, 100).pieces.filter((piece) => piece.replace('▁', '').length > 1);
  expect(learned.slice(0, 4)).toEqual(['es', 'est', 'ow', '▁low']);
});

test('frequent words become one piece, unseen words several', () => {
  const tokenizer = learnSubwords(texts, 100);
  const spell = (text: string): string[] => tokenizer.encode(text).map((id) => tokenizer.pieces[id]!);
  expect(spell('newest')).toEqual(['▁newest']);
  expect(spell('lowest')).toEqual(['▁low', 'est']);
});

test('the pieces of a text join to its words, wherever its characters are known', () => {
  const tokenizer = learnSubwords(texts, 60);
  const words = fc.array(fc.string({ unit: fc.constantFrom(...'lowernstid'), minLength: 1, maxLength: 8 }));
  fc.assert(
    fc.property(words, (list) => {
      const text = list.join(' ');
      const joined = tokenizer
        .encode(text)
        .map((id) => tokenizer.pieces[id])
        .join('');
      // A character is known with or without the mark that begins a word, as it was seen.
      if (joined.includes('�')) return;
      expect(joined).toBe(
        tokenize(text)
          .map((word) => `▁${word}`)
          .join(''),
      );
    }),
  );
});

test('an unknown character is the unknown piece and an empty text has no pieces', () => {
  const tokenizer = learnSubwords(texts, 60);
  expect(tokenizer.encode('☃')).toEqual([UNKNOWN_PIECE]);
  expect(tokenizer.encode('')).toEqual([]);
});

test('learning stops at the number asked for, or when nothing stands twice', () => {
  expect(learnSubwords(texts, 20).pieces.length).toBe(20);
  const all = learnSubwords(texts, 10_000).pieces;
  expect(all.length).toBeLessThan(60);
  expect(new Set(all).size).toBe(all.length);
});

test('learning is deterministic and a tokenizer made from the pieces encodes the same', () => {
  const learned = learnSubwords(texts, 40);
  expect(learnSubwords(texts, 40).pieces).toEqual(learned.pieces);
  expect(new SubwordTokenizer(learned.pieces).encode(texts.join(' '))).toEqual(
    learned.encode(texts.join(' ')),
  );
});

test('the known share counts pieces, those that stand for an unknown character among them', () => {
  const tokenizer = learnSubwords(texts, 100);
  expect(tokenizer.knownShare([['newest'], ['low', '天', '天']])).toBe(2 / 4);
  expect(tokenizer.knownShare([['天']])).toBe(0);
  expect(tokenizer.knownShare([[], []])).toBeNull();
});
