/** @file The sentences of shift against diversity. */
import type { Coefficient } from '../accuracy-regression';
import type { Estimate } from '../../core/run';
import { ALPHA } from '../level';
import { inSentence, listed, pointsWithInterval, showP, signedPoints, signedWithInterval } from './phrases';

/** `name`: "diversity", "closeness to real text", "label accuracy". */
export function coefficient(name: string, { perSd, standardised, role }: Coefficient, p: number): string {
  const size = `${signedPoints(perSd.mean)} points of accuracy (95 % interval ${signedPoints(perSd.low)} to ${signedPoints(perSd.high)}; standardised ${signed(standardised.mean)}, ${signed(standardised.low)} to ${signed(standardised.high)}; ${showP(p)})`;
  const from = `measured by ${role.label}`;
  return p > ALPHA
    ? `That ${name} goes with accuracy, the rest being equal, is not shown: one standard deviation more, ${from}, goes with ${size}.`
    : `One standard deviation more ${name}, ${from}, goes with ${size}, the rest being equal.`;
}

export function shiftEffect(label: string, from: string, difference: Estimate, p: number): string {
  if (p > ALPHA) {
    return `${capitalised(label)}: no difference from “${inSentence(from)}” is shown, ${signedWithInterval(difference)} over all tiers (${showP(p)}).`;
  }
  const [word, turn] = difference.mean < 0 ? (['below', -1] as const) : (['above', 1] as const);
  return `${capitalised(label)}: ${pointsWithInterval(difference, turn)} ${word} “${inSentence(from)}” over all tiers (${showP(p)}).`;
}

export interface Shown {
  readonly name: string;
  readonly coefficient: Coefficient;
}

/** What matters, what is not shown to, and which shifts cost accuracy. At least one is shown. */
export function verdict(
  shown: readonly Shown[],
  notShown: readonly string[],
  effects: readonly { readonly label: string; readonly difference: Estimate }[],
  p: number,
): string {
  const parts: string[] = [];
  if (shown.length > 0) {
    const sizes = shown.map(
      ({ name, coefficient: { perSd } }) =>
        `one standard deviation more ${name} goes with ${signedWithInterval(perSd)}`,
    );
    parts.push(listed(sizes));
  }
  if (notShown.length > 0 && shown.length > 0)
    parts.push(
      `${listed(notShown)} ${notShown.length === 1 ? 'is' : 'are'} not shown to matter beside ${shown.length === 1 ? 'it' : 'them'}`,
    );
  if (effects.length > 0) {
    const costs = effects.map(
      ({ label, difference }) => `${inSentence(label)} ${signedPoints(difference.mean)} points`,
    );
    parts.push(`against text as it was written, ${listed(costs)}`);
  }
  return `${lead(shown)}: ${parts.join('; ')} (${showP(p)}).`;
}

function lead(shown: readonly Shown[]): string {
  const names = shown.map(({ name }) => name);
  if (names.length === 0) return 'Shift changes accuracy';
  return capitalised(`${listed(names)} ${names.length === 1 ? 'matters' : 'matter'}`);
}

export function noClaimText(): string {
  return 'Not distinguishable: neither diversity nor closeness to real text nor label accuracy is shown to go with accuracy, and no shift is shown to change it.';
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** To two decimals, with its sign. */
function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
