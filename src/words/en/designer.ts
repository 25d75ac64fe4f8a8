/** @file The words of the study designer, in English. */
import type { ClassifierKind } from '../../core/classifiers';
import type { AxisInfo, NumberBounds, SeriesInfo } from '../../core/experiments';
import type { ExpectedShape } from '../../core/hypothesis';
import type { Caution } from '../keys';

export interface FieldWords {
  readonly label: string;
  readonly hint: string;
}

const numbers: Readonly<Record<string, FieldWords>> = {
  rows: { label: 'Generated rows', hint: 'Of each class, in each training set.' },
  real: {
    label: 'Few real rows',
    hint: 'Of each class: mixed into each training set, and alone the lower baseline.',
  },
  manyReal: { label: 'Many real rows', hint: 'Of each class: alone the upper baseline.' },
  replicates: { label: 'Replicates', hint: 'How often each training set is made and learned from anew.' },
  seed: { label: 'Seed', hint: 'The same seed draws the same rows.' },
  temperature: { label: 'Temperature', hint: 'Low keeps to likely words, high is daring.' },
  topP: { label: 'Top-p', hint: 'Small keeps to the likeliest words, 1 allows every word.' },
  steps: {
    label: 'Steps',
    hint: 'Of training, the same for every training set. Left empty, as many as the field shows: they follow from the classes and the rows.',
  },
  batch: { label: 'Batch', hint: 'Rows that each step looks at.' },
  learningRate: { label: 'Learning rate', hint: 'Of the layers (Adam).' },
  embeddingLearningRate: {
    label: 'Learning rate of words',
    hint: 'Of the embedding table (Adam); of the whole body where a study pre-trains it.',
  },
  hidden: { label: 'Hidden units', hint: 'Width of the hidden layer.' },
  margin: {
    label: 'Margin',
    hint: 'In points of accuracy: smaller differences do not matter. 2: or what the study finds, if that is less.',
  },
  wordDropout: { label: 'Word dropout', hint: 'Chance that a word is left out of a text in one step.' },
};

const shapes: Readonly<Record<ExpectedShape, string>> = {
  more: 'More variety is better',
  less: 'Less variety is better',
  'inverted-u': 'Inverted U: moderate is best',
  plateau: 'A plateau: it levels off',
};

const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

const cautions: Readonly<Record<Caution, string>> = {
  'one-replicate':
    'With one replicate nobody can tell a difference from the luck of one seed, so there will be no verdict. Two or more are needed; five are better.',
  'few-replicates':
    'With two replicates only large differences can be told from luck. Five cost more time and say much more.',
  coarse:
    'Only large differences can be found in this way. More replicates, fewer values or fewer curves find smaller ones.',
  'two-values': 'Two values can show a rise or a fall, but no best point between them.',
  'few-rows': 'With so few generated rows a classifier learns hardly anything, whatever they say.',
  'no-real-rows':
    'Without real rows the classifier learns from generated text alone, and the lower baseline is left out.',
  hours:
    'This takes more than an hour. It can be stopped at any time and resumed later, as long as this browser keeps its storage.',
  'many-runs': 'So many runs fill the page and the browser’s storage. They work; the page will be slower.',
};

const wholeNumbers = (isWhole: boolean): string => (isWhole ? 'whole numbers' : 'numbers');

export const enDesigner = {
  lede: 'Change what you like: nothing is refused, and the link in the address bar says the same study, to share.',
  reset: 'Back to the defaults',
  rowsTitle: 'The training sets',
  numbers,
  variant: 'How',
  classifier: 'The classifier',
  classifiers: {
    network: 'Averaging network: begins with word meanings, and has the settings below',
    linear: 'Logistic regression over words and spellings: knows nothing beforehand',
  } satisfies Record<ClassifierKind, string>,
  training: 'Training of the classifier',
  trainingLede: 'The same for every training set, so that only the texts differ.',
  changed: 'changed',
  lock: {
    title: 'Fix the design before the run',
    lede: 'Say what you expect, then fix all settings: the record holds their hash and the time, and the verdict says whether it found what was expected. Send the hash to somebody before you run the study; else it rests on your word and the clock of this computer.',
    expected: 'Expected',
    none: 'Nothing stated',
    shapes,
    fix: 'Fix the design',
    again: 'Fix it again',
    free: 'No longer fixed',
    fixed: (time: string): string => `Fixed at ${time}. Run it with just these settings.`,
    changed: (time: string): string =>
      `Changed since it was fixed at ${time}: the record will say that the design was not fixed before the run.`,
  },
  wantedModel: 'Only a language model can say a text in other words. Choose one above, or take close copies.',
  needsModel: '(a language model has to write them)',
  size: {
    runs: (arms: number, replicates: number, runs: number): string =>
      `${plural(arms, 'training set')}, ${replicates === 1 ? 'once' : `${replicates} times`} each: ${plural(runs, 'run')}.`,
    time: (duration: string, isMeasuredHere: boolean): string =>
      `It will take ${duration}, going by ${isMeasuredHere ? 'the last study here' : 'a laptop of two cores'}.`,
    difference: (share: number): string =>
      `Four in five such studies would find a difference of ${(share * 100).toFixed(1)} points of accuracy between two of them.`,
    noDifference: 'No difference could be told from luck.',
    cautions,
  },
  wanted: ({ least, most, whole }: NumberBounds): string =>
    `Please give a ${whole ? 'whole ' : ''}number from ${least} to ${most}.`,
  wantedValues: ({ fewest, most, least, greatest, whole, defaults }: AxisInfo): string =>
    `Please give ${fewest} to ${most} different ${wholeNumbers(whole)} from ${least} to ${greatest}, with commas between, for example ${defaults.join(', ')}.`,
  wantedCurves: (series: SeriesInfo): string =>
    series.kind === 'choice'
      ? 'Please tick at least one.'
      : `Please give 1 to ${series.most} different ${wholeNumbers(series.whole)} from ${series.least} to ${series.greatest}, with commas between, for example ${series.defaults.join(', ')}.`,
};
