import { expect, test } from 'vitest';
import { LabError } from '../../src/core/errors';
import {
  readOutsideDefinitions,
  readWordNetDefinitions,
  WORDNET_CLASS_NAMES,
} from '../../src/dataset/wordnet';

const line = (lexFile: number, gloss: string): string =>
  `00001740 ${String(lexFile).padStart(2, '0')} n 01 word 0 001 @ 00001930 n 0000 | ${gloss}  `;
const read = (...lines: string[]): { text: string; kind: string }[] =>
  readWordNetDefinitions(['  1 This software is licensed', ...lines, ''].join('\n')).map(
    ({ text, label }) => ({
      text,
      kind: WORDNET_CLASS_NAMES[label]!,
    }),
  );

test('keeps the definition up to its first example, without parentheses', () => {
  expect(
    read(
      line(5, 'a small bird (of the family Paridae) of Europe; "the bird sang"; "birds sing"'),
      line(13, 'a dish of `rice\' and  beans; served hot: "she ate it"'),
    ),
  ).toEqual([
    { text: 'a small bird of Europe', kind: 'animal' },
    { text: "a dish of 'rice' and beans; served hot", kind: 'food' },
  ]);
});

test('drops nested and unbalanced parentheses', () => {
  expect(read(line(5, 'a cat (a pet (small)) that likes milk (warm'))[0]!.text).toBe(
    'a cat that likes milk warm',
  );
});

test('leaves out other classes and definitions that are too short or too long', () => {
  const long = Array.from({ length: 25 }, (_, i) => `word${i}`).join(' ');
  expect(read(line(4, 'an act of doing a thing'), line(5, 'a small bird'), line(5, long))).toEqual([]);
});

test('keeps one of equal definitions, and none where they stand in two classes', () => {
  expect(
    read(
      line(5, 'a kind of red bird'),
      line(5, 'A kind of RED bird'),
      line(5, 'something that is eaten'),
      line(13, 'something that is eaten'),
      line(20, 'something that is eaten'),
    ),
  ).toEqual([{ text: 'a kind of red bird', kind: 'animal' }]);
});

test('a file of another form is refused with the line that shows it', () => {
  expect(() => read('what is this')).toThrow(LabError);
  expect(() => read('what is this')).toThrow('invalid line 2');
});

test('text about none of the classes comes from other files, once, and not where a class has it too', () => {
  const file = [
    line(4, 'an act of doing a thing'),
    line(4, 'An act of doing a thing'),
    line(12, 'a feeling of (great) joy; "she felt joy"'),
    line(14, 'a genus of small birds'), // a group: it could pass for an animal
    line(5, 'something that is eaten'),
    line(22, 'something that is eaten'),
    line(22, 'what comes and goes'),
    line(20, 'what comes and goes'),
  ].join('\n');
  expect(readOutsideDefinitions(file)).toEqual(['an act of doing a thing', 'a feeling of joy']);
});
