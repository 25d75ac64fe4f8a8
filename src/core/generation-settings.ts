/** @file How a language model writes the rows of a study: what a visitor chooses beside the study's own settings. */
import { LabError, shown } from './errors';
import {
  checkPromptSettings,
  checkTask,
  DEFAULT_PROMPT_SETTINGS,
  defaultTask,
  PROMPT_BOUNDS,
  type DescribedClasses,
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

function bad(what: string, value: unknown, wanted: string): LabError {
  const wayOut = 'change it and start again';
  return new LabError('bad-setting', `writing: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`);
}
