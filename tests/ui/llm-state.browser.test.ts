import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/core/errors';
import { LlmState } from '../../src/ui/llm-state.svelte';
import { LlmTrial } from '../../src/ui/llm-trial.svelte';
import { SettingsForm } from '../../src/ui/settings-form.svelte';
import { DEFAULT_WRITING } from '../../src/core/generation-settings';
import { GeneratorState } from '../../src/ui/generator-state.svelte';
import { GenerationForm } from '../../src/ui/generation-form.svelte';
import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import { madeUpModel, ScriptedLlmClient, type LlmScript } from '../fixtures/scripted-llm-client';

async function looked(script: LlmScript = {}): Promise<{ llm: LlmState; client: ScriptedLlmClient }> {
  const client = new ScriptedLlmClient(script);
  const llm = new LlmState(client);
  await llm.look();
  return { llm, client };
}

describe('the models on offer', () => {
  test('are the catalogue’s, then the visitor’s own, each once', async () => {
    const own = madeUpModel('custom-1', { family: 'custom' });
    const { llm } = await looked({ ownCached: [own], cached: ['Tiny 135M'] });
    expect(llm.offers.map(({ model, isOwn, cached }) => [model.id, isOwn, cached !== null])).toEqual([
      ['Tiny 135M', false, true],
      ['Middle 1.5B', false, false],
      ['Huge 8B', false, false],
      ['custom-1', true, true],
    ]);
    expect(llm.readyIds).toEqual(['Tiny 135M', 'custom-1']);
  });

  test.each([
    [[], 'Middle 1.5B'],
    [['Tiny 135M'], 'Tiny 135M'],
    [['Tiny 135M', 'Middle 1.5B'], 'Middle 1.5B'],
  ])('begin, with %j here, with %s', async (cached, id) => {
    const { llm } = await looked({ cached });
    expect(llm.preselected?.model.id).toBe(id);
  });

  test('begin with none where none can run', async () => {
    const { llm } = await looked({ gpu: null, cached: ['Tiny 135M'] });
    expect(llm.preselected).toBeNull();
    expect(llm.readyIds).toEqual([]);
  });

  test('a folder picked again takes the place of the one before', async () => {
    const { llm } = await looked();
    const files = [new File(['x'], 'a.wasm')];
    llm.addFromFolder('mine', [new File(['x'], 'a.wasm')], false);
    const { id } = llm.addFromFolder('mine', files, false);
    expect(llm.offers.filter(({ isOwn }) => isOwn)).toHaveLength(1);
    expect(llm.offerOf(id)!.files).toBe(files);
    expect(() => llm.addFromFolder('empty', [], false)).toThrow(LabError);
  });
});

describe('what goes wrong', () => {
  test('in a download is kept, and the list is made anew', async () => {
    const { llm } = await looked({ failDownload: 'download-broken' });
    await llm.download(llm.preselected!);
    expect(llm.failure?.code).toBe('download-broken');
    expect(llm.activity).toBe('idle');
    expect(llm.offerOf('Middle 1.5B')!.isIncomplete).toBe(true);
  });

  test('with too little memory points to the next smaller model, other failures do not', async () => {
    const { llm } = await looked();
    const smaller = (code: 'out-of-memory' | 'no-network', id: string): string | undefined =>
      llm.smallerInstead({ code, message: '' }, id)?.id;
    expect(smaller('out-of-memory', 'Middle 1.5B')).toBe('Tiny 135M');
    expect(smaller('out-of-memory', 'Tiny 135M')).toBeUndefined();
    expect(smaller('no-network', 'Middle 1.5B')).toBeUndefined();
  });

  test('with a model that does not leave the GPU ends its thread', async () => {
    const { llm, client } = await looked();
    client.unload = () => Promise.reject(new Error('hung'));
    await llm.release();
    expect(client.asked.at(-1)).toBe('close');
  });
});

describe('a trial', () => {
  const texts = { classNames: ['a', 'b'], pool: [['x'], ['y']] };
  const opened = (): GenerationForm => {
    const form = new GenerationForm();
    form.open(texts);
    return form;
  };

  test.each([
    ['1', 1],
    ['0,5', 0.5],
    ['', null],
    ['7', null],
    ['warm', null],
  ])('with the temperature "%s" asks for %s', (typed, temperature) => {
    const trial = new LlmTrial(new ScriptedLlmClient(), texts, opened());
    trial.temperature = typed;
    expect(trial.trial?.generation.temperature ?? null).toBe(temperature);
  });

  test('draws anew each time', async () => {
    const client = new ScriptedLlmClient();
    const trial = new LlmTrial(client, texts, opened());
    await trial.write('m');
    await trial.write('m');
    expect(client.trials.map(({ generation }) => generation.seed)).toEqual([
      ['trial', 0],
      ['trial', 1],
    ]);
  });

  test('keeps only the end of what a model says that does not stop', async () => {
    const trial = new LlmTrial(new ScriptedLlmClient({ says: ['a'.repeat(9000), 'end'] }), texts, opened());
    await trial.write('m');
    expect(trial.streamed).toHaveLength(4000);
    expect(trial.streamed.endsWith('end')).toBe(true);
  });
});

describe('the form', () => {
  test('leaves writing to the built-in generator until a model is chosen', () => {
    const form = new SettingsForm(DEFAULT_SETTINGS);
    form.generator = 'webllm';
    expect(form.settings?.generator).toBe('markov');
    form.model = 'm';
    expect(form.settings).toMatchObject({ generator: 'webllm', model: 'm' });
    form.generator = 'markov';
    expect(form.settings).toEqual(DEFAULT_SETTINGS);
  });

  test('says what keeps a study from starting', () => {
    const writer = new GeneratorState();
    const settings = { ...DEFAULT_SETTINGS, generator: 'webllm', model: 'm' } as const;
    expect(writer.blockOf(DEFAULT_SETTINGS)).toBeNull();
    expect(writer.blockOf(settings)).toBe('looking');
    writer.readyModels = [];
    expect(writer.blockOf(settings)).toBe('not-here');
    writer.readyModels = ['m'];
    expect(writer.blockOf(settings)).toBeNull();
    writer.prompts = 'faulty';
    expect(writer.blockOf(settings)).toBe('faulty');
    expect(writer.blockOf(DEFAULT_SETTINGS)).toBeNull();
    writer.prompts = DEFAULT_WRITING;
    expect(writer.promptsOf(settings)).toBe(DEFAULT_WRITING);
    expect(writer.promptsOf(DEFAULT_SETTINGS)).toBeNull();
  });
});
