/** @file The words of the page that compares two files, in English. */
import type { FailureCode } from '../../core/errors';
import { percentRoundedDown, type KnownShares, type WordsFound } from '../../core/measured-set';
import { fileSize, numberOf } from './figures';
import { number } from './numbers';

const percent = (share: number): string => `${percentRoundedDown(share)} %`;
const rows = (n: number): string => numberOf(n, 'row', 'rows');

/** Where the study's words would not fit a visitor's own file. */
const failures: Partial<Record<FailureCode, { title: string; next: string }>> = {
  'bad-dataset': {
    title: 'A file could not be read as asked.',
    next: 'The message says where and what was expected. Mend the file, or change the names of the columns above, and measure again.',
  },
  'bad-setting': {
    title: 'One of the choices above does not work.',
    next: 'The message says which. Change it and measure again.',
  },
  'out-of-memory': {
    title: 'The computer ran out of memory.',
    next: 'Close other tabs, or take a part of the file, then measure again.',
  },
  'worker-died': {
    title: 'The part of the lab that does the work has stopped.',
    next: 'Measure again. If it happens with this file every time, take a part of it.',
  },
};

export const enCompare = {
  title: 'Compare any two files',
  lede: 'Take a set of texts of your own and see how varied it is, by every measure the lab has. Add a second one, of real text for instance, and see how far the first is from it and which rows give it away.',
  promise:
    'The files are read in this tab and nowhere else: there is no server, and nothing of them leaves it.',
  form: 'Files to measure',
  files: [
    { label: 'First file', hint: 'The texts in question, generated ones perhaps. CSV or JSONL.' },
    { label: 'Second file', hint: 'Optional: the texts to compare them with, real ones perhaps.' },
  ],
  letters: ['A', 'B'],
  choose: 'Choose a file or drop it here',
  chooseOther: 'Choose another, or drop it here',
  size: fileSize,
  remove: (letter: string): string => `Remove file ${letter}`,
  textColumn: { label: 'Column of the texts', hint: 'In CSV its heading, in JSONL its key.' },
  labelColumn: {
    label: 'Column of the labels',
    hint: 'Optional. Left empty, a column “label” is taken if there is one.',
    none: '“label”, if there is one',
  },
  measure: 'Measure',
  needFile: 'Choose the first file to begin.',
  needColumn: 'Name the column of the texts.',
  running: (seconds: number): string => `Measuring, ${seconds} s so far`,
  progress: 'Measuring the files',
  cancel: 'Stop',
  stopped: 'Stopped. Nothing was kept.',
  done: 'Measured. The results are below.',
  failures,
  results: {
    title: 'What came out',
    files: 'What was read',
    measured: (numMeasured: number, numRows: number): string =>
      numMeasured === numRows
        ? `${rows(numRows)} with a text, all measured`
        : `${rows(numRows)} with a text; ${number(numMeasured)} of them, drawn at random, were measured`,
    faults: (numWithoutText: number, numRagged: number): string =>
      [
        ...(numWithoutText > 0 ? [`; ${rows(numWithoutText)} without a text left out`] : []),
        ...(numRagged > 0 ? [`; ${rows(numRagged)} with more or fewer cells than the heading has`] : []),
      ].join(''),
    equal: (numTexts: number, numTokens: number): string =>
      `To be comparable, both were cut to ${number(numTexts)} texts, drawn at random; for measures of variety in words, also to ${number(numTokens)} words and signs each, the longest texts first.`,
    known: ({ pieces, tokens }: KnownShares): string =>
      [
        ...(pieces === null ? [] : [`The encoder knows ${percent(pieces)} of the pieces.`]),
        ...(tokens === null
          ? []
          : [`The language models of perplexity know ${percent(tokens)} of the words.`]),
      ].join(' '),
    words: (found: WordsFound, numTexts: number, numRead: number): string =>
      (found === 'by character'
        ? 'Words: one a character (Chinese, Japanese)'
        : 'Words found by the browser’s dictionary (Thai, Lao, Khmer, Burmese)') +
      `, in ${number(numTexts)} of ${number(numRead)} texts.`,
    unequal:
      'The two were measured at different sizes. Many measures of variety move with the size of a set, so compare those lines with care.',
    embedder: (id: string): string => `Meanings are those of ${id}; others would give other values.`,
    interval: (low: string, high: string): string => `${low} to ${high}`,
    intervalNote: 'Small numbers below a value are its 95 % interval, where one could be had.',
    measure: 'Measure',
    compared: 'Beside each other',
    moreVaried: (letter: string): string => `${letter} is more varied`,
    higher: (letter: string): string => `${letter} is higher`,
    overlapping: 'intervals overlap',
    clearNote: 'A file is called more varied only where the two intervals do not overlap.',
    shift: 'A from B',
    shiftLede: (numRows: number): string =>
      `How far the first file is from the second, taken of ${rows(numRows)} of each.`,
    pValue: 'Could it be chance?',
    p: (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`),
    pNote: 'p is the chance of a value at least this far off if both files came from one source.',
    noValue: '–',
    noReason: 'not measured',
    tableName: (kind: string): string => `${kind}: measures of the files, scrolls sideways if need be`,
    csv: 'Download the table (CSV)',
    json: 'Download everything (JSON)',
  },
  giveaways: {
    title: 'The rows that give the first file away',
    lede: 'A simple classifier learned to tell the two files apart. These rows of the first file it was surest of, with the words that told it; ^ and $ stand for the beginning and the end of a text.',
    none: 'No row gives the first file away.',
    sure: (share: number): string => `${Math.round(share * 100)} % sure`,
    words: 'Words that told it',
  },
};
