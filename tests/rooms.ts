/**
 * @file Who may import whom, as data, and the reader that finds every import of a file: static, type-only,
 * re-exported, dynamic, and worker or asset addresses of the form `new URL('./x', import.meta.url)`.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parse as parseSvelte } from 'svelte/compiler';
import ts from 'typescript';

export interface Room {
  /** Other rooms all of whose files may be imported; a room always may import itself. */
  readonly rooms: readonly string[];
  /** Single files of other rooms that may be imported. */
  readonly files?: readonly string[];
  /** Packages that may be imported; `@scope/*` is all of a scope. */
  readonly packages: readonly string[];
}

/** Steps never import each other; only `experiment` knows their order. */
const STEPS = ['dataset', 'generation', 'measures', 'training', 'evaluation', 'analysis'];
const CLIENT = [
  'workers/study-client.ts',
  'workers/study-protocol.ts',
  'workers/llm-client.ts',
  'workers/llm-protocol.ts',
];

/** The rooms of `src/`, and the files beside them. */
export const RULES: Readonly<Record<string, Room>> = {
  core: { rooms: [], packages: ['@noble/hashes', 'pure-rand', 'valibot'] },
  math: { rooms: ['core'], packages: [] },
  text: { rooms: ['core', 'math'], packages: [] },
  dataset: { rooms: ['core', 'text'], packages: ['@noble/hashes', 'valibot'] },
  generation: { rooms: ['core', 'math', 'text'], packages: [] },
  measures: { rooms: ['core', 'math', 'text'], packages: [] },
  training: {
    rooms: ['core', 'math', 'text'],
    packages: ['@noble/hashes', '@tensorflow/tfjs-core', 'valibot'],
  },
  evaluation: { rooms: ['core'], packages: [] },
  analysis: { rooms: ['core', 'math'], packages: [] },
  // The record keeps its sentences in English beside the data.
  experiment: { rooms: ['core', 'math', 'text', 'words', ...STEPS], packages: [] },
  engine: {
    rooms: ['core'],
    packages: ['@mlc-ai/web-llm', '@noble/hashes', '@tensorflow/*', 'idb', 'valibot'],
  },
  // A worker puts the steps' tools together for an experiment: encoder, language model, data.
  workers: { rooms: ['core', 'experiment', 'engine', 'dataset', 'generation', 'training'], packages: [] },
  words: { rooms: ['core'], packages: [] },
  plot: { rooms: ['core', 'math'], packages: ['d3-array'] },
  ui: {
    rooms: ['core', 'analysis', 'plot', 'words'],
    // Experiments, their arms and the settings are data: the designer reads them before anything runs.
    files: [...CLIENT, 'experiment/designs/index.ts', 'experiment/settings.ts'],
    packages: ['svelte'],
  },
  'main.ts': { rooms: ['ui', 'workers'], packages: ['svelte'] },
  'env.d.ts': { rooms: [], packages: [] },
};

/** What the page must not carry before the visitor asks for a study. */
const LAZY_PACKAGES: readonly string[] = ['@tensorflow/*', '@mlc-ai/web-llm', '@noble/hashes', 'valibot'];

/** A file longer than this does more than one thing. */
export const MOST_LINES = 400;

/** `static` is loaded with the importer; `type` leaves nothing behind; `lazy` is loaded when it is asked for. */
type ImportKind = 'static' | 'type' | 'lazy';

export interface Import {
  /** As written; null where it is computed, so that nobody can tell what it will be. */
  readonly target: string | null;
  readonly kind: ImportKind;
  readonly line: number;
}

/** Source texts by path from `src/`, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

export function readSources(src: string): Map<string, string> {
  const sources = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(src, folder)).sort()) {
      const path = posix.join(folder, name);
      if (statSync(join(src, path)).isDirectory()) visit(path);
      else sources.set(path, readFileSync(join(src, path), 'utf8'));
    }
  };
  if (existsSync(src)) visit('');
  return sources;
}

/** Every import of one file, in the order in which they stand. */
export function importsOf(path: string, text: string): Import[] {
  if (path.endsWith('.svelte')) return importsOfSvelte(path, text);
  return /\.[cm]?[jt]sx?$/.test(path) ? importsOfScript(path, text) : [];
}

