/**
 * @file The built-in task "What kind of thing is it?": noun definitions of WordNet 3.1 (Miller 1995; Princeton
 * University), classified by the lexicographer file they were written in. Takes the text of `data.noun`, gives examples.
 */
import { LabError, shown } from '../core/errors';
import type { Example } from '../core/example';
import { tokenize } from '../text/tokenize';

/** Lexicographer file numbers (wndb(5WN), lexnames(5WN)) behind each class. */
const CLASS_OF_LEX_FILE: readonly (readonly [className: string, lexFile: number])[] = [
  ['animal', 5],
  ['plant', 20],
  ['food', 13],
  ['person', 18],
  ['place', 15],
  ['artifact', 6],
  ['body part', 8],
  ['substance', 27],
];

export const WORDNET_CLASS_NAMES: readonly string[] = CLASS_OF_LEX_FILE.map(([className]) => className);

/** Shortest and longest definition that is kept, in tokens. */
const TOKEN_BOUNDS = { least: 4, most: 24 } as const;

/**
 * Lexicographer files about none of the classes: acts, attributes, cognition, communication, events, feelings, motives,
 * phenomena, possessions, processes, quantities, relations, shapes, states, times. Left out, because their texts could
 * pass for one of the classes: tops (3), groups, which are mostly of plants and animals (14), and natural objects (17).
 */
const OUTSIDE_LEX_FILES: ReadonlySet<number> = new Set([
  4, 7, 9, 10, 11, 12, 16, 19, 21, 22, 23, 24, 25, 26, 28,
]);

/**
 * All usable definitions in the order of the file: of the eight classes, 4 to 24 tokens, without parentheses or
 * example sentences. No two have the same tokens; a definition that stands in two classes is left out of both.
 * @throws LabError `bad-dataset` where a line is not of the form wndb(5WN) describes.
 */
export function readWordNetDefinitions(dataNoun: string): Example[] {
  const labelOf = new Map(CLASS_OF_LEX_FILE.map(([, lexFile], label) => [lexFile, label]));
  const byTokens = new Map<string, Example | null>(); // null: seen in more than one class
  for (const { lexFile, text, tokens } of usableDefinitions(dataNoun)) {
    const label = labelOf.get(lexFile);
    if (label === undefined) continue;
    const key = tokens.join(' ');
    const earlier = byTokens.get(key);
    if (earlier === undefined) byTokens.set(key, { text, label });
    else if (earlier !== null && earlier.label !== label) byTokens.set(key, null);
  }
  return [...byTokens.values()].filter((example) => example !== null);
}

/**
 * Usable definitions of things of none of the classes, in the order of the file. No two have the same tokens; a definition
 * that stands in one of the classes as well is left out.
 */
export function readOutsideDefinitions(dataNoun: string): string[] {
  const classFiles = new Set(CLASS_OF_LEX_FILE.map(([, lexFile]) => lexFile));
  const byTokens = new Map<string, string | null>(); // null: seen in a class
  for (const { lexFile, text, tokens } of usableDefinitions(dataNoun)) {
    const key = tokens.join(' ');
    if (classFiles.has(lexFile)) byTokens.set(key, null);
    else if (OUTSIDE_LEX_FILES.has(lexFile) && !byTokens.has(key)) byTokens.set(key, text);
  }
  return [...byTokens.values()].filter((text) => text !== null);
}

interface Definition {
  readonly lexFile: number;
  readonly text: string;
  readonly tokens: readonly string[];
}

function* usableDefinitions(dataNoun: string): Generator<Definition> {
  for (const [lineIdx, line] of dataNoun.split('\n').entries()) {
    if (line === '' || line.startsWith('  ')) continue; // the licence at the head is indented
    const bar = line.indexOf(' | ');
    const lexFile = Number(line.split(' ', 2)[1]);
    if (bar < 0 || !Number.isInteger(lexFile)) {
      throw new LabError(
        'bad-dataset',
        `readWordNetDefinitions: invalid line ${lineIdx + 1}: ${shown(line)} (wanted offset, lexicographer file, …, " | ", gloss) — give it the file data.noun of WordNet 3.x`,
      );
    }
    const text = definitionOf(line.slice(bar + 3));
    const tokens = tokenize(text);
    if (tokens.length < TOKEN_BOUNDS.least || tokens.length > TOKEN_BOUNDS.most) continue;
    yield { lexFile, text, tokens };
  }
}

/** A gloss up to its first quoted example, without parentheses, with plain quotes and single spaces. */
function definitionOf(gloss: string): string {
  let text = gloss.replace(/\s*[;:,-]*\s*".*$/s, '');
  while (/\([^()]*\)/.test(text)) text = text.replace(/\([^()]*\)/g, ' ');
  return text
    .replace(/[()]/g, ' ')
    .replace(/`/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/ ([,;:.])/g, '$1')
    .replace(/^[\s,;:.]+|[\s,;:]+$/g, '');
}
