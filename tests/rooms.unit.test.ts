import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCycles, findEager, findTrespasses, importsOf, MOST_LINES, readSources, RULES } from './rooms';

const sources = readSources(join(import.meta.dirname, '..', 'src'));

describe('the rooms of src/', () => {
  test('are read at all', () => {
    expect(sources.size).toBeGreaterThan(10);
    expect([...sources].flatMap(([path, text]) => importsOf(path, text)).length).toBeGreaterThan(10);
  });

  test('import only what the table allows', () => {
    expect(findTrespasses(sources)).toEqual([]);
  });

  test('hold no circle of imports', () => {
    expect(findCycles(sources)).toEqual([]);
  });

  test('keep TF.js and WebLLM out of what the page loads first', () => {
    expect(findEager('main.ts', sources)).toEqual([]);
  });
});

/** A small `src/` in which one file has the given text. */
function withFile(path: string, text: string): Map<string, string> {
  return new Map([
    ['core/run.ts', 'export interface Run {}'],
    ['ui/App.svelte', '<p>page</p>'],
    ['ui/state.svelte.ts', 'export const state = 1;'],
    ['workers/study-protocol.ts', ''],
    ['workers/study.worker.ts', ''],
    ['analysis/verdict.ts', ''],
    [path, text],
  ]);
}

describe('the checker sees a trespass by', () => {
  test.each([
    ['a static import', 'import { App } from "../ui/App.svelte";'],
    ['an import for its effect', 'import "../ui/App.svelte";'],
    ['a type-only import', 'import type App from "../ui/App.svelte";'],
    ['a type named inline', 'import { type State } from "../ui/state.svelte";'],
    ['a re-export', 'export { state } from "../ui/state.svelte";'],
    ['a re-export of all', 'export * from "../ui/state.svelte";'],
    ['a re-export of types', 'export type { State } from "../ui/state.svelte";'],
    ['a dynamic import', 'export const later = () => import("../ui/App.svelte");'],
    ['a dynamic import in a template string', 'export const later = () => import(`../ui/App.svelte`);'],
    ['an imported type', 'export type State = import("../ui/state.svelte").State;'],
    ['typeof import', 'export type State = typeof import("../ui/state.svelte");'],
    [
      'a worker address',
      'new Worker(new URL("../workers/study.worker.ts", import.meta.url), { type: "module" });',
    ],
    ['a worker address with a query', 'import Study from "../workers/study.worker.ts?worker";'],
    ['an augmented module', 'declare module "../ui/state.svelte" { interface State {} }'],
    ['a reference comment', '/// <reference path="../ui/state.svelte.ts" />\nexport {};'],
    ['import = require', 'import state = require("../ui/state.svelte");'],
    ['a glob', 'export const all = import.meta.glob("../ui/*.ts");'],
    ['a package', 'import * as tf from "@tensorflow/tfjs-core/dist/ops/ops";'],
    ['a type of a package', 'import type { Tensor } from "@tensorflow/tfjs-core";'],
    ['Node', 'import { readFileSync } from "node:fs";'],
    ['a file that is not there', 'import "./gone";'],
    ['a file outside src/', 'import config from "../../package.json";'],
    ['a computed target', 'export const load = (name: string) => import(name);'],
    ['a computed worker address', 'export const at = (name: string) => new URL(name, import.meta.url);'],
  ])('%s', (_, text) => {
    expect(findTrespasses(withFile('text/tokenize.ts', text))).toHaveLength(1);
  });

  test.each([
    ['the script of a component', '<script lang="ts">\n  import "../engine/store";\n</script>', 2],
    [
      'the module script of a component',
      '<script module lang="ts">\nimport type { A } from "../engine/store";\n</script>',
      2,
    ],
    [
      'the markup of a component',
      '<p>\n{#await import("../engine/store") then store}{store}{/await}\n</p>',
      2,
    ],
    [
      'an event handler in the markup',
      '<button onclick={() => new Worker(new URL("../engine/store.ts", import.meta.url))}>x</button>',
      1,
    ],
    [
      'an import nested in an imported one',
      '{#await Promise.all([import("../engine/store")]) then all}{all}{/await}',
      1,
    ],
  ])('%s, with its line', (_, text, line) => {
    const found = findTrespasses(withFile('ui/Page.svelte', text).set('engine/store.ts', ''));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`src/ui/Page.svelte:${line}: invalid import`);
  });

  test('a step importing a step, though both may import the same rooms', () => {
    const found = findTrespasses(withFile('measures/distance.ts', 'import "../analysis/verdict";'));
    expect(found).toEqual([
      'src/measures/distance.ts:1: invalid import: "../analysis/verdict" (wanted only core, math, text in measures)',
    ]);
  });

  test('the page importing a worker itself, while its client is allowed', () => {
    const page = (target: string): string[] =>
      findTrespasses(withFile('ui/page.ts', `import '../workers/${target}';`));
    expect(page('study-protocol')).toEqual([]);
    expect(page('study.worker')).toHaveLength(1);
  });

  test('a file in no room', () => {
    expect(findTrespasses(withFile('utils/misc.ts', ''))[0]).toContain('unknown room: "utils"');
    expect(findTrespasses(withFile('constructor/a.ts', ''))).toHaveLength(1);
  });

  test('a file that is too long', () => {
    expect(findTrespasses(withFile('text/tokenize.ts', '\n'.repeat(MOST_LINES)))).toEqual([]);
    expect(findTrespasses(withFile('text/tokenize.ts', '\n'.repeat(MOST_LINES + 1)))[0]).toContain(
      'invalid length: 401 lines',
    );
  });
});

