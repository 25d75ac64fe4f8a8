/** @file Puts the page up with scripted clients and opens the part about language models, for the browser tests. */
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { expect } from 'vitest';
import type { TrialTexts } from '../../src/core/task';
import { wordNetLlmTask } from '../../src/dataset/wordnet-llm-task';
import App from '../../src/ui/App.svelte';
import { ScriptedClient, type Script } from '../fixtures/scripted-client';
import { ScriptedLlmClient, type LlmScript } from '../fixtures/scripted-llm-client';
import { CLASS_NAMES } from '../fixtures/synthetic-record';

const TRIAL_TEXTS: TrialTexts = {
  classNames: CLASS_NAMES,
  llmTask: wordNetLlmTask(CLASS_NAMES),
  pool: CLASS_NAMES.map((name) => [`a real ${name}`, `another ${name}`]),
};

export interface LlmPage {
  readonly client: ScriptedClient;
  readonly llm: ScriptedLlmClient;
  readonly section: HTMLElement;
  readonly byId: (testId: string) => HTMLElement | null;
  readonly model: (id: string) => HTMLElement;
  readonly state: () => string | undefined;
}

export async function openLlmPage({
  llm: llmScript = {},
  script = {},
  hash = '',
  hasTexts = true,
}: { llm?: LlmScript; script?: Script; hash?: string; hasTexts?: boolean } = {}): Promise<LlmPage> {
  history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
  const client = new ScriptedClient({ ...(hasTexts ? { trialTexts: TRIAL_TEXTS } : {}), ...script });
  const llm = new ScriptedLlmClient(llmScript);
  const fetchFile = (): Promise<Response> => Promise.resolve(new Response('not found', { status: 404 }));
  const { container } = await render(App, { client, openLlm: () => llm, fetchFile });
  const byId = (id: string): HTMLElement | null => document.querySelector(`[data-testid="${id}"]`);
  if (!hash.includes('webllm')) await page.getByTestId('use-webllm').click();
  // The section is fetched when it is first asked for; a cold server builds it then.
  await expect.poll(() => byId('llm')?.dataset.activity).toBe('idle');
  return {
    client,
    llm,
    section: byId('llm')!,
    byId,
    model: (id) => document.querySelector<HTMLElement>(`[data-testid="model"][data-id="${id}"]`)!,
    state: () => container.querySelector('main')?.dataset.state,
  };
}

export async function openTrial(opened: LlmPage): Promise<void> {
  opened.byId('trial')!.querySelector('summary')!.click();
  await expect.poll(() => opened.byId('write')).not.toBeNull();
}
