import { expect, test } from 'vitest';
import type { Example } from '../../src/core/example';
import { stream } from '../../src/core/random';
import { CrossFolds } from '../../src/training/cross-folds';
import { NGramGenerator } from '../../src/generation/ngram/ngram-generator';
import { SourceFinder } from '../../src/text/source-finder';
import { tokenize } from '../../src/text/tokenize';

const NUM_CLASSES = 3;

/** Sentences of made-up words, 60 to 62 of a class, some of them twice. */
function corpus(seed: number): Example[] {
  const rng = stream('corpus', seed);
  const word = (): string => `w${rng.integer(90)}`;
  const rows = Array.from({ length: 180 }, (_, i) => ({
    text: Array.from({ length: 4 + rng.integer(8) }, word).join(' '),
    label: i % NUM_CLASSES,
  }));
  return [...rows, ...rows.slice(0, 4).map(({ text, label }) => ({ text: text.toUpperCase(), label }))];
}

test('every class is halved, and so are all texts together', () => {
  for (const seed of [1, 2, 3]) {
    const rows = corpus(seed);
    const { foldOf } = new CrossFolds(rows);
    const counts = Array.from({ length: NUM_CLASSES }, () => [0, 0]);
    rows.forEach(({ label }, i) => counts[label]![foldOf[i]!]!++);
    for (const [a, b] of counts) expect(Math.abs(a! - b!)).toBeLessThanOrEqual(2);
    const [a, b] = [0, 1].map((fold) => foldOf.filter((one) => one === fold).length);
    expect(Math.abs(a! - b!)).toBeLessThanOrEqual(2);
  }
});

test('texts of the same words are in one fold, also where their labels differ', () => {
  const rows = corpus(4);
  const relabelled = rows.map(({ text, label }) => ({ text: `${text} .`, label: (label + 1) % NUM_CLASSES }));
  const all = [...rows, ...rows.map(({ text, label }) => ({ text: `${text} .`, label })), ...relabelled];
  const { foldOf } = new CrossFolds(all);
  const foldsOf = new Map<string, Set<number>>();
  all.forEach(({ text }, i) => {
    const words = tokenize(text).join(' ');
    foldsOf.set(words, (foldsOf.get(words) ?? new Set()).add(foldOf[i]!));
  });
  for (const folds of foldsOf.values()) expect(folds.size).toBe(1);
});

test('a text of the corpus is never judged by the model that has learned it, unless a source of the other fold is as near', () => {
  const rows = corpus(5);
  const folds = new CrossFolds(rows);
  rows.forEach(({ text }, i) => {
    const others = ` ${tokenize(text).join(' ')} `;
    const holdIt = rows.flatMap((row, k) =>
      ` ${tokenize(row.text).join(' ')} `.includes(others) ? [folds.foldOf[k]!] : [],
    );
    if (new Set(holdIt).size === 1) expect(folds.judgesOf(text)).toEqual([1 - folds.foldOf[i]!]);
  });
});

test('a generated row is never judged by the model of the fold of its source', async () => {
  const rows = corpus(6);
  const folds = new CrossFolds(rows);
  const finder = new SourceFinder(rows.map(({ text }) => tokenize(text)));
  const byClass = Array.from({ length: NUM_CLASSES }, (_, label) =>
    rows.filter((row) => row.label === label).map(({ text }) => text),
  );
  const generator = new NGramGenerator(byClass);
  let withSource = 0;
  for (const temperature of [0.2, 1, 2.2]) {
    const request = { label: 0, count: 100, temperature, topP: 1, seed: ['rows', temperature] };
    for await (const batch of generator.generate(request, new AbortController().signal)) {
      for (const { text } of batch) {
        const ofSources = new Set(finder.sourcesOf(text).map((source) => folds.foldOf[source]!));
        const judges = folds.judgesOf(text);
        if (ofSources.size === 1) {
          withSource++;
          expect(judges).toEqual([1 - [...ofSources][0]!]);
        } else expect(judges).toEqual([0, 1]);
      }
    }
  }
  expect(withSource).toBeGreaterThan(200);
});

test('what shares no word with any text is judged by both', () => {
  expect(new CrossFolds(corpus(7)).judgesOf('nothing like it')).toEqual([0, 1]);
  expect(new CrossFolds(corpus(7)).judgesOf('')).toEqual([0, 1]);
});

test('equal examples give equal folds', () => {
  expect(new CrossFolds(corpus(8)).foldOf).toEqual(new CrossFolds(corpus(8)).foldOf);
});
