/** @file How a language model writes the rows of a study: what a visitor chooses beside the study's own settings. */
import { LabError, shown } from './errors';
import {
  checkPromptSettings,
  checkTask,
  DEFAULT_PROMPT_SETTINGS,
  defaultTask,
  PROMPT_BOUNDS,
  type DescribedClasses,
  type LabelTask,
  type LlmTask,
  type PromptSettings,
} from './llm-task';

export interface GenerationSettings {
  /** The task in the prompt; null for the lab's own description of the dataset. */
  readonly task: LlmTask | null;
  readonly prompts: PromptSettings;
  /** Rows of each class of each run whose label the model checks afterwards; 0 for none. */
  readonly checkedPerClass: number;
}

/** With nothing left open: it says all there is to say of how rows were asked for. */
export interface ResolvedGenerationSettings extends GenerationSettings {
  readonly task: LlmTask;
}

export const DEFAULT_WRITING: GenerationSettings = {
  task: null,
  prompts: DEFAULT_PROMPT_SETTINGS,
  checkedPerClass: 0,
};

/** Fewest and most rows of each class and run whose labels are checked. */
const CHECKED_BOUNDS = [0, 400] as const;

/** The settings that are a number. */
export const WRITING_NUMBERS = [
  'fewShot',
  'examplesPerRequest',
  'topics',
  'frequencyPenalty',
  'presencePenalty',
  'suppression',
  'checkedPerClass',
] as const;
export type GenerationNumber = (typeof WRITING_NUMBERS)[number];

export const WRITING_BOUNDS: Readonly<Record<GenerationNumber, readonly [number, number]>> = {
  ...PROMPT_BOUNDS,
  checkedPerClass: [1, CHECKED_BOUNDS[1]],
};

/**
 * The writing with the lab's words where it has none of its own.
 * @throws LabError `bad-setting` where it does not fit the classes, or a value is out of bounds
 */
export function resolveWriting(
  { task, prompts, checkedPerClass }: GenerationSettings,
  about: DescribedClasses,
): ResolvedGenerationSettings {
  const [fewest, most] = CHECKED_BOUNDS;
  if (!Number.isInteger(checkedPerClass) || checkedPerClass < fewest || checkedPerClass > most) {
    throw bad('invalid checked rows per class', checkedPerClass, `a whole number from ${fewest} to ${most}`);
  }
  return {
    task: checkTask(task ?? defaultTask(about), about.classNames),
    prompts: checkPromptSettings(prompts),
    checkedPerClass,
  };
}

/**
 * A writing from JSON: of a file that holds one, or of a study's record, which holds it in its manifest.
 * @throws LabError `bad-setting` at the first thing that is not as it should be
 */
export function readWriting(text: string): GenerationSettings {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw bad('invalid JSON', text.slice(0, 40), 'a study’s record, or its part `manifest.writing`');
  }
  const { manifest } = recordOf(json, 'file');
  const value = manifest === undefined ? json : recordOf(manifest, 'manifest').writing;
  if (value === undefined)
    throw bad('missing writing', undefined, 'the record of a study a language model wrote');
  const { task, prompts, checkedPerClass } = recordOf(value, 'writing');
  const read: GenerationSettings = {
    task: task === null ? null : readTask(task),
    prompts: readPrompts(prompts),
    checkedPerClass: checkedPerClass as number,
  };
  resolveWriting(read, { classNames: read.task?.labels.map((label) => label.name) ?? ['any'] });
  return read;
}

function readPrompts(value: unknown): PromptSettings {
  const given = recordOf(value, 'prompts');
  const numbers = Object.keys(PROMPT_BOUNDS).map((name) => {
    if (typeof given[name] !== 'number') throw bad(`invalid ${name}`, given[name], 'a number');
    return [name, given[name]];
  });
  return checkPromptSettings({
    kind: given.kind as PromptSettings['kind'],
    ...(Object.fromEntries(numbers) as Omit<PromptSettings, 'kind'>),
  });
}

function readTask(value: unknown): LlmTask {
  const task = recordOf(value, 'task');
  if (!Array.isArray(task.labels)) throw bad('invalid labels', task.labels, 'a list');
  const words = task.words;
  if (!Array.isArray(words) || words.length !== 2) throw bad('invalid words', words, 'two whole numbers');
  return {
    textNoun: textOf(task.textNoun, 'textNoun'),
    textNounPlural: textOf(task.textNounPlural, 'textNounPlural'),
    instruction: textOf(task.instruction, 'instruction'),
    labels: task.labels.map(readLabel),
    styles: textsOf(task.styles, 'styles'),
    personas: textsOf(task.personas, 'personas'),
    places: textsOf(task.places, 'places'),
    words: [words[0] as number, words[1] as number],
  };
}

function readLabel(value: unknown): LabelTask {
  const { name, description, topics } = recordOf(value, 'label');
  return {
    name: textOf(name, 'name of a label'),
    description: textOf(description, 'description'),
    topics: textsOf(topics, 'topics'),
  };
}

function recordOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw bad(`invalid ${name}`, value, 'an object');
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw bad(`invalid ${name}`, value, 'a text');
}

function textsOf(value: unknown, name: string): readonly string[] {
  if (Array.isArray(value) && value.length <= 200 && value.every((one) => typeof one === 'string'))
    return value;
  throw bad(`invalid ${name}`, value, 'a list of at most 200 texts');
}

function bad(what: string, value: unknown, wanted: string): LabError {
  const wayOut = 'change it and start again';
  return new LabError('bad-setting', `writing: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`);
}
