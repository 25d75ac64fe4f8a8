/** @file Is the built site there and newer than what it is made from? If not, builds it. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { walk } from './site-files.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What the site is made from. `public/data` and `public/licences` are left out: the build writes them itself. */
const SOURCES: readonly string[] = [
  'src',
  'models',
  'public',
  'index.html',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'svelte.config.js',
  'tsconfig.json',
  'scripts/data.ts',
  'scripts/headers.ts',
  'scripts/site-files.ts',
];
const WRITTEN_BY_BUILD: readonly string[] = ['public/data', 'public/licences'];

/** Why the site in `dist/` cannot be used as it is, as a clause; null where it can. */
export function whyStale(root: string = ROOT): string | null {
  const page = join(root, 'dist', 'index.html');
  if (!existsSync(page)) return 'the site is not built yet';
  const built = statSync(page).mtimeMs;
  for (const source of SOURCES) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    const files = statSync(path).isDirectory() ? walk(path) : [path];
    for (const file of files) {
      const name = relative(root, file).replaceAll('\\', '/');
      const isOwn = WRITTEN_BY_BUILD.some((folder) => name.startsWith(`${folder}/`));
      if (!isOwn && statSync(file).mtimeMs > built) return `${name} has changed since the site was built`;
    }
  }
  return null;
}

/** Builds the site where it is missing or stale; `say` hears of it. Throws with the build's own words if it fails. */
export function ensureBuilt(say: (line: string) => void): void {
  const reason = whyStale();
  if (reason === null) return;
  say(`building the site: ${reason}`);
  // Called from a test, the build would otherwise take over the test's mode, and Svelte's larger code for it.
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'production' };
  delete env.VITEST;
  for (const [tool, ...args] of [
    ['tsx/dist/cli.mjs', 'scripts/data.ts'],
    ['vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  ]) {
    const { status, stdout, stderr, error } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules', ...tool!.split('/')), ...args],
      { cwd: ROOT, encoding: 'utf8', env },
    );
    if (status === 0) continue;
    const words = error?.message ?? `${stdout}${stderr}`.trim();
    throw new Error(
      `build: failed: ${tool} ${args.join(' ')} — mend what it names and start again\n${words}`,
    );
  }
}