function importsOfScript(path: string, text: string): Import[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (node: ts.Node, target: ts.Node | undefined, kind: ImportKind): void => {
    const literal = target && ts.isLiteralTypeNode(target) ? target.literal : target;
    found.push({
      target: literal && ts.isStringLiteralLike(literal) ? literal.text : null,
      kind,
      line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node, node.moduleSpecifier, node.importClause?.isTypeOnly ? 'type' : 'static');
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node, node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static');
    } else if (ts.isImportTypeNode(node)) add(node, node.argument, 'type');
    else if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) add(node, node.name, 'type');
    else if (ts.isExternalModuleReference(node)) add(node, node.expression, 'static');
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], 'lazy');
    } else if (
      ts.isCallExpression(node) &&
      /^(require|importScripts|import\.meta\.glob)$/.test(node.expression.getText(file))
    ) {
      add(node, node.arguments[0], 'static');
    } else if (isModuleUrl(node, file)) add(node, node.arguments![0], 'lazy');
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const reference of [...file.referencedFiles, ...file.typeReferenceDirectives]) {
    found.push({
      target: reference.fileName,
      kind: 'type',
      line: file.getLineAndCharacterOfPosition(reference.pos).line + 1,
    });
  }
  return found;
}

/** `new URL('./x', import.meta.url)`: Vite bundles what it names. */
function isModuleUrl(node: ts.Node, file: ts.SourceFile): node is ts.NewExpression {
  if (!ts.isNewExpression(node) || node.expression.getText(file) !== 'URL') return false;
  return /^import\s*\.\s*meta\s*\.\s*url$/.test(node.arguments?.[1]?.getText(file) ?? '');
}

/** The scripts of a component, and the expressions of its markup that import something. */
function importsOfSvelte(path: string, text: string): Import[] {
  const tree = parseSvelte(text, { modern: true, filename: path });
  const found: Import[] = [];
  const add = (part: { start: number; end: number }): void => {
    const linesAbove = text.slice(0, part.start).split('\n').length - 1;
    const inside = importsOfScript(`${path}.ts`, text.slice(part.start, part.end));
    found.push(...inside.map((one) => ({ ...one, line: one.line + linesAbove })));
  };
  for (const script of [tree.module, tree.instance]) {
    if (script) add(script.content as unknown as { start: number; end: number });
  }
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (typeof node === 'object' && node !== null) {
      const { type, start, end } = node as { type?: string; start?: number; end?: number };
      const isImport = type === 'ImportExpression' || type === 'NewExpression' || type === 'TSImportType';
      if (isImport && start !== undefined && end !== undefined) add({ start, end });
      else Object.values(node).forEach(visit);
    }
  };
  visit(tree.fragment);
  return found;
}

/** Where an import leads: a file of `src/`, a package, or neither. */
type Destination =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'nowhere' };

export function resolveImport(from: string, target: string, sources: Sources): Destination {
  const bare = target.split('?')[0]!;
  if (!bare.startsWith('.') && !bare.startsWith('/')) {
    const name = bare.includes(':')
      ? bare
      : bare
          .split('/')
          .slice(0, bare.startsWith('@') ? 2 : 1)
          .join('/');
    return { kind: 'package', name };
  }
  const base = posix.normalize(posix.join(posix.dirname(from), bare));
  const endings = ['', '.ts', '.svelte.ts', '.d.ts', '/index.ts'];
  const candidates = [...endings.map((ending) => base + ending), base.replace(/\.js$/, '.ts')];
  const path = bare.startsWith('/') ? undefined : candidates.find((candidate) => sources.has(candidate));
  return path === undefined ? { kind: 'nowhere' } : { kind: 'file', path };
}

export function roomOf(path: string): string {
  return path.split('/')[0]!;
}

function allowsPackage(allowed: readonly string[], name: string): boolean {
  return allowed.some((one) => one === name || (one.endsWith('/*') && name.startsWith(one.slice(0, -1))));
}

