import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrowsOf, drawRooms, PAGE, withDrawing } from '../../scripts/drawing';
import { readSources } from '../rooms';

const small = new Map([
  ['core/run.ts', ''],
  ['analysis/verdict.ts', "import type { Run } from '../core/run';"],
  ['ui/view.ts', "import '../analysis/verdict'; import '../core/run'; import './other';"],
  ['ui/other.ts', ''],
  ['main.ts', "import './ui/view';"],
]);

describe('the picture of the rooms', () => {
  test('has an arrow for each pair of rooms of which one imports the other, and none within a room', () => {
    expect([...arrowsOf(small)]).toEqual([
      ['analysis', ['core']],
      ['core', []],
      ['ui', ['analysis', 'core']],
    ]);
  });

  test('leaves out the arrows to the ground that every room stands on', () => {
    expect(drawRooms(small)).toBe('```mermaid\nflowchart TD\n  ui --> analysis\n```');
  });

  test('in docs/architecture.md is the one that the code has now (npm run drawing)', () => {
    const page = readFileSync(PAGE, 'utf8');
    const sources = readSources(join(import.meta.dirname, '..', '..', 'src'));
    expect(page).toBe(withDrawing(page, drawRooms(sources)));
  });

  test('is not written into a page without its marks', () => {
    expect(() => withDrawing('# Architecture', 'x')).toThrow('missing marks');
  });
});
