/** @file Before the end-to-end tests: a browser, and a built site that is newer than its sources. */
import { ensureBrowser } from '../scripts/browser';
import { ensureBuilt } from '../scripts/site-build';

export function setup(): void {
  const say = (line: string): void => console.log(line);
  process.env.CHROMIUM = ensureBrowser(say);
  ensureBuilt(say);
}
