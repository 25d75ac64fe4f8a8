/** @file The texts a visitor's transformer learns from: the lab's corpus, or a file of the visitor's. */
import { LabError, shown } from '../../core/errors';
import type { Dataset } from '../../core/example';
import { shuffled, stream } from '../../core/random';
import { readLines } from '../../dataset/read-lines';
import { readTable } from '../../dataset/read-table';
import { MOST_LABELS, readGroups } from '../../dataset/read-table-groups';
import { tokenize } from '../../text/tokenize';
import type { LearningText, LearningTexts } from '../../training/nano/prepare-training';
import type { LabelledTexts } from './ngram-continuer';

/** Where a visitor's texts stand. */
export type TextsFile =
  | { readonly kind: 'lines'; readonly name: string; readonly chunks: () => AsyncIterable<string> }
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly chunks: () => AsyncIterable<string>;
      readonly textColumn: string;
      readonly labelColumn: string | null;
    };

/** Of a larger file a random sample. */
const MOST_TEXTS = 25_000;
/** A text is cut here: the model reads far less of it. */
const MOST_CHARACTERS = 1000;
const MOST_CLASSES = 40;
const MOST_VALIDATION_TEXTS = 200;
/** A tenth of the texts is not learned from, but checked on. */
const VALIDATION_SHARE = 0.1;

export function corpusTexts({ id, title, classNames, splits }: Dataset): LearningTexts {
  const learningTexts = (split: 'corpus' | 'validation'): LearningText[] =>
    splits[split].flatMap((texts, label) => texts.map((text) => ({ text, label })));
  const validation = shuffled(learningTexts('validation'), stream('validation', id));
  return {
    name: title,
    labels: classNames,
    training: learningTexts('corpus'),
    validation: validation.slice(0, MOST_VALIDATION_TEXTS),
  };
}

/**
 * The texts of a file, a tenth of them set aside for validation by `seed`.
 * @throws LabError `bad-dataset` where the file cannot be read, has too many labels, or fewer than two different texts
 * with a word in them
 */
export async function fileTexts(file: TextsFile, seed: number): Promise<LearningTexts> {
  const { name } = file;
  const textColumn = file.kind === 'lines' ? 'text' : file.textColumn;
  const labelColumn = file.kind === 'lines' ? null : file.labelColumn;
  const rows =
    file.kind === 'lines'
      ? readLines(file.chunks(), { column: textColumn, name })
      : readTable(file.chunks(), { name, ...formatOf(name) });
  const table = await readGroups(rows, {
    name,
    textColumn,
    labelColumn: labelColumn ?? 'label',
    needsLabels: labelColumn !== null,
    byColumn: null,
    mostTexts: MOST_TEXTS,
    seed: ['texts to learn from', seed],
  });
  const { texts, labels: labelOf } = table.groups[0]!;
  const found = texts
    .map((text, i) => ({ text: text.trim().slice(0, MOST_CHARACTERS), label: labelOf[i]!.trim() }))
    .filter(({ text }) => tokenize(text).length > 0);
  const names = [...new Set(found.map(({ label }) => label))].filter((label) => label !== '').sort();
  const isTooMany = names.length > MOST_CLASSES;
  if (isTooMany && labelColumn !== null) {
    const wanted = `at most ${Math.min(MOST_CLASSES, MOST_LABELS)} different labels`;
    throw new LabError(
      'bad-dataset',
      `${name}: invalid column: ${shown(labelColumn)} (wanted ${wanted}) — leave the column of the labels empty`,
    );
  }
  const labels = isTooMany ? [] : names;
  const indexOf = new Map(labels.map((label, i) => [label, i]));
  return splitOff(
    name,
    labels,
    found.map(({ text, label }) => ({ text, label: indexOf.get(label) ?? null })),
    seed,
  );
}

function splitOff(
  name: string,
  labels: readonly string[],
  texts: readonly LearningText[],
  seed: number,
): LearningTexts {
  const different = [...new Set(texts.map(({ text }) => text))];
  if (different.length < 2) {
    const wanted = 'at least two different ones with a word in them: one to learn from, one to check on';
    throw new LabError(
      'bad-dataset',
      `${name}: missing texts: ${different.length} (wanted ${wanted}) — add texts`,
    );
  }
  const most = Math.max(1, Math.min(MOST_VALIDATION_TEXTS, Math.floor(different.length * VALIDATION_SHARE)));
  const apart = new Set(shuffled(different, stream('validation', seed)).slice(0, most));
  const training = texts.filter(({ text }) => !apart.has(text));
  // A label that is left without a text to learn from is none.
  const learned = labels.filter((_, i) => training.some(({ label }) => label === i));
  const renumbered = ({ text, label }: LearningText): LearningText => {
    const index = label === null ? -1 : learned.indexOf(labels[label]!);
    return { text, label: index < 0 ? null : index };
  };
  const validation = [...apart].map((text) => texts.find((one) => one.text === text)!);
  return {
    name,
    labels: learned,
    training: training.map(renumbered),
    validation: validation.map(renumbered),
  };
}

/** All that was learned from, for a model that counts words. */
export function labelledTexts({ labels, training }: LearningTexts): LabelledTexts {
  const byLabel = labels.map((): string[] => []);
  for (const { text, label } of training) if (label !== null) byLabel[label]!.push(text);
  return { labels, byLabel, all: training.map(({ text }) => text) };
}

function formatOf(name: string): { format?: 'tsv' | 'jsonl' } {
  if (/\.tsv$/i.test(name)) return { format: 'tsv' };
  return /\.(jsonl|ndjson)$/i.test(name) ? { format: 'jsonl' } : {};
}