describe('the checker lets pass', () => {
  test('what the table allows, comments and strings that look like imports', () => {
    const text = [
      "import type { Run } from '../core/run';",
      "// import '../ui/App.svelte';",
      'export const said = "import \'../ui/App.svelte\'";',
      "export const address = new URL('https://example.org/', 'https://example.org/');",
      'export type R = Run;',
    ].join('\n');
    expect(findTrespasses(withFile('text/tokenize.ts', text))).toEqual([]);
  });

  test('a package where its room may use it, by the whole scope too', () => {
    expect(findTrespasses(withFile('engine/backend.ts', 'import "@tensorflow/tfjs-backend-wasm";'))).toEqual(
      [],
    );
    expect(
      findTrespasses(
        withFile('training/classifier.ts', 'import "@tensorflow/tfjs-core/dist/register_all_gradients";'),
      ),
    ).toEqual([]);
    expect(
      findTrespasses(withFile('training/classifier.ts', 'import "@tensorflow/tfjs-backend-wasm";')),
    ).toHaveLength(1);
  });
});

describe('circles of imports', () => {
  test('are found, once each, type-only ones too', () => {
    const small = new Map([
      ['core/a.ts', "import type { B } from './b';"],
      ['core/b.ts', "export * from './c';"],
      ['core/c.ts', "export const a = () => import('./a');"],
      ['core/d.ts', "import './a'; import './c';"],
    ]);
    expect(findCycles(small)).toEqual(['core/a.ts → core/b.ts → core/c.ts → core/a.ts']);
  });

  test('two ways to one file are not a circle', () => {
    const small = new Map([
      ['core/a.ts', "import './b'; import './c';"],
      ['core/b.ts', "import './d';"],
      ['core/c.ts', "import './d';"],
      ['core/d.ts', ''],
    ]);
    expect(findCycles(small)).toEqual([]);
  });
});

describe('what the page loads first', () => {
  const graph = (main: string, client: string): Map<string, string> =>
    new Map([
      ['main.ts', main],
      ['workers/client.ts', client],
      ['engine/backend.ts', "import * as tf from '@tensorflow/tfjs-core'; export { tf };"],
    ]);

  test('is followed through static imports and re-exports', () => {
    const found = findEager(
      'main.ts',
      graph("import './workers/client';", "export * from '../engine/backend';"),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('main.ts → workers/client.ts → engine/backend.ts');
    // An import of nothing but inline types still loads the module under `verbatimModuleSyntax`.
    expect(findEager('main.ts', graph("import { type X } from './engine/backend';", ''))).toHaveLength(1);
  });

  test('does not count types, dynamic imports and workers', () => {
    for (const client of [
      "import type { tf } from '../engine/backend';",
      "export const later = () => import('../engine/backend');",
      "new Worker(new URL('../engine/backend.ts', import.meta.url));",
    ]) {
      expect(findEager('main.ts', graph("import './workers/client';", client))).toEqual([]);
    }
  });
});

test('every room of the table that has files is one that exists', () => {
  for (const { rooms, files = [] } of Object.values(RULES)) {
    expect(rooms.filter((room) => !Object.hasOwn(RULES, room))).toEqual([]);
    expect(files.every((file) => Object.hasOwn(RULES, file.split('/')[0]!))).toBe(true);
  }
});
