/** @file What experiments ask of a language model, through the runner: everything is written before the first run. */
import { expect, test } from 'vitest';
import { DEFAULT_WRITING } from '../../../src/core/generation-settings';
import { defaultSettings } from '../../../src/experiment/settings';
import type { StudyRecord } from '../../../src/core/run';
import type { StudySettings } from '../../../src/core/study';
import { faultsOfRecord } from '../../../src/core/record-schema';
import type { Script } from '../../generation/llm/scripted-engine';
import { isJudgement, judge, recordOf, ROWS, settings, setUp, write } from './written-study';

const EXPERIMENTS: readonly (readonly [string, Partial<StudySettings>, (record: StudyRecord) => void])[] = [
  [
    'near-duplicates by paraphrase',
    { ...defaultSettings('near-duplicates'), variant: 'paraphrases', values: [0, 0.5] },
    ({ runs }) => {
      const paraphrased = runs.find(({ arm, replicate }) => arm === 'r0.5' && replicate === 1)!;
      expect(paraphrased.rows.filter(({ text }) => text.startsWith('anew ')).length).toBeGreaterThan(3);
    },
  ],
  [
    'topics and texts',
    { ...defaultSettings('topics'), values: [1, 2], series: ['2'] },
    ({ runs }) => {
      const textsOf = (arm: string): string[] =>
        runs.find((run) => run.arm === arm && run.replicate === 0)!.rows.map(({ text }) => text);
      expect(textsOf('g2-t2').length).toBe(8);
      expect(textsOf('g2-t2')).toEqual(expect.arrayContaining(textsOf('g2-t1')));
    },
  ],
  [
    'the prompt ladder',
    { ...defaultSettings('prompt-ladder'), values: [0, 3] },
    ({ runs }) => expect(runs.filter(({ rows }) => rows.length === 12).length).toBe(4),
  ],
  [
    'penalties',
    { ...defaultSettings('penalties'), variant: 'presence', values: [-1, 0, 2] },
    ({ study, runs, manifest }) => {
      expect(runs.filter(({ rows }) => rows.length === 12).length).toBe(6);
      expect(study.variant).toBe('presence');
      expect(study.arms.map(({ recipe }) => recipe.generated?.presencePenalty)).toEqual(
        expect.arrayContaining([-1, 0, 2]),
      );
      expect(manifest.writing!.prompts.presencePenalty).toBe(0);
    },
  ],
  [
    'label repair',
    { ...defaultSettings('label-repair'), values: [0, 1], series: ['1'] },
    ({ runs, generation }) => {
      expect(runs.filter(({ rows }) => rows.length === 12).length).toBe(4);
      // Both arms start from the same rows; what is repaired later is not judged now.
      expect(generation!.reports.length).toBe(4);
      expect(generation!.labelChecks!.runs).toEqual([]);
    },
  ],
];

test.each(EXPERIMENTS)('%s: all is written ahead', async (_, setting, check) => {
  const script: Script = (request, index) => {
    const { content } = request.messages[1]!;
    if (isJudgement(request)) return judge(request);
    if (!content.includes('in other words')) return write(request, index);
    const texts = content
      .split(/## short texts\n/)[1]!
      .split('\n\n')[0]!
      .split('\n');
    return JSON.stringify(texts.map((text) => `anew ${text.replace(/^\d+\. /, '')}`)).replaceAll(
      '","',
      '", "',
    );
  };
  const { rowsPerClass, realRowsPerClass, manyRealRowsPerClass, replicates } = settings;
  const small = { rowsPerClass, realRowsPerClass, manyRealRowsPerClass, replicates };
  const labels = setting.experiment === 'label-repair' ? { checkedPerClass: 2 } : {};
  const about = { generator: 'webllm', model: 'scripted' } as const;
  const { run } = setUp(script, labels, {}, { ...setting, ...small, ...about });
  const events = await run();
  const ahead = events.flatMap((event) =>
    event.type === 'progress' && event.phase === 'generate' && event.ahead ? [event.ahead] : [],
  );
  // A text that is repeated twice has one paraphrase; all else comes.
  expect(ahead.at(-1)!.total - ahead.at(-1)!.done).toBeLessThanOrEqual(2);
  const record = recordOf(events);
  expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  check(record);
});

test('every request of an arm carries its penalty, in place of the writing’s own', async () => {
  const prompts = { ...DEFAULT_WRITING.prompts, examplesPerRequest: ROWS, frequencyPenalty: 0.3 };
  const design = { ...defaultSettings('penalties'), values: [0, 1.5] };
  const { rowsPerClass, realRowsPerClass, manyRealRowsPerClass, replicates } = settings;
  const small = { rowsPerClass, realRowsPerClass, manyRealRowsPerClass, replicates, model: 'scripted' };
  const { engine, run } = setUp(write, { prompts }, {}, { ...design, ...small });
  recordOf(await run());
  const carried = engine.requests.map(({ frequencyPenalty }) => frequencyPenalty);
  const half = carried.length / 4;
  expect(half).toBeGreaterThan(1);
  // Two replicates, arm by arm.
  expect(carried).toEqual([0, 1.5, 0, 1.5].flatMap((penalty) => new Array<number>(half).fill(penalty)));
});
