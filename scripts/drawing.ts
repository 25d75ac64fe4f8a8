/**
 * @file `npm run drawing`: writes the picture of the rooms into `docs/architecture.md`, from the imports that the code
 * really has. A test compares the two, so that the picture cannot grow old.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importsOf, readSources, resolveImport, roomOf, type Sources } from '../tests/rooms.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const PAGE = join(ROOT, 'docs', 'architecture.md');

const BEGIN = '<!-- rooms: written by `npm run drawing` -->';
const END = '<!-- end of rooms -->';

/** Rooms that any other may use: an arrow to each of them from everywhere would hide the rest. */
const GROUND: readonly string[] = ['core', 'math', 'text'];

/** The rooms that each room imports, types included; both in alphabetical order. */
export function arrowsOf(sources: Sources): ReadonlyMap<string, readonly string[]> {
  const arrows = new Map<string, Set<string>>();
  for (const [path, text] of sources) {
    const from = roomOf(path);
    if (from.includes('.')) continue;
    const targets = arrows.get(from) ?? new Set<string>();
    arrows.set(from, targets);
    for (const { target } of importsOf(path, text)) {
      const to = target === null ? null : resolveImport(path, target, sources);
      if (to?.kind === 'file' && roomOf(to.path) !== from) targets.add(roomOf(to.path));
    }
  }
  return new Map([...arrows].sort().map(([room, targets]) => [room, [...targets].sort()]));
}

/** The picture as a Mermaid graph, which GitHub and most editors draw; each arrow is one line of text. */
export function drawRooms(sources: Sources): string {
  const lines = [...arrowsOf(sources)]
    .filter(([room]) => !GROUND.includes(room))
    .flatMap(([room, targets]) =>
      targets.filter((to) => !GROUND.includes(to)).map((to) => `  ${room} --> ${to}`),
    );
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}

/**
 * The page with its picture drawn anew.
 * @throws Error where the page has lost the two marks between which the picture stands
 */
export function withDrawing(page: string, drawing: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin)
    throw new Error(
      `drawing: missing marks in docs/architecture.md (wanted ${BEGIN} and ${END}) — put them back`,
    );
  return `${page.slice(0, begin + BEGIN.length)}\n\n${drawing}\n\n${page.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, withDrawing(readFileSync(PAGE, 'utf8'), drawRooms(readSources(join(ROOT, 'src')))));
  console.log('docs/architecture.md: the picture of the rooms is drawn from the imports of src/');
}
