import { describe, expect, test } from 'vitest';
import { DEFAULT_WRITING, resolveWriting } from '../../src/core/generation-settings';
import { taskOf } from '../../src/core/llm-task';
import { wordNetLlmTask } from '../../src/dataset/wordnet-llm-task';
import { GenerationForm } from '../../src/ui/generation-form.svelte';

const about = { classNames: ['animal', 'plant'], llmTask: wordNetLlmTask(['animal', 'plant']) };

function opened(): GenerationForm {
  const form = new GenerationForm();
  form.open(about);
  return form;
}

describe('how a language model is to write', () => {
  test('is the lab’s own way until something is changed, and again when it is changed back', () => {
    const form = opened();
    expect(form.settings).toEqual(DEFAULT_WRITING);
    form.instruction += ' Be brief.';
    expect(form.isDefault).toBe(false);
    expect(form.settings!.task!.instruction).toMatch(/Be brief\.$/);
    form.resetWords();
    form.kind = 'persona';
    form.numbers.suppression = '−7,5';
    form.isChecking = true;
    expect(form.settings).toEqual({
      task: null,
      prompts: { ...DEFAULT_WRITING.prompts, kind: 'persona', suppression: -7.5 },
      checkedPerClass: 5,
    });
    form.resetNumbers();
    expect(form.settings).toEqual(DEFAULT_WRITING);
  });

  test('is what was given, before and after the classes are known', () => {
    const task = { ...about.llmTask, instruction: 'Otherwise.' };
    const given = {
      task,
      prompts: { ...DEFAULT_WRITING.prompts, fewShot: 0 },
      checkedPerClass: 12,
    };
    const form = new GenerationForm();
    form.fill(given);
    expect(form.settings).toEqual(given);
    form.open(about);
    expect(form.settings).toEqual(given);
    expect(form.instruction).toBe('Otherwise.');
    form.resetWords();
    expect(form.settings!.task).toBeNull();
  });

  test('is the lab’s where the words given are for other classes', () => {
    const form = new GenerationForm();
    form.fill({ ...DEFAULT_WRITING, task: taskOf(['cat', 'dog']) });
    form.open(about);
    expect(form.settings!.task).toBeNull();
  });

  test('resolves to a task of these classes whatever was typed', () => {
    const form = opened();
    form.descriptions[0] = ' all that moves ';
    form.topics[1] = ' oaks,, elms , ';
    const { task } = resolveWriting(form.settings!, about);
    expect(task.labels[0]!.description).toBe('all that moves');
    expect(task.labels[1]!.topics).toEqual(['oaks', 'elms']);
  });

  test.each([
    ['fewShot', '21'],
    ['fewShot', '1.5'],
    ['examplesPerRequest', '0'],
    ['topics', ''],
    ['frequencyPenalty', '2.1'],
    ['presencePenalty', 'much'],
    ['suppression', '1'],
  ] as const)('is nothing while %s is "%s"', (name, text) => {
    const form = opened();
    form.numbers[name] = text;
    expect(form.faults[name]).toBe(true);
    expect(form.settings).toBeNull();
  });

  test('minds the number of rows to check only where labels are checked', () => {
    const form = opened();
    form.numbers.checkedPerClass = 'some';
    expect(form.settings).toEqual(DEFAULT_WRITING);
    form.isChecking = true;
    expect(form.settings).toBeNull();
  });
});
