/** @file The sentences of an explanation. Shares in whole percent, accuracies to one decimal. */
import { points, roundPercent } from '../../words/en/figures';
import { capital, listed } from '../../words/en/statements/phrases';
import type { Cause, CauseId, ClassOutcome } from '../../core/explain';

const WHOLE: Readonly<Record<CauseId, (value: string, real: string) => string>> = {
  labelNoise: (value) =>
    `About ${value} of the generated rows have a wrong label, as far as the oracle can tell.`,
  outOfScope: (value, real) =>
    `${value} of the generated rows seem to be about none of the classes (of real rows: ${real}).`,
  shift: (value, real) =>
    `A classifier tells generated from real rows with an accuracy of ${value} (real from real: ${real}; a coin: 50 %).`,
  coverage: (value, real) =>
    `${value} of the real rows have a generated row in their neighbourhood (as many other real rows reach ${real}).`,
  duplicates: (value, real) =>
    `${value} of the generated rows nearly repeat an earlier one (of real rows: ${real}).`,
};

const MISSING: Readonly<Record<CauseId, string>> = {
  labelNoise: 'Label noise cannot be told: the oracle is no better than chance.',
  outOfScope:
    'Whether rows are about none of the classes cannot be told: the dataset has no such text to compare with.',
  shift: 'Distance from real text cannot be told: there are too few rows.',
  coverage: 'Coverage of real text cannot be told: there are too few rows.',
  duplicates: 'Duplicates cannot be told: there are no rows.',
};

/** In the middle of a sentence. */
const PHRASES: Readonly<Record<CauseId, (value: string) => string>> = {
  labelNoise: (value) => `about ${value} of the labels are wrong`,
  outOfScope: (value) => `${value} of the rows are about none of the classes`,
  shift: (value) => `the rows can be told from real ones (${value} of the time)`,
  coverage: (value) => `they cover only ${value} of real text`,
  duplicates: (value) => `${value} of the rows are near-duplicates`,
};

export function causeText(id: CauseId, value: number | null, real: number | null): string {
  return value === null
    ? MISSING[id]
    : WHOLE[id](roundPercent(value), real === null ? '?' : roundPercent(real));
}

export interface Summary {
  readonly label: string;
  readonly accuracy: number;
  readonly causes: readonly Cause[];
  readonly classes: readonly ClassOutcome[];
  readonly classNames: readonly string[];
  /** See `Explanation`. */
  readonly disputedOfHurting: number | null;
  /** Share of all generated rows whose label the oracle disputes. */
  readonly disputed: number;
}

/** What the parts of an explanation come to. */
export function summaryText(summary: Summary): string {
  const { label, accuracy, causes } = summary;
  const notable = causes.flatMap(({ id, value, isNotable }) =>
    isNotable && value !== null ? PHRASES[id](roundPercent(value)) : [],
  );
  const sentences = [`${capital(label)}: the classifier reaches ${points(accuracy)} %.`];
  if (causes.length === 0) sentences.push('It has real rows only.');
  else if (notable.length === 0) {
    sentences.push('In nothing that could be measured are its rows shown to be worse than real ones.');
  } else {
    sentences.push(`Worse than in real text: ${listed(notable)}.`, caution(notable.length));
  }
  const worst = worstClass(summary);
  if (worst) sentences.push(worst);
  const rows = hurtingRows(summary);
  if (rows) sentences.push(rows);
  return sentences.join(' ');
}

/** What is found beside a loss has not been shown to cause it. */
function caution(numNotable: number): string {
  return numNotable === 1
    ? 'Whether this costs accuracy is not shown by it.'
    : 'Which of these costs accuracy is not shown by them.';
}

function worstClass({ classes, classNames }: Summary): string | null {
  const worst = [...classes].sort((a, b) => a.accuracy - b.accuracy)[0];
  if (!worst?.takenFor) return null;
  const { label, takenFor } = worst;
  return (
    `Hardest is “${classNames[label]}”: ${roundPercent(worst.accuracy)} of its test rows are recognised, ` +
    `${roundPercent(takenFor.share)} are taken for “${classNames[takenFor.label]}”.`
  );
}

function hurtingRows({ disputedOfHurting, disputed }: Summary): string | null {
  if (disputedOfHurting === null || disputedOfHurting <= disputed) return null;
  return (
    `Of the tenth of the rows that hurt most, the oracle disputes ${roundPercent(disputedOfHurting)} of the labels; ` +
    `of all rows ${roundPercent(disputed)}.`
  );
}