/** One sentence for each import the table does not allow, each file in no room, and each file that is too long. */
export function findTrespasses(sources: Sources, rules: Readonly<Record<string, Room>> = RULES): string[] {
  const trespasses: string[] = [];
  for (const [path, text] of sources) {
    const room = roomOf(path);
    const rule = Object.hasOwn(rules, room) ? rules[room]! : undefined;
    if (!rule) {
      trespasses.push(
        `src/${path}: unknown room: "${room}" (wanted one of ${Object.keys(rules).join(', ')})`,
      );
      continue;
    }
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (lines > MOST_LINES)
      trespasses.push(`src/${path}: invalid length: ${lines} lines (wanted at most ${MOST_LINES})`);
    for (const { target, line } of importsOf(path, text)) {
      const where = `src/${path}:${line}`;
      if (target === null) {
        trespasses.push(`${where}: invalid import: its target is computed (wanted a plain string)`);
        continue;
      }
      const to = resolveImport(path, target, sources);
      if (to.kind === 'nowhere') {
        trespasses.push(`${where}: unknown import: "${target}" (wanted a file below src/)`);
      } else if (to.kind === 'package') {
        if (!allowsPackage(rule.packages, to.name)) {
          const wanted = rule.packages.length === 0 ? 'no package' : `only ${rule.packages.join(', ')}`;
          trespasses.push(`${where}: invalid import: "${target}" (wanted ${wanted} in ${room})`);
        }
      } else if (
        roomOf(to.path) !== room &&
        !rule.rooms.includes(roomOf(to.path)) &&
        !rule.files?.includes(to.path)
      ) {
        const wanted = [...rule.rooms, ...(rule.files ?? [])].join(', ') || 'itself';
        trespasses.push(`${where}: invalid import: "${target}" (wanted only ${wanted} in ${room})`);
      }
    }
  }
  return trespasses;
}

/** The files each file imports, by any of the kinds. */
function graphOf(sources: Sources, kinds: readonly ImportKind[]): Map<string, string[]> {
  const graph = new Map<string, string[]>();
  for (const [path, text] of sources) {
    const targets = importsOf(path, text).flatMap(({ target, kind }) => {
      if (target === null || !kinds.includes(kind)) return [];
      const to = resolveImport(path, target, sources);
      return to.kind === 'file' ? [to.path] : [];
    });
    graph.set(path, targets);
  }
  return graph;
}

/** Each circle of imports once, as the path round it: `a → b → a`. Types count: they tie files together as well. */
export function findCycles(sources: Sources): string[] {
  const graph = graphOf(sources, ['static', 'type', 'lazy']);
  const cycles: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const begun = trail.indexOf(path);
    if (begun >= 0) cycles.push([...trail.slice(begun), path].join(' → '));
    else if (!finished.has(path)) {
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      finished.add(path);
    }
  };
  for (const path of graph.keys()) visit(path, []);
  return cycles;
}

/** Packages that are loaded together with a file, with the path that leads to each. */
function packagesLoadedWith(entry: string, sources: Sources): Map<string, string> {
  const packages = new Map<string, string>();
  const seen = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const here = [...trail, path];
    for (const { target, kind } of importsOf(path, sources.get(path) ?? '')) {
      if (target === null || kind !== 'static') continue;
      const to = resolveImport(path, target, sources);
      if (to.kind === 'file') visit(to.path, here);
      else if (to.kind === 'package' && !packages.has(to.name)) packages.set(to.name, here.join(' → '));
    }
  };
  visit(entry, []);
  return packages;
}

/** Sentences for the packages that should come later but are loaded with the file. */
export function findEager(entry: string, sources: Sources): string[] {
  return [...packagesLoadedWith(entry, sources)]
    .filter(([name]) => allowsPackage(LAZY_PACKAGES, name))
    .map(
      ([name, trail]) =>
        `src/${entry}: invalid import: "${name}" is loaded with the page (${trail}) — load it in a worker`,
    );
}
