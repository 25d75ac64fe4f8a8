/** @file A task as a study names it: which labelled texts a classifier learns to tell apart, and the words about them. */
import { LabError, shown } from './errors';
import { SPLIT_NAMES, type Dataset, type SplitName } from './example';
import type { DescribedClasses } from './llm-task';

/** What is known of a task without its texts: enough to list it, to count its studies and to speak of it. */
export interface TaskInfo {
  /** The built-in task's own name, or `own:` and the fingerprint. */
  readonly id: string;
  /** The question that the classifier answers, or the name that the task was given. */
  readonly title: string;
  readonly classNames: readonly string[];
  /** Rows of each split: of all classes together, and of the smallest class. */
  readonly rows: Readonly<Record<SplitName, { readonly total: number; readonly least: number }>>;
  /** Whether there are real texts about none of the classes. */
  readonly hasOutside: boolean;
  /** As in the data set. */
  readonly fingerprint: string;
  /** What one text is called in a sentence, and several: "review", "reviews". */
  readonly textNoun: readonly [one: string, many: string];
  /** Where the texts come from and under which licence, in one sentence. */
  readonly source: string;
  /** Address of the licence below the site's root; absent where the site has none. */
  readonly licence?: string;
}

/** A data set without the names that are worked out from its texts. */
export type UnnamedDataset = Omit<Dataset, 'id' | 'fingerprint'>;

/** What a prompt is tried with: the classes, and the real rows of each that may be shown to a model. */
export interface TrialTexts extends DescribedClasses {
  readonly pool: readonly (readonly string[])[];
}

export function trialTextsOf({ classNames, llmTask, splits }: Dataset): TrialTexts {
  return { classNames, pool: splits.pool, ...(llmTask === undefined ? {} : { llmTask }) };
}

export const ANY_TEXT_NOUN = ['text', 'texts'] as const;

export function taskInfoOf(dataset: Dataset): TaskInfo {
  const { id, title, classNames, splits, outside = [], fingerprint, source, textNoun, licence } = dataset;
  const rowsOf = (split: SplitName): { total: number; least: number } => {
    const counts = splits[split].map((texts) => texts.length);
    return { total: counts.reduce((sum, count) => sum + count, 0), least: Math.min(...counts) };
  };
  return {
    id,
    title,
    classNames,
    rows: Object.fromEntries(SPLIT_NAMES.map((split) => [split, rowsOf(split)])) as TaskInfo['rows'],
    hasOutside: outside.length > 0,
    fingerprint,
    textNoun: textNoun ?? ANY_TEXT_NOUN,
    source,
    ...(licence === undefined ? {} : { licence }),
  };
}

const OWN = 'own:';
/** A SHA-256 in hexadecimal. */
const FINGERPRINT = /^[0-9a-f]{64}$/;

export function ownTaskId(fingerprint: string): string {
  return OWN + fingerprint;
}

/** Whether a text has the form of an own task's name. */
export function isOwnTaskId(id: string): boolean {
  return id.startsWith(OWN) && FINGERPRINT.test(fingerprintIn(id));
}

/** Of an own task's name. */
export function fingerprintIn(id: string): string {
  return id.slice(OWN.length);
}

/** For a study whose texts are not in this browser, or not on this machine. */
export function missingTask(place: string, id: string): LabError {
  const wanted = isOwnTaskId(id) ? `the texts with the fingerprint ${fingerprintIn(id)}` : 'a known task';
  const wayOut = 'bring the file that they were read from, or choose another task';
  return new LabError('bad-dataset', `${place}: missing task: ${shown(id)} (wanted ${wanted}) — ${wayOut}`);
}
