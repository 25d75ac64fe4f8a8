/**
 * @file A task from the rows of a labelled table: cleaned, counted, and split by seed, so that no row that is trained on
 * lies next to a test row.
 */
import type { Dataset, SplitName } from '../core/example';
import { shuffled, stream } from '../core/random';
import { LEAST_CLASS_ROWS, MOST_CHARACTERS, type ClassOfTask, type TaskReport } from '../core/read-task';
import { nearDuplicateFinder } from '../text/near-duplicates';

export interface LabelledRow {
  readonly text: string;
  readonly label: string;
  /** Whether it comes from a file of test rows. */
  readonly isTest: boolean;
}

export interface TaskOfRows {
  /** Of classes that have enough rows; fewer than two make no task. */
  readonly classNames: readonly string[];
  readonly splits: Dataset['splits'];
  readonly report: Omit<TaskReport, 'withoutText' | 'withoutLabel' | 'ragged'>;
}

/** Shares of a class's rows that test and validation get, and the most that any split takes of one class. */
const TEST_SHARE = 0.3;
const VALIDATION_SHARE = 0.1;
const MOST_ROWS: Readonly<Record<SplitName, number>> = {
  test: 300,
  validation: 100,
  pool: 500,
  corpus: 4000,
};
/** Of the rows for training a third is for the pool, but no fewer than these where there are twice as many. */
const POOL_SHARE = 1 / 3;
const LEAST_POOL_ROWS = 8;

/**
 * Same rows, same seed, same task. Classes are in alphabetical order.
 * @param rows with a text and a label that are not blank
 */
export function taskOfRows(
  rows: readonly LabelledRow[],
  { mergesSpellings, seed }: { readonly mergesSpellings: boolean; readonly seed: number },
): TaskOfRows {
  const { nameOf, merged } = labelNames(rows, mergesSpellings);
  let cut = 0;
  const cleaned = rows.map(({ text, label, isTest }) => {
    const whole = text.trim().replace(/\s+/g, ' ');
    if (whole.length > MOST_CHARACTERS) cut++;
    return { text: cutTo(whole, MOST_CHARACTERS), label: nameOf(label), isTest };
  });
  const { kept, repeated, contradicting } = distinctRows(cleaned);

  const counts = new Map<string, number>();
  for (const { label } of kept) counts.set(label, (counts.get(label) ?? 0) + 1);
  let names = [...counts.keys()].filter((name) => counts.get(name)! >= LEAST_CLASS_ROWS).sort(byCodeUnits);
  // What is too like a test row is known only after the split; a class that then lacks rows is left out, and all is split anew.
  for (;;) {
    const { splits, tooLike } = split(kept, names, seed);
    const whole = names.filter((_, i) => Object.values(splits).every((split) => split[i]!.length > 0));
    if (whole.length < names.length) {
      names = whole;
      continue;
    }
    const classes = names.map((name, i): ClassOfTask => {
      const { test, validation, pool, corpus } = splits;
      return {
        name,
        rows: counts.get(name)!,
        test: test[i]!.length,
        validation: validation[i]!.length,
        pool: pool[i]!.length,
        corpus: corpus[i]!.length,
      };
    });
    const leftOut = [...counts]
      .filter(([name]) => !names.includes(name))
      .map(([name, count]) => ({ name, rows: count }))
      .sort((a, b) => b.rows - a.rows || byCodeUnits(a.name, b.name));
    const report = { rows: rows.length, repeated, contradicting, tooLike, cut, merged, leftOut, classes };
    return { classNames: names, splits, report };
  }
}

/** Which name stands for a label: its most frequent spelling, of equals the one that comes first. */
function labelNames(
  rows: readonly LabelledRow[],
  mergesSpellings: boolean,
): { nameOf: (label: string) => string; merged: readonly (readonly string[])[] } {
  const keyOf = (label: string): string => {
    const trimmed = label.trim().replace(/\s+/g, ' ');
    return mergesSpellings ? trimmed.normalize('NFKC').toLowerCase() : trimmed;
  };
  const spellings = new Map<string, Map<string, number>>();
  for (const { label } of rows) {
    const key = keyOf(label);
    const own = spellings.get(key) ?? new Map<string, number>();
    spellings.set(key, own);
    own.set(label, (own.get(label) ?? 0) + 1);
  }
  const ordered = new Map(
    [...spellings].map(([key, own]) => [
      key,
      [...own].sort((a, b) => b[1] - a[1]).map(([spelling]) => spelling),
    ]),
  );
  return {
    nameOf: (label) => ordered.get(keyOf(label))![0]!.trim(),
    merged: [...ordered.values()].filter((list) => list.length > 1),
  };
}

interface NamedRow {
  readonly text: string;
  readonly label: string;
  readonly isTest: boolean;
}

/** Each text once; a test row stays where a training row has its text. What has several labels is left out altogether. */
function distinctRows(rows: readonly NamedRow[]): {
  kept: NamedRow[];
  repeated: number;
  contradicting: number;
} {
  const byText = new Map<string, NamedRow[]>();
  for (const row of rows) {
    const same = byText.get(row.text);
    if (same) same.push(row);
    else byText.set(row.text, [row]);
  }
  const kept: NamedRow[] = [];
  let contradicting = 0;
  for (const same of byText.values()) {
    if (same.some(({ label }) => label !== same[0]!.label)) contradicting += same.length;
    else kept.push(same.find(({ isTest }) => isTest) ?? same[0]!);
  }
  return { kept, repeated: rows.length - kept.length - contradicting, contradicting };
}

/** The four splits of these classes, and how many rows were too like a test or validation row. */
function split(
  rows: readonly NamedRow[],
  names: readonly string[],
  seed: number,
): { splits: Record<SplitName, string[][]>; tooLike: number } {
  const hasTestFile = rows.some(({ isTest }) => isTest);
  const listsOf = (isTest: boolean): string[][] =>
    names.map((name) =>
      shuffled(
        rows.filter((row) => row.label === name && row.isTest === isTest).map(({ text }) => text),
        stream('own split', seed, name, Number(isTest)),
      ),
    );
  const rest = listsOf(false);
  const sizes = rest.map(({ length }) => length);
  const take = (share: number, most: number): string[][] =>
    rest.map((texts, i) => texts.splice(0, Math.min(most, Math.max(1, Math.round(share * sizes[i]!)))));
  let tooLike = 0;
  const withoutNear = (texts: readonly string[][]): void => {
    const isNear = nearDuplicateFinder(texts.flat());
    rest.forEach((own, i) => {
      rest[i] = own.filter((text) => !isNear(text));
      tooLike += own.length - rest[i].length;
    });
  };
  const test = hasTestFile
    ? listsOf(true).map((texts) => texts.slice(0, MOST_ROWS.test))
    : take(TEST_SHARE, MOST_ROWS.test);
  withoutNear(test);
  const validation = take(VALIDATION_SHARE, MOST_ROWS.validation);
  withoutNear(validation);
  const pool = rest.map((texts) => texts.splice(0, poolRows(texts.length)));
  const corpus = rest.map((texts) => texts.slice(0, MOST_ROWS.corpus));
  return { splits: { test, validation, pool, corpus }, tooLike };
}

function poolRows(rows: number): number {
  const least = Math.min(LEAST_POOL_ROWS, Math.floor(rows / 2));
  return Math.min(MOST_ROWS.pool, Math.max(least, Math.round(POOL_SHARE * rows)));
}

/** At most so many UTF-16 units, no character cut in two. */
function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.charCodeAt(most - 1);
  return text.slice(0, end >= 0xd800 && end <= 0xdbff ? most - 1 : most);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
