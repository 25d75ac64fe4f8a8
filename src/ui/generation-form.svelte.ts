/** @file How a language model is to write, as it is being edited: words, form of the prompt, numbers, label check. */
import {
  DEFAULT_WRITING,
  WRITING_BOUNDS,
  WRITING_NUMBERS,
  type GenerationSettings,
  type GenerationNumber,
} from '../core/generation-settings';
import type { PROMPT_BOUNDS } from '../core/llm-task';
import {
  DEFAULT_PROMPT_SETTINGS,
  defaultTask,
  type DescribedClasses,
  type LlmTask,
  type PromptKind,
  type PromptSettings,
} from '../core/llm-task';

/** Those that may be broken. */
const WITH_FRACTIONS: readonly GenerationNumber[] = ['frequencyPenalty', 'presencePenalty', 'suppression'];

/** Rows of each class and run that are checked, where a visitor wants a check and says no number. */
const USUAL_CHECK = 5;

export class GenerationForm {
  instruction = $state('');
  descriptions = $state<string[]>([]);
  /** Topics of each class, with commas between. */
  topics = $state<string[]>([]);
  kind = $state<PromptKind>(DEFAULT_PROMPT_SETTINGS.kind);
  readonly numbers = $state<Record<GenerationNumber, string>>(textsOf(DEFAULT_WRITING));
  isChecking = $state(false);

  /** Null before the classes are known; then the words cannot be edited. */
  about = $state.raw<DescribedClasses | null>(null);

  readonly faults: Readonly<Record<GenerationNumber, boolean>> = $derived.by(
    () =>
      Object.fromEntries(
        WRITING_NUMBERS.map((name) => [name, valueOf(name, this.numbers[name]) === null]),
      ) as Record<GenerationNumber, boolean>,
  );
  /** Null while an entry is faulty. */
  readonly settings: GenerationSettings | null = $derived.by(() => {
    const used = WRITING_NUMBERS.filter((name) => name !== 'checkedPerClass' || this.isChecking);
    if (used.some((name) => this.faults[name])) return null;
    if (this.about && this.instruction.trim() === '') return null;
    const value = (name: GenerationNumber): number => valueOf(name, this.numbers[name])!;
    const prompts: PromptSettings = {
      kind: this.kind,
      fewShot: value('fewShot'),
      examplesPerRequest: value('examplesPerRequest'),
      topics: value('topics'),
      frequencyPenalty: value('frequencyPenalty'),
      presencePenalty: value('presencePenalty'),
      suppression: value('suppression'),
    };
    const checkedPerClass = this.isChecking ? value('checkedPerClass') : 0;
    return { task: this.#taskOrNull(), prompts, checkedPerClass };
  });
  /** The words alone. */
  readonly hasOwnWords: boolean = $derived.by(() => this.#taskOrNull() !== null);
  /** The form of the prompt, the numbers and the check. */
  readonly hasOwnNumbers: boolean = $derived.by(() => {
    const { settings } = this;
    return !settings || JSON.stringify({ ...settings, task: null }) !== JSON.stringify(DEFAULT_WRITING);
  });
  readonly isDefault: boolean = $derived.by(
    () => JSON.stringify(this.settings) === JSON.stringify(DEFAULT_WRITING),
  );

  /** Words that came from elsewhere: an unfinished study, a file. */
  #given = $state.raw<LlmTask | null>(null);

  /** Makes the words editable; a form filled before keeps its own where they fit these classes. */
  open(about: DescribedClasses): void {
    this.about = about;
    this.#setWords(fits(this.#given, about) ? this.#given! : defaultTask(about));
  }

  fill(settings: GenerationSettings): void {
    const { task, prompts, checkedPerClass } = settings;
    this.kind = prompts.kind;
    Object.assign(this.numbers, textsOf(settings));
    this.isChecking = checkedPerClass > 0;
    this.#given = task;
    if (this.about) this.open(this.about);
  }

  /** Back to the lab's own words; the numbers stay as they are. */
  resetWords(): void {
    this.#given = null;
    if (this.about) this.open(this.about);
  }

  resetNumbers(): void {
    this.kind = DEFAULT_PROMPT_SETTINGS.kind;
    Object.assign(this.numbers, textsOf(DEFAULT_WRITING));
    this.isChecking = false;
  }

  /** The words as they stand; null where they are the lab's own. */
  #taskOrNull(): LlmTask | null {
    if (!this.about) return this.#given;
    const lab = defaultTask(this.about);
    const base = fits(this.#given, this.about) ? this.#given! : lab;
    const task: LlmTask = {
      ...base,
      instruction: this.instruction.trim(),
      labels: base.labels.map((label, i) => ({
        ...label,
        description: (this.descriptions[i] ?? '').trim(),
        topics: topicsOf(this.topics[i] ?? ''),
      })),
    };
    return JSON.stringify(task) === JSON.stringify(lab) ? null : task;
  }

  #setWords(task: LlmTask): void {
    this.instruction = task.instruction;
    this.descriptions = task.labels.map(({ description }) => description);
    this.topics = task.labels.map(({ topics }) => topics.join(', '));
  }
}

function fits(task: LlmTask | null, { classNames }: DescribedClasses): boolean {
  return task !== null && JSON.stringify(task.labels.map(({ name }) => name)) === JSON.stringify(classNames);
}

function topicsOf(text: string): string[] {
  return text
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '');
}

function textsOf({ prompts, checkedPerClass }: GenerationSettings): Record<GenerationNumber, string> {
  const texts = Object.entries(prompts).map(([name, value]) => [name, String(value)]);
  return {
    ...(Object.fromEntries(texts) as Record<keyof typeof PROMPT_BOUNDS, string>),
    checkedPerClass: String(checkedPerClass > 0 ? checkedPerClass : USUAL_CHECK),
  };
}

/** Null where the text is no number within the bounds. */
function valueOf(name: GenerationNumber, text: string): number | null {
  const [least, most] = WRITING_BOUNDS[name];
  const value = text.trim() === '' ? NaN : Number(text.trim().replace(',', '.').replace('−', '-'));
  const isNumber = WITH_FRACTIONS.includes(name) ? Number.isFinite(value) : Number.isInteger(value);
  return isNumber && value >= least && value <= most ? value : null;
}
