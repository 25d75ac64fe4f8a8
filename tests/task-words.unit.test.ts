/** @file Which task is studied is a setting: sources outside the built-in task's own files say nothing of it. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readSources, type Sources } from './rooms';

const OWN_FILES = ['core/built-in-task.ts', 'dataset/wordnet.ts', 'dataset/wordnet-llm-task.ts'];
/** Its name, its corpus, its sizes. */
const ABOUT_IT =
  /word-?net|what-kind|\b2[,.\u202f]?400\b|\b(?:8|eight)(?: real)? classes|% 8\b|numClasses: 8\b/i;
/** What its texts are called, where a visitor reads it. */
const ITS_NOUN = /\bdefinitions?\b/i;

function findMentions(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    if (OWN_FILES.includes(path)) return [];
    return text.split('\n').flatMap((line, i) => {
      const isAbout = ABOUT_IT.test(line) || (/^(?:words|ui)\//.test(path) && ITS_NOUN.test(line));
      return isAbout ? [`src/${path}:${i + 1}: ${line.trim().slice(0, 100)}`] : [];
    });
  });
}

test('no source outside the built-in task’s own files speaks of it', () => {
  const sources = readSources(fileURLToPath(new URL('../src', import.meta.url)));
  for (const path of OWN_FILES) expect([...sources.keys()]).toContain(path);
  expect(findMentions(sources)).toEqual([]);
});

test.each([
  ['words/en/page.ts', 'Texts from WordNet'],
  ['ui/a.ts', "const ID = 'what-kind';"],
  ['core/a.ts', 'const TEST_ROWS = 2400;'],
  ['words/en/a.ts', 'its 2,400 test rows'],
  ['words/en/a.ts', 'one task of eight classes'],
  ['words/en/a.ts', 'learns from definitions'],
])('a mention in %s is found: %s', (path, line) => {
  expect(findMentions(new Map([[path, `// first\n${line}\n`]]))).toHaveLength(1);
});

test('the built-in task’s own files may speak of it, and other sizes are no mention', () => {
  const sources = new Map([
    ['core/built-in-task.ts', "id: 'what-kind'"],
    ['engine/a.ts', 'const BLOCK = 24000; // 18 classes'],
    ['measures/a.ts', 'the definition of a trait'],
  ]);
  expect(findMentions(sources)).toEqual([]);
});
