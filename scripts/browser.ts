/**
 * @file Which Chrome or Chromium to drive, how it is started so that WebGPU runs in software, and how one is
 * installed where there is none. `vite.config.ts` reads this file too, so it imports nothing heavy at the top.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Start-up switches for every run: no sandbox (it does not start for root), and no traffic of the browser's own. */
export const PLAIN_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** WebGPU without a GPU: SwiftShader computes it on the processor. Without these, `requestAdapter()` gives null. */
export const SOFTWARE_WEBGPU_ARGS: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

export const CHROMIUM_ARGS: readonly string[] = [...PLAIN_ARGS, ...SOFTWARE_WEBGPU_ARGS];

/** Longest wait for one step of an installation; a download that stalls must not stall the tests for ever. */
const INSTALL_STEP_MS = 10 * 60_000;

const NO_BROWSER =
  'browser: missing Chrome or Chromium (wanted one on this machine) — install Chromium with the system’s package ' +
  'manager, or run `npx playwright install --with-deps --no-shell chromium`, or set CHROMIUM to the path of a Chrome';

/** What the search looks at; a test passes its own. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly isExecutable: (path: string) => boolean;
  /** Names in a folder; none where it is missing. */
  readonly list: (folder: string) => readonly string[];
}

/**
 * Path of the browser to drive, or null. Looked for in this order: the variable CHROMIUM, where the system's
 * package managers put one, and Playwright's own download.
 * @throws Error where CHROMIUM names something that cannot be started.
 */
export function findBrowser(at: Surroundings = surroundings()): string | null {
  const named = at.env.CHROMIUM;
  if (named) {
    if (at.isExecutable(named)) return named;
    throw new Error(
      `browser: invalid CHROMIUM: "${named}" (wanted the path of a Chrome or Chromium) — correct or unset it`,
    );
  }
  return [...usualPaths(at), ...playwrightPaths(at)].find((path) => at.isExecutable(path)) ?? null;
}

/** The same, or an error that says what to do. */
export function needBrowser(at?: Surroundings): string {
  const path = findBrowser(at);
  if (path === null) throw new Error(NO_BROWSER);
  return path;
}

function usualPaths(at: Surroundings): string[] {
  if (at.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Google Chrome for Testing'];
    return ['/Applications', join(at.home, 'Applications')].flatMap((folder) =>
      apps.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)),
    );
  }
  if (at.platform === 'win32') {
    const folders = [at.env.PROGRAMFILES, at.env['PROGRAMFILES(X86)'], at.env.LOCALAPPDATA];
    const tails = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
    return folders.flatMap((folder) => (folder ? tails.map((tail) => `${folder}\\${tail}`) : []));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = [...(at.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  // Names before folders: a Chromium anywhere is preferred to a Chrome.
  return [
    ...names.flatMap((name) => folders.filter((folder) => folder !== '').map((folder) => join(folder, name))),
    '/opt/google/chrome/chrome',
  ];
}

/** Playwright's full Chromium, newest first; its headless shell is left out, it has no WebGPU. */
function playwrightPaths(at: Surroundings): string[] {
  const caches = [
    at.env.PLAYWRIGHT_BROWSERS_PATH,
    at.platform === 'darwin'
      ? join(at.home, 'Library', 'Caches', 'ms-playwright')
      : at.platform === 'win32'
        ? join(at.env.LOCALAPPDATA ?? at.home, 'ms-playwright')
        : join(at.env.XDG_CACHE_HOME ?? join(at.home, '.cache'), 'ms-playwright'),
  ];
  const binaries = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-linux-arm64/chrome',
    'chrome-win64/chrome.exe',
    'chrome-win/chrome.exe',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ];
  const paths: string[] = [];
  for (const cache of caches) {
    if (!cache) continue;
    const revisions = at
      .list(cache)
      .map((name) => /^chromium-(\d+)$/.exec(name)?.[1])
      .filter((revision) => revision !== undefined)
      .sort((a, b) => Number(b) - Number(a));
    for (const revision of revisions) {
      paths.push(...binaries.map((binary) => join(cache, `chromium-${revision}`, binary)));
    }
  }
  return paths;
}

function surroundings(): Surroundings {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    isExecutable: (path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    },
    list: (folder) => {
      try {
        return readdirSync(folder);
      } catch {
        return [];
      }
    },
  };
}

/** One thing that can be tried to get a browser. */
interface InstallStep {
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The browser's path, installing one where there is none: Playwright's download first, then the system's package
 * manager. `say` gets a line for each thing tried.
 * @throws Error with what to do by hand, where nothing worked.
 */
export function ensureBrowser(say: (line: string) => void): string {
  const found = findBrowser();
  if (found !== null && starts(found)) return found;
  if (process.env.CHROMIUM)
    throw new Error(`browser: ${process.env.CHROMIUM} does not start — correct or unset CHROMIUM`);
  const refusals: string[] = [];
  for (const step of installSteps()) {
    say(`no browser that starts; trying ${step.what}`);
    const { status, error, stdout, stderr } = spawnSync(step.command, step.args, {
      encoding: 'utf8',
      timeout: INSTALL_STEP_MS,
      env: {
        ...process.env,
        DEBIAN_FRONTEND: 'noninteractive',
        PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000',
      },
    });
    if (status !== 0) {
      const words = error?.message ?? firstError(`${stderr}\n${stdout}`);
      refusals.push(`${step.what}: ${words}`);
      say(`  that failed: ${words}`);
    }
    const path = findBrowser();
    if (path !== null && starts(path)) {
      say(`found ${path}`);
      return path;
    }
  }
  throw new Error([NO_BROWSER, ...refusals.map((refusal) => `  tried ${refusal}`)].join('\n'));
}

/** What is worth trying here, in order. Packages need root, or a `sudo` that asks no password. */
function installSteps(): InstallStep[] {
  const playwright = join(
    fileURLToPath(new URL('..', import.meta.url)),
    'node_modules',
    'playwright',
    'cli.js',
  );
  const download: InstallStep = {
    what: 'Playwright’s download',
    command: process.execPath,
    args: [playwright, 'install', '--no-shell', 'chromium'],
  };
  const prefix = rootPrefix();
  if (process.platform !== 'linux' || prefix === null || !runs('apt-get', ['--version'])) return [download];
  const asRoot = (what: string, command: string, ...args: string[]): InstallStep => {
    const [first, ...rest] = [...prefix, command, ...args];
    return { what, command: first!, args: rest };
  };
  return [
    download,
    // After a download that succeeded, only system libraries can be missing.
    asRoot('Playwright’s list of system libraries', process.execPath, playwright, 'install-deps', 'chromium'),
    asRoot('apt-get update', 'apt-get', 'update'),
    asRoot('apt-get install chromium', 'apt-get', 'install', '-y', '--no-install-recommends', 'chromium'),
    asRoot(
      'apt-get install chromium-browser',
      'apt-get',
      'install',
      '-y',
      '--no-install-recommends',
      'chromium-browser',
    ),
  ];
}

function rootPrefix(): string[] | null {
  if (process.getuid?.() === 0) return [];
  return runs('sudo', ['-n', 'true']) ? ['sudo', '-n'] : null;
}

/** True where the browser runs at all; one whose system libraries are missing does not. */
function starts(path: string): boolean {
  // Windows' chrome.exe opens a window at `--version`; there the file's presence has to do.
  return process.platform === 'win32' || runs(path, ['--version']);
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 60_000 }).status === 0;
}

function firstError(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^(E:|error|fail)/i.test(line)) ??
    lines.find((line) => line !== '') ??
    'no reason given'
  );
}
