/** @file The sentences about a generator that is fitted to its own output. */
import type { Estimate } from '../../../core/measure';
import type { FormLoss, SelfConsumptionStatement, Step } from '../../../core/statement';
import { points, pointsWithInterval, showP, signedPoints, signedWithInterval } from '../figures';
import { MEASURE_NAMES } from './measure-names';
import { ALPHA, inSentence, listed, ofCurve } from './phrases';

type Of<S extends SelfConsumptionStatement['says']> = Extract<SelfConsumptionStatement, { readonly says: S }>;

export function selfConsumptionSentence(statement: SelfConsumptionStatement): string {
  switch (statement.says) {
    case 'loss':
      return ofCurve(statement.curve, loss(statement, statement.pValue));
    case 'onset':
      return ofCurve(statement.curve, onset(statement, statement.pValue));
    case 'slope':
      return ofCurve(statement.curve, slope(statement.change, statement.pValue));
    case 'forms-differ':
      return formsDiffer(statement);
    case 'self-consumption':
      return verdict(statement.forms, statement.pValue);
    case 'self-consumption-not-distinguishable':
      return notDistinguishable(statement.forms);
  }
}

function loss({ value, against, change }: Step, p: number): string {
  if (p > ALPHA) {
    return `no loss is shown: at generation ${value} accuracy is ${signedWithInterval(change)} from generation ${against} (${showP(p)}).`;
  }
  return `at generation ${value} accuracy is ${pointsWithInterval(change, -1)} below generation ${against} (${showP(p)}).`;
}

function onset({ value, against, change }: Step, p: number): string {
  if (p > ALPHA) return `from which generation on accuracy is lower is not distinguishable (${showP(p)}).`;
  return `from generation ${value} on accuracy is lower than at generation ${against}: there by ${pointsWithInterval(change, -1)} (${showP(p)}).`;
}

/** Said of ten generations, as one does little. */
function slope({ mean, low, high }: Estimate, p: number): string {
  const ten = { mean: 10 * mean, low: 10 * low, high: 10 * high };
  const found = `${signedPoints(ten.mean)} points every ten generations (95 % interval ${signedPoints(ten.low)} to ${signedPoints(ten.high)}; ${showP(p)})`;
  return p > ALPHA ? `no steady change is shown: ${found}.` : `accuracy changes steadily by ${found}.`;
}

function formsDiffer({ better, worse, generation, lead, pValue: p }: Of<'forms-differ'>): string {
  if (p > ALPHA) {
    return `At generation ${generation}, ${inSentence(better)} and ${inSentence(worse)} are not distinguishable: ${signedWithInterval(lead)} (${showP(p)}).`;
  }
  return `At generation ${generation}, ${inSentence(better)} is ${pointsWithInterval(lead)} above ${inSentence(worse)} (${showP(p)}).`;
}

/** At least one form has a loss. */
function verdict(forms: readonly FormLoss[], p: number): string {
  const lost = forms.filter((form) => form.isShown);
  const kept = forms.filter((form) => !form.isShown);
  const rest =
    kept.length > 0 ? `; no loss is shown with ${listed(kept.map(({ label }) => `“${label}”`))}` : '';
  return `Learning from its own output costs accuracy: ${lost.map(said).join('; ')}${rest} (${showP(p)}).`;
}

function said({ label, last, onset, diversity }: FormLoss): string {
  const name = label === '' ? '' : `with “${label}”, `;
  const size = `${pointsWithInterval(last.change, -1)} by generation ${last.value}`;
  const from =
    onset.value === last.value
      ? ''
      : `, shown from generation ${onset.value} on, there ${pointsWithInterval(onset.change, -1)}`;
  const lessVaried = diversity
    ? `, while ${MEASURE_NAMES[diversity.role] ?? diversity.role} goes from ${diversity.first.toFixed(1)} to ${diversity.last.toFixed(1)}`
    : '';
  return `${name}${size}${from}${lessVaried}`;
}

function notDistinguishable(forms: readonly FormLoss[]): string {
  const [clearest] = [...forms].sort((a, b) => a.last.change.mean - b.last.change.mean);
  if (!clearest) return 'Not distinguishable: no loss is shown.';
  const { value, change } = clearest.last;
  const name = clearest.label === '' ? '' : ` with “${clearest.label}”`;
  return `Not distinguishable: no loss is shown by generation ${value}; the largest,${name} ${points(change.mean)} points (95 % interval ${signedPoints(change.low)} to ${signedPoints(change.high)}), may be chance.`;
}
