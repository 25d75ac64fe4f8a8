import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../../src/core/errors';
import { NGramLanguageModel } from '../../../src/generation/ngram/language-model';
import { countWords, NGramModel, type Marks } from '../../../src/generation/ngram/n-gram-model';
import { tokenize } from '../../../src/text/tokenize';

const texts = ['the cat sat', 'the cat ran', 'the dog sat', 'a dog ran'];

test('a unigram model by hand: counts over all tokens and ends, words seen once read as unknown', () => {
  // the 3, cat 2, sat 2, dog 2, ran 2, unknown 2 ("a", and the one unknown text that is always there), end 5: 18.
  // Witten–Bell over a root with the same counts leaves them as they are.
  const model = new NGramLanguageModel(texts, 1);
  expect(model.logProbability(['the'])).toBeCloseTo(Math.log(3 / 18) + Math.log(5 / 18), 10);
  expect(model.logProbability(['zebra', 'cat'])).toBeCloseTo(Math.log(2 / 18) * 2 + Math.log(5 / 18), 10);
});

test('the known share counts the words that stood twice in the texts', () => {
  const model = new NGramLanguageModel(texts, 2);
  expect(
    model.knownShare([
      ['the', 'cat'],
      ['a', 'zebra'],
    ]),
  ).toBe(2 / 4);
  expect(model.knownShare([[]])).toBeNull();
});

test('the probabilities of all texts of one token, and of none, and of the rest sum to at most 1', () => {
  const model = new NGramLanguageModel(texts, 3);
  const words = ['the', 'cat', 'sat', 'dog', 'ran', 'zebra'];
  const sum = [[], ...words.map((word) => [word])].reduce(
    (total, list) => total + Math.exp(model.logProbability(list)),
    0,
  );
  expect(sum).toBeGreaterThan(0);
  expect(sum).toBeLessThan(1);
});

test('a longer memory foresees its own texts better', () => {
  const scores = [1, 2, 3].map((order) => {
    const model = new NGramLanguageModel(texts, order);
    return texts.reduce((sum, text) => sum + model.logProbability(tokenize(text)), 0);
  });
  expect(scores[1]).toBeGreaterThan(scores[0]!);
  expect(scores[2]).toBeGreaterThanOrEqual(scores[1]!);
});

test('nothing is impossible, and no words at all are refused', () => {
  const model = new NGramLanguageModel(['a a', 'a a'], 3);
  expect(Number.isFinite(model.logProbability(tokenize('words nobody ever wrote ☃')))).toBe(true);
  expect(Number.isFinite(model.logProbability([]))).toBe(true);
  expect(() => new NGramLanguageModel(['', ' '], 2)).toThrow(LabError);
});

test('a model holds those of all shorter memories, and all are the generator’s model of the same texts', () => {
  // Each word twice, so that none but "?" is unknown.
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 8 }), words, (lists, asked) => {
      const twice = [...lists, ...lists];
      const vocabulary = ['?', ...new Set(lists.flat())];
      const idsOf = (tokens: readonly string[]): number[] =>
        tokens.map((token) => Math.max(0, vocabulary.indexOf(token)));
      const size = vocabulary.length;
      const marks: Marks = { end: size, begin: size + 1, size: size + 2 };
      const ids = [...twice.map(idsOf), [0]];
      const root = countWords(ids, marks);
      const expected = [1, 2, 3, 4].map((order) => {
        const model = new NGramModel(ids, order, root, marks);
        return [...idsOf(asked), marks.end].reduce(
          (sum, id, i) => sum + Math.log(model.contextAfter(idsOf(asked).slice(0, i)).probabilityOf(id)),
          0,
        );
      });
      const model = new NGramLanguageModel(
        twice.map((tokens) => tokens.join(' ')),
        4,
      );
      model.logProbabilities(asked).forEach((log, i) => expect(log).toBeCloseTo(expected[i]!, 10));
    }),
  );
});
