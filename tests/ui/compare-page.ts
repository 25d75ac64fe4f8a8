/** @file Puts the page that compares files up with scripted clients, for the browser tests. */
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import App from '../../src/ui/App.svelte';
import { ScriptedClient, type Script } from '../fixtures/scripted-client';
import { ScriptedLlmClient, type LlmScript } from '../fixtures/scripted-llm-client';

export interface ComparePage {
  readonly client: ScriptedClient;
  readonly llm: ScriptedLlmClient;
  /** How often the language model's worker was asked for. */
  readonly numOpened: () => number;
  readonly byId: (testId: string) => HTMLElement | null;
  readonly allById: (testId: string) => HTMLElement[];
}

export const csv = (name: string): File => new File(['text,label\na b,x\n'], name, { type: 'text/csv' });

/** With both files chosen, or as many as are named. */
export async function openComparePage({
  script = {},
  llm: llmScript = {},
  files = ['made.csv', 'real.csv'],
}: { script?: Script; llm?: LlmScript; files?: readonly string[] } = {}): Promise<ComparePage> {
  history.replaceState(null, '', `${location.pathname}${location.search}#compare`);
  const client = new ScriptedClient(script);
  const llm = new ScriptedLlmClient(llmScript);
  let opened = 0;
  const openLlm = (): ScriptedLlmClient => {
    opened++;
    return llm;
  };
  const fetchFile = (): Promise<Response> => Promise.resolve(new Response('not found', { status: 404 }));
  await render(App, { client, openLlm, fetchFile });
  for (const [i, name] of files.entries()) await page.getByTestId(`file-${i}`).upload(csv(name));
  return {
    client,
    llm,
    numOpened: () => opened,
    byId: (id) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`),
    allById: (id) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)],
  };
}
