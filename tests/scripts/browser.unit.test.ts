import { describe, expect, test } from 'vitest';
import {
  CHROMIUM_ARGS,
  findBrowser,
  needBrowser,
  PLAIN_ARGS,
  type Surroundings,
} from '../../scripts/browser';

/** A machine on which exactly these files can be started. */
function machine(files: readonly string[], parts: Partial<Surroundings> = {}): Surroundings {
  return {
    platform: 'linux',
    env: { PATH: '/usr/bin:/opt/bin' },
    home: '/home/ada',
    isExecutable: (path) => files.includes(path),
    list: (folder) =>
      files
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => file.slice(folder.length + 1).split('/')[0]!),
    ...parts,
  };
}

describe('findBrowser', () => {
  test('takes CHROMIUM before anything else', () => {
    const at = machine(['/usr/bin/chromium', '/my/chrome'], { env: { CHROMIUM: '/my/chrome' } });
    expect(findBrowser(at)).toBe('/my/chrome');
  });

  test('refuses a CHROMIUM that cannot be started, rather than silently driving another', () => {
    const at = machine(['/usr/bin/chromium'], { env: { CHROMIUM: '/gone' } });
    expect(() => findBrowser(at)).toThrow('invalid CHROMIUM: "/gone"');
  });

  test('finds one on the path, and prefers Chromium to Chrome', () => {
    expect(findBrowser(machine(['/opt/bin/google-chrome']))).toBe('/opt/bin/google-chrome');
    expect(findBrowser(machine(['/usr/bin/google-chrome', '/opt/bin/chromium']))).toBe('/opt/bin/chromium');
  });

  test('finds the applications of macOS and the programs of Windows', () => {
    const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findBrowser(machine([mac], { platform: 'darwin' }))).toBe(mac);
    const windows = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    const env = { PROGRAMFILES: 'C:\\Program Files' };
    expect(findBrowser(machine([windows], { platform: 'win32', env }))).toBe(windows);
  });

  test('finds Playwright’s newest full Chromium, never its headless shell', () => {
    const cache = '/home/ada/.cache/ms-playwright';
    const shell = `${cache}/chromium_headless_shell-1300/chrome-linux64/chrome`;
    const newest = `${cache}/chromium-1255/chrome-linux64/chrome`;
    expect(findBrowser(machine([shell, `${cache}/chromium-999/chrome-linux/chrome`, newest]))).toBe(newest);
    expect(findBrowser(machine([shell]))).toBeNull();
  });

  test('gives null where there is none, and needBrowser says what to do', () => {
    expect(findBrowser(machine([]))).toBeNull();
    expect(() => needBrowser(machine([]))).toThrow(/missing Chrome or Chromium.*npx playwright install/);
  });
});

test('the switches for a machine without a GPU add WebGPU by software and nothing else', () => {
  expect(CHROMIUM_ARGS.filter((arg) => !PLAIN_ARGS.includes(arg))).toEqual([
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
  ]);
});
