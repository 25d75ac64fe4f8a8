/** @file The task that a language model's prompt describes, as a visitor can edit it, and the kinds of prompt. */
import { LabError, shown } from './errors';

interface LabelTask {
  /** As in the dataset's `classNames`. */
  readonly name: string;
  /** What belongs under the label, for the model and for the judge. */
  readonly description: string;
  /** Narrower subjects under this label; may be empty, then prompts name none. */
  readonly topics: readonly string[];
}

export interface LlmTask {
  /** What one text is, in the singular: "short text". */
  readonly textNoun: string;
  /** The same in the plural. */
  readonly textNounPlural: string;
  /** What the classes are and how the texts look, in a few sentences. */
  readonly instruction: string;
  /** By class, in the dataset's order. */
  readonly labels: readonly LabelTask[];
  readonly styles: readonly string[];
  readonly personas: readonly string[];
  readonly places: readonly string[];
  /** Fewest and most words of a text. */
  readonly words: readonly [number, number];
}

/** Classes, and their descriptions for a language model's prompt where the data set has them. */
export interface DescribedClasses {
  readonly classNames: readonly string[];
  readonly llmTask?: LlmTask;
}

/**
 * The plain prompt, the ladder of Chen et al. 2024 (topic, styles, persona, several topics), and the attributes of
 * Yu et al. 2023.
 */
export const PROMPT_KINDS = ['plain', 'topic', 'styles', 'persona', 'several', 'attributes'] as const;
export type PromptKind = (typeof PROMPT_KINDS)[number];

export interface PromptSettings {
  readonly kind: PromptKind;
  /** Real rows of the class shown with each request. */
  readonly fewShot: number;
  /** Rows asked for in one request. */
  readonly examplesPerRequest: number;
  /** How many topics of each label are used; all where there are fewer. */
  readonly topics: number;
  readonly frequencyPenalty: number;
  readonly presencePenalty: number;
  /** Logit bias for a word that makes up 1 % of what was written so far; Chung et al. 2023 take −7.5. 0 is none. */
  readonly suppression: number;
}

export const DEFAULT_PROMPT_SETTINGS: PromptSettings = {
  kind: 'plain',
  fewShot: 3,
  examplesPerRequest: 8,
  topics: 16,
  frequencyPenalty: 0,
  presencePenalty: 0,
  suppression: 0,
};

export const PROMPT_BOUNDS = {
  fewShot: [0, 20],
  examplesPerRequest: [1, 32],
  topics: [1, 200],
  frequencyPenalty: [-2, 2],
  presencePenalty: [-2, 2],
  suppression: [-20, 0],
} as const;

/** @throws LabError `bad-setting` at the first value out of bounds */
export function checkPromptSettings(settings: PromptSettings): PromptSettings {
  if (!PROMPT_KINDS.includes(settings.kind)) {
    throw bad('unknown prompt kind', settings.kind, `one of ${PROMPT_KINDS.join(', ')}`);
  }
  for (const [name, [least, most]] of Object.entries(PROMPT_BOUNDS)) {
    const value = settings[name as keyof typeof PROMPT_BOUNDS];
    const isWhole = least !== -2 && least !== -20;
    if (!(value >= least && value <= most) || (isWhole && !Number.isInteger(value))) {
      throw bad(`invalid ${name}`, value, `${isWhole ? 'a whole number ' : ''}from ${least} to ${most}`);
    }
  }
  return settings;
}

/** Longest description or instruction a visitor may write, in characters: prompts must fit the context. */
const MOST_CHARACTERS = 2000;

/** @throws LabError `bad-setting` where the task does not fit the classes, is empty or too long */
export function checkTask(task: LlmTask, classNames: readonly string[]): LlmTask {
  if (task.labels.length !== classNames.length) {
    throw bad('invalid number of labels', task.labels.length, `${classNames.length}, one for each class`);
  }
  task.labels.forEach(({ name }, i) => {
    if (name !== classNames[i]) throw bad('unknown label', name, `“${classNames[i]}”, as in the dataset`);
  });
  for (const text of [task.textNoun, task.textNounPlural, task.instruction]) {
    if (text.trim() === '') throw bad('missing task text', text, 'a text');
  }
  const { textNoun, textNounPlural, instruction, labels } = task;
  for (const text of [textNoun, textNounPlural, instruction, ...labels.map((label) => label.description)]) {
    if (text.length > MOST_CHARACTERS)
      throw bad('invalid task text', text, `at most ${MOST_CHARACTERS} characters`);
  }
  const [fewest, most] = task.words;
  if (!(Number.isInteger(fewest) && Number.isInteger(most) && fewest >= 1 && fewest <= most && most <= 400)) {
    throw bad('invalid words', task.words, 'two whole numbers from 1 to 400, ascending');
  }
  return task;
}

function bad(what: string, value: unknown, wanted: string): LabError {
  return new LabError(
    'bad-setting',
    `prompt settings: ${what}: ${shown(value)} (wanted ${wanted}) — change it and start again`,
  );
}

/** Styles, personas and places that suit any short text. */
const STYLES = [
  'plain and precise',
  'like a school book',
  'like an encyclopedia',
  'like a specialist’s handbook',
  'conversational',
  'very brief',
];
const PERSONAS = [
  'a school teacher',
  'a museum guide',
  'a traveller',
  'a scientist',
  'a grandparent',
  'a journalist',
  'an engineer',
  'a student',
  'a farmer',
  'a historian',
];
const PLACES = [
  'Africa',
  'East Asia',
  'South Asia',
  'Europe',
  'North America',
  'South America',
  'Oceania',
  'the Middle East',
];

/** A task for any dataset: the names of its classes are all that is known of them. */
export function taskOf(classNames: readonly string[]): LlmTask {
  return {
    textNoun: 'short text',
    textNounPlural: 'short texts',
    instruction: `Each text belongs to exactly one of these classes: ${classNames.join(', ')}.`,
    labels: classNames.map((name) => ({ name, description: `texts of the class “${name}”`, topics: [] })),
    styles: STYLES,
    personas: PERSONAS,
    places: PLACES,
    words: [4, 40],
  };
}

/** The task of a data set for a language model's prompt: its own where it has one, else `taskOf` its classes. */
export function defaultTask({ llmTask, classNames }: DescribedClasses): LlmTask {
  return llmTask ?? taskOf(classNames);
}
