import { describe, expect, test } from 'vitest';
import { BUILT_IN_TASK } from '../../src/core/built-in-task';
import type { ExperimentId } from '../../src/core/experiments';
import { DEFAULT_WRITING, resolveWriting } from '../../src/core/generation-settings';
import type { GeneratorKind } from '../../src/core/generators';
import type { StudySettings } from '../../src/core/study';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../src/experiment/designs';
import { studyOf } from '../../src/experiment/run/study-of';
import { defaultSettings } from '../../src/experiment/settings';
import { knownSentences, type KnownOf } from '../../src/words/en/known';

const corpus = { rows: 22253, leastOfClass: 940 };
const ALL = '22,253 labelled definitions of the same kind as the test rows, 940 or more of each class';

function known(
  experiment: ExperimentId,
  generator: GeneratorKind,
  over: Partial<KnownOf> = {},
  settings: Partial<StudySettings> = {},
): string {
  const study = studyOf({ ...defaultSettings(experiment), generator, ...settings }, BUILT_IN_TASK.id);
  const textNoun = ['definition', 'definitions'] as const;
  return knownSentences({ study, corpus, textNoun, writing: null, ...over }).join(' ');
}

describe.each(EXPERIMENT_IDS)('%s', (experiment) => {
  test.each([...EXPERIMENTS[experiment].generators])('says what %s had read', (generator) => {
    const text = known(experiment, generator);
    const { arms } = studyOf({ ...defaultSettings(experiment), generator }, BUILT_IN_TASK.id);
    const sources = arms.flatMap(({ recipe }) => (recipe.generated ? [recipe.generated.source?.kind] : []));
    if (generator === 'webllm')
      expect(text).toMatch(/fitted to none of these definitions.*Its prompts told it/);
    if (generator === 'nano') expect(text).toContain(`the small transformer was trained on ${ALL}`);
    if (generator === 'markov') {
      expect(text.includes(`the n-gram model was fitted to ${ALL}`)).toBe(sources.includes(undefined));
      expect(/fitted anew for every number of topics/.test(text)).toBe(sources.includes('topics'));
    }
    expect(/The encoder of the classifier has read/.test(text)).toBe(experiment !== 'pre-training');
  });
});

test('labels are called scarce for the classifier only, and the optimum built in only where temperature is the axis', () => {
  expect(known('temperature', 'markov')).toContain(
    'A training set holds 8 real rows of each class: labels are scarce for the classifier only, not for the generator, and an optimum near temperature 1 is partly built in.',
  );
  expect(known('top-p', 'markov')).toMatch(/not for the generator\./);
  expect(known('temperature', 'markov', { corpus: { rows: 40, leastOfClass: 8 } })).not.toContain('scarce');
});

test('a generator that has seen few rows is said to have, and how many', () => {
  expect(known('scarcity', 'markov')).toBe(
    `On the curve of all rows, the n-gram model was fitted to ${ALL}. On the other curves the n-gram model was fitted to just 8, 32 or 128 labelled definitions of each class; the few real rows of every training set are among them. The encoder of the classifier has read the same definitions, without labels.`,
  );
  expect(known('scarcity', 'nano')).toMatch(
    /trained on 22,253.* On the other curves it forgets .* from just 8, 32 or 128 labelled definitions of each class; .* What its other weights know of the classes stays\./,
  );
  const few = known('scarcity', 'markov', {}, { series: ['8'] });
  expect(few).toMatch(/^On each curve the n-gram model was fitted to just 8 labelled definitions/);
  expect(few).not.toContain('22,253');
});

test('a language model: what its prompts told and showed', () => {
  const writing = resolveWriting(DEFAULT_WRITING, { classNames: ['a', 'b'] });
  expect(known('temperature', 'webllm', { writing })).toContain(
    'showed 3 real rows of the class with each request, which the training set holds as well.',
  );
  expect(known('temperature', 'webllm')).toContain('showed at most 8 real rows of the class');
  const none = { ...writing, prompts: { ...writing.prompts, fewShot: 0 } };
  expect(known('temperature', 'webllm', { writing: none })).toContain('showed no real row.');
  // Arms of no real row share the rows of all others.
  expect(known('mixing', 'webllm', { writing })).toContain('showed no real row.');
});

test('of a task of the visitor’s own: its own numbers, and an encoder that has read none of it', () => {
  const study = { ...studyOf(defaultSettings('temperature'), 'own:x') };
  const own = { study, corpus: { rows: 120, leastOfClass: 30 }, textNoun: ['review', 'reviews'] as const };
  const text = knownSentences({ ...own, writing: null }).join(' ');
  expect(text).toContain(
    'fitted to 120 labelled reviews of the same kind as the test rows, 30 or more of each class',
  );
  expect(text).toContain(
    'has read the texts of the task that comes with the lab, without labels, and none of these.',
  );
  const unknown = knownSentences({ ...own, corpus: null, writing: null }).join(' ');
  expect(unknown).toContain('fitted to the labelled reviews that the data has for generators.');
  expect(unknown).not.toContain('scarce');
});
