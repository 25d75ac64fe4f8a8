/** @file Puts the whole page up with a scripted client, for the browser tests. */
import { render } from 'vitest-browser-svelte';
import type { StudyRecord } from '../../src/core/run';
import App from '../../src/ui/App.svelte';
import { ScriptedClient, type Script } from '../fixtures/scripted-client';
import { syntheticRecord } from '../fixtures/synthetic-record';

/** Scrolls there, once more at each look, as parts above it may have come meanwhile; true, to go on with `&&`. */
export function reach(selector: string): true {
  document.querySelector(selector)?.scrollIntoView();
  return true;
}

export interface Opened {
  readonly client: ScriptedClient;
  readonly byId: (testId: string) => HTMLElement | null;
  readonly allById: (testId: string) => HTMLElement[];
  readonly state: () => string | undefined;
}

export interface PageOptions {
  readonly script?: Script;
  readonly hash?: string;
  /** False where the site has no recorded example. */
  readonly hasExample?: boolean;
  /** Asked when the recorded example is fetched. */
  readonly isOffline?: () => boolean;
  /** The recorded example; default the synthetic one. */
  readonly record?: StudyRecord;
}

const example = JSON.stringify(syntheticRecord({ rowsKept: 2 }));

export async function openPage({
  script = {},
  hash = '',
  hasExample = true,
  isOffline = () => false,
  record,
}: PageOptions = {}): Promise<Opened> {
  history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
  const client = new ScriptedClient(script);
  const fetchFile = async (): Promise<Response> => {
    if (isOffline()) throw new TypeError('Failed to fetch');
    return hasExample
      ? new Response(record ? JSON.stringify(record) : example)
      : new Response('not found', { status: 404 });
  };
  const { container } = await render(App, { client, fetchFile });
  return {
    client,
    byId: (id) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`),
    allById: (id) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)],
    state: () => container.querySelector('main')?.dataset.state,
  };
}
