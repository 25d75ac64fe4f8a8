/** @file The words of the rows of one run, in English. */
import { count, percent } from './numbers';

export const enRows = {
  name: 'Rows of one run',
  close: 'Close',
  replicates: 'Replicate',
  accuracy: 'Accuracy',
  balancedAccuracy: 'Balanced accuracy',
  macroF1: 'Macro-F1',
  steps: 'Training steps',
  trainingLoss: 'Training loss at the end',
  trainedOn: (generated: number, real: number): string =>
    generated > 0
      ? `Learned from ${count(generated, 'generated row', 'generated rows')} and ${count(real, 'real row', 'real rows')}.`
      : `Learned from ${count(real, 'real row', 'real rows')} and nothing generated.`,
  written: 'The rows it learned from',
  noGenerated: 'This baseline saw real rows only, so there are no generated rows to read.',
  shortened: (kept: number): string =>
    `The recorded example keeps the first ${count(kept, 'row', 'rows')} of each class. Run the study yourself to read them all.`,
  ofClass: (n: number): string => count(n, 'row', 'rows'),
  found: (share: number): string => `${percent(share)} recognised`,
  confusion: 'What it took for what',
  confusionLede: 'Real test rows: one line for each true class, one column for each answer.',
  trueClass: 'True class',
  answer: 'Answer',
};
