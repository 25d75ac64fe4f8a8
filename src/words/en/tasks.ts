/** @file The words of the part where a visitor brings texts of their own, in English. */
import type { FailureCode } from '../../core/errors';
import { FEW_CLASS_ROWS, LEAST_CLASS_ROWS, MOST_CHARACTERS, type TaskReport } from '../../core/read-task';
import type { TableColumn } from '../../core/table-columns';
import { fileSize } from './figures';
import { count, number } from './numbers';

const rows = (n: number): string => count(n, 'row', 'rows');
const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ');
/** So many names are written out; of more the rest is counted. */
const MOST_NAMES = 6;

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${quoted(names.slice(0, MOST_NAMES))} and ${number(more)} more` : quoted(names);
}

const failures: Partial<Record<FailureCode, { title: string; next: string }>> = {
  'bad-dataset': {
    title: 'No task can be made of this file as it is.',
    next: 'The message says where and what was expected. Mend the file, choose another, or choose other columns.',
  },
  'no-network': {
    title: 'The example could not be fetched.',
    next: 'Check the connection and try again, or choose a file of your own.',
  },
};

/** What a reader must know of what was done to the rows, the most important first. */
function notesOf(report: TaskReport, title: string): string[] {
  const {
    withoutText,
    withoutLabel,
    ragged,
    repeated,
    contradicting,
    tooLike,
    cut,
    merged,
    leftOut,
    classes,
  } = report;
  const few = classes.filter((one) => one.rows < FEW_CLASS_ROWS);
  const allNumbers = classes.length > 0 && classes.every(({ name }) => /^-?\d+([.,]\d+)?$/.test(name));
  const notes: (string | false)[] = [
    classes.length < 2 &&
      `${classes.length === 0 ? 'No class has' : 'Only one class has'} rows enough. At least two classes with ${LEAST_CLASS_ROWS} different texts each are needed. Is the right column chosen for the labels?`,
    leftOut.length > 0 &&
      `${count(leftOut.length, 'class', 'classes')} left out for having too few different texts (fewer than ${LEAST_CLASS_ROWS}, or too few that are unlike the test rows): ${named(leftOut.map(({ name }) => name))}.`,
    few.length > 0 &&
      `Few rows: ${named(few.map(({ name }) => name))}. With fewer than ${FEW_CLASS_ROWS} rows a class what is measured of it is uncertain by tens of points.`,
    allNumbers &&
      'All labels are numbers. If they are the numbers of rows, another column holds the classes.',
    merged.length > 0 &&
      `Taken as one label each: ${merged.slice(0, MOST_NAMES).map(quoted).join('; ')}${merged.length > MOST_NAMES ? ' and more' : ''}.`,
    withoutLabel > 0 && `${rows(withoutLabel)} without a label left out.`,
    withoutText > 0 && `${rows(withoutText)} without a text left out.`,
    contradicting > 0 && `${rows(contradicting)} left out whose text stands under several labels.`,
    repeated > 0 && `${rows(repeated)} left out that repeat a text word for word.`,
    tooLike > 0 && `${rows(tooLike)} left out of training that are too like a test row.`,
    ragged > 0 &&
      `${rows(ragged)} of “${title}” with more or fewer cells than the heading: look whether the rows below are read as you mean them.`,
    cut > 0 && `${count(cut, 'text', 'texts')} cut to ${number(MOST_CHARACTERS)} characters.`,
  ];
  return notes.filter((note) => note !== false);
}

export const enTasks = {
  lede: 'The experiments run on any texts that have labels. A file that you bring is read in this tab and never leaves it.',
  choose: 'Which texts',
  builtIn: 'comes with the lab',
  ofClasses: (classes: number, texts: number): string => `${number(classes)} classes, ${number(texts)} texts`,
  delete: 'Delete',
  deleteOf: (title: string): string => `Delete “${title}” from this browser`,
  own: 'Bring your own',
  file: {
    label: 'Texts with labels',
    hint: 'CSV, TSV or JSONL: a row a text, with a column that says which class it belongs to.',
  },
  testFile: {
    title: 'The test rows are in a file of their own',
    label: 'Test rows',
    hint: 'The same columns. Without it, three tenths of each class are drawn and kept apart for the test.',
  },
  fileWords: {
    choose: 'Choose a file or drop it here',
    chooseOther: 'Choose another, or drop it here',
    remove: 'Remove the file',
    size: fileSize,
  },
  sample: 'Try it with 96 messages to a shop',
  reading: 'Reading …',
  textColumn: { label: 'Column of the texts', hint: 'What the classifier reads.' },
  labelColumn: { label: 'Column of the labels', hint: 'What it learns to say.' },
  columnOf: ({ name, different, filled }: TableColumn): string =>
    `${name} (${number(different)} different of ${number(filled)})`,
  preview: 'The first rows, as they were read',
  line: 'Line',
  text: 'Text',
  label: 'Label',
  empty: 'empty',
  classes: 'What becomes of each class',
  class: 'Class',
  rows: 'Texts',
  split: { test: 'Test', validation: 'Validation', pool: 'Real rows', corpus: 'For the generator' },
  splitNote:
    'Test rows are never trained on. From “real rows” come the few and the many that classifiers learn from; the generator and the judge of labels learn from the rest.',
  notes: 'What to know',
  merges: 'Labels that differ only in case or spaces are one',
  title: 'Name of the task',
  keep: 'Keep these texts in this browser',
  keepHint: 'Needed to go on with a study after the tab is closed. Otherwise they are gone with the tab.',
  use: 'Use these texts',
  failures,
  notesOf,
};
