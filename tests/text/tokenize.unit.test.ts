import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detokenize, tokenize, wordsFoundIn } from '../../src/text/tokenize';

test('tokenize(text) splits words and punctuation and lower-cases', () => {
  expect(tokenize("A cat's paw; SOFT, well-kept (U.S.).")).toEqual([
    'a',
    "cat's",
    'paw',
    ';',
    'soft',
    ',',
    'well-kept',
    '(',
    'u.s',
    '.',
    ')',
    '.',
  ]);
  expect(tokenize('')).toEqual([]);
  expect(tokenize(' \t\n ')).toEqual([]);
  expect(tokenize('Crème brûlée, Ωμέγα 42')).toEqual(['crème', 'brûlée', ',', 'ωμέγα', '42']);
});

test('composed and decomposed letters are the same token', () => {
  expect(tokenize('cre\u0300me')).toEqual(tokenize('cr\u00e8me'));
});

test('a natural sentence comes back as it was', () => {
  const sentence = 'a small brown bird, of the family (paridae); it sings.';
  expect(detokenize(tokenize(sentence))).toBe(sentence);
});

test('tokenize undoes detokenize on anything tokenize gives', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const tokens = tokenize(text);
      expect(tokenize(detokenize(tokens))).toEqual(tokens);
    }),
    { numRuns: 500 },
  );
  const tricky = fc.array(fc.constantFrom('a', "'", '-', '.', ',', '(', ')', 'b', '/', '&', "it's"), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(tricky, (tokens) => {
      expect(tokenize(detokenize(tokens))).toEqual(tokens);
    }),
    { numRuns: 500 },
  );
});

test('no token holds white space or a control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const token of tokenize(text)) expect(token).not.toMatch(/[\s\p{Cc}]/u);
    }),
  );
});

test('Chinese and Japanese give a token a character, with spaces between words or without', () => {
  expect(tokenize('老师推荐这本书。')).toEqual(['老', '师', '推', '荐', '这', '本', '书', '。']);
  expect(tokenize('老师 推荐 这本书。')).toEqual(tokenize('老师推荐这本书。'));
  expect(tokenize('カレーを食べた')).toEqual(['カ', 'レ', 'ー', 'を', '食', 'べ', 'た']);
  expect(tokenize('iPhone 15を買う')).toEqual(['iphone', '15', 'を', '買', 'う']);
});

test('Korean has spaces, so its words stay whole', () => {
  expect(tokenize('오늘 날씨가 좋다')).toEqual(['오늘', '날씨가', '좋다']);
});

test('words of Thai, Lao, Khmer and Burmese are found without spaces between them', () => {
  expect(tokenize('ฉันกินข้าว')).toEqual(['ฉัน', 'กิน', 'ข้าว']);
  for (const text of ['ຂ້ອຍກິນເຂົ້າ', 'ខ្ញុំញ៉ាំបាយ', 'ကျွန်တော်ထမင်းစားတယ်']) {
    const tokens = tokenize(text);
    expect(tokens.length).toBeGreaterThan(1);
    expect(tokens.join('')).toBe(text.normalize('NFC'));
  }
});

test('a natural sentence of a script without spaces comes back as it was', () => {
  for (const sentence of ['老师推荐这本书', 'ฉันกินข้าว']) expect(detokenize(tokenize(sentence))).toBe(sentence);
});

test('tokenize undoes detokenize for scripts that are mixed', () => {
  const tricky = fc.array(
    fc.constantFrom('a', '天', 'を', 'カ', 'ฉัน', 'กิน', '\u0e49', '가', '-', '.', "'", '3', '\u3099', '、'),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(tricky, fc.constantFrom('', ' '), (parts, between) => {
      const tokens = tokenize(parts.join(between));
      expect(tokenize(detokenize(tokens))).toEqual(tokens);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['a cat', []],
  ['오늘 날씨가 좋다', []],
  ['a 天 b', ['by character']],
  ['カタカナ', ['by character']],
  ['ฉันกินข้าว', ['by dictionary']],
  ['天 ကျွန်တော်', ['by character', 'by dictionary']],
  ['、', []], // punctuation alone is no word
])('says how it found words in "%s"', (text, wanted) => {
  expect(wordsFoundIn(text)).toEqual(wanted);
});
