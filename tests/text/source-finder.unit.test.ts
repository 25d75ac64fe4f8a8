import { expect, test } from 'vitest';
import { shuffled, stream } from '../../src/core/random';
import { SourceFinder } from '../../src/text/source-finder';
import { tokenize } from '../../src/text/tokenize';

const finderOf = (texts: readonly string[]): SourceFinder =>
  new SourceFinder(texts.map((text) => tokenize(text)));
const words = ['ant', 'bee', 'cat', 'dog', 'elk', 'fox', 'gnu', 'hen', 'ibis', 'jay', 'kite', 'lark'];
const sentences = Array.from({ length: 200 }, (_, i) => {
  const rng = stream('sentences', i);
  return Array.from({ length: 4 + rng.integer(6) }, () => words[rng.integer(words.length)]!).join(' ');
});

/** The score of the file’s head, by the definition. */
function slowScores(texts: readonly string[], query: string): number[] {
  const gramsOf = (text: string): Set<string> => {
    const tokens = tokenize(text);
    return new Set([1, 2, 3].flatMap((n) => tokens.map((_, i) => tokens.slice(i, i + n))).map(String));
  };
  const all = texts.map(gramsOf);
  const weightOf = (gram: string): number => {
    const df = all.filter((grams) => grams.has(gram)).length;
    return df === 0 || df > Math.max(64, 0.02 * texts.length) ? 0 : Math.log(texts.length / df);
  };
  return all.map((grams) =>
    [...gramsOf(query)].reduce((sum, gram) => sum + (grams.has(gram) ? weightOf(gram) : 0), 0),
  );
}

test('the source of a copy is the text itself, and all texts that hold it whole', () => {
  const finder = finderOf(sentences);
  sentences.forEach((text, i) => {
    const tokens = ` ${tokenize(text).join(' ')} `;
    const whole = sentences.flatMap((other, k) =>
      ` ${tokenize(other).join(' ')} `.includes(tokens) ? [k] : [],
    );
    const found = finder.sourcesOf(text);
    expect(found).toContain(i);
    expect(found).toEqual(expect.arrayContaining(whole));
  });
});

test('the sources have the highest score by its definition', () => {
  const finder = finderOf(sentences);
  for (let q = 0; q < 40; q++) {
    const query = shuffled([...words, 'unheard'], stream('query', q))
      .slice(0, 6)
      .join(' ');
    const scores = slowScores(sentences, query);
    const highest = Math.max(...scores);
    const best = scores.flatMap((score, i) => (score > highest - 1e-9 ? [i] : []));
    expect(finder.sourcesOf(query)).toEqual(highest > 0 ? best : []);
  }
});

test('a text is found by a piece of it, with other words around, and with its words out of order', () => {
  const finder = finderOf(['a bird that sings at night', 'a fish that swims', 'a tree of the north']);
  expect(finder.sourcesOf('that sings at')).toEqual([0]);
  expect(finder.sourcesOf('swims a fish that also sings')).toEqual([1]);
  expect(finder.sourcesOf('north the of tree a')).toEqual([2]);
});

test('words that no text has, or every text, lead to none', () => {
  const finder = finderOf(['a bird', 'a fish']);
  expect(finder.sourcesOf('something else entirely')).toEqual([]);
  expect(finder.sourcesOf('a')).toEqual([]);
  expect(finder.sourcesOf('')).toEqual([]);
  expect(finderOf([]).sourcesOf('a')).toEqual([]);
});

test('texts that score alike are all named, in their order', () => {
  const finder = finderOf(['red hat', 'blue coat', 'red hat', 'green shoe']);
  expect(finder.sourcesOf('a red hat')).toEqual([0, 2]);
});
