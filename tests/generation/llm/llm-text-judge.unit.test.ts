/** @file The language model as judge: what it is asked, what becomes of a question that is too long, and of a death. */
import { expect, test } from 'vitest';
import { LabError, type FailureCode } from '../../../src/core/errors';
import type { JudgeQuestion } from '../../../src/core/text-judge';
import { clusterQuestion, textCharactersFor } from '../../../src/measures/diversity/cluster-agent/prompts';
import { LlmTextJudge } from '../../../src/generation/llm/llm-text-judge';
import { ScriptedEngine } from './scripted-engine';

const never = new AbortController().signal;
const question = clusterQuestion(['one', 'two'], ['by kind']);
const failing = (code: FailureCode): { text: string; error: Error } => ({
  text: '',
  error: new LabError(code, 'scripted: failure'),
});

test('asks in the question’s own words, without chance, with a seed of the round', async () => {
  const engine = new ScriptedEngine(() => '{"clusters": []}');
  const judge = new LlmTextJudge(engine);
  expect(await judge.answer(question, ['a', 1], never)).toBe('{"clusters": []}');
  await judge.answer(question, ['a', 2], never);
  const [first, second] = engine.requests;
  expect(first!.messages.at(-1)).toEqual({ role: 'user', content: question.prompt });
  expect(first).toMatchObject({ temperature: 0, topP: 1, grammar: null });
  expect(first!.seed).not.toBe(second!.seed);
  expect(judge.id).toBe('webllm:scripted-1');
});

test('texts are cut so that a round fits into the model’s context, long criteria and all', async () => {
  for (const contextTokens of [1024, 4096]) {
    const judge = new LlmTextJudge(new ScriptedEngine(() => '{}', contextTokens));
    const texts = Array.from({ length: 10 }, () => 'word '.repeat(2000));
    const criteria = ['c'.repeat(100)];
    const most = textCharactersFor(judge, texts.length, criteria);
    const asked: JudgeQuestion = clusterQuestion(texts, criteria, most);
    expect(asked.prompt.length).toBeLessThanOrEqual(judge.promptCharacters + 200);
    expect(most).toBeGreaterThanOrEqual(60);
  }
});

test('a question that is too long after all has no answer; other errors are thrown', async () => {
  const judge = new LlmTextJudge(new ScriptedEngine(() => failing('bad-setting')));
  expect(await judge.answer(question, [], never)).toBe('');
  const broken = new LlmTextJudge(new ScriptedEngine(() => failing('out-of-memory')));
  await expect(broken.answer(question, [], never)).rejects.toMatchObject({ code: 'out-of-memory' });
});

test('an engine that dies is asked again, but not for ever', async () => {
  const engine = new ScriptedEngine((_, index) => (index < 2 ? failing('worker-died') : 'yes'));
  expect(await new LlmTextJudge(engine).answer(question, [], never)).toBe('yes');
  const dead = new ScriptedEngine(() => failing('device-lost'));
  await expect(new LlmTextJudge(dead).answer(question, [], never)).rejects.toMatchObject({
    code: 'device-lost',
  });
  expect(dead.requests).toHaveLength(3);
});
