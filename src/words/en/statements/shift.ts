/** @file The sentences about shift against diversity. */
import type { Estimate } from '../../../core/measure';
import type { ShiftStatement } from '../../../core/statement';
import { pointsWithInterval, showP, signedPoints, signedWithInterval } from '../figures';
import { signed } from '../numbers';
import { MEASURE_NAMES, ROLE_NAMES } from './measure-names';
import { ALPHA, capital, inSentence, listed, sideOf } from './phrases';

type Of<S extends ShiftStatement['says']> = Extract<ShiftStatement, { readonly says: S }>;

export function shiftSentence(statement: ShiftStatement): string {
  switch (statement.says) {
    case 'coefficient':
      return coefficient(statement);
    case 'shift-effect':
      return shiftEffect(statement.label, statement.from, statement.change, statement.pValue);
    case 'shift':
      return verdict(statement);
    case 'shift-not-distinguishable':
      return 'Not distinguishable: neither diversity nor closeness to real text nor label accuracy is shown to go with accuracy, and no shift is shown to change it.';
  }
}

function roleName(role: string): string {
  return ROLE_NAMES[role] ?? MEASURE_NAMES[role] ?? role;
}

function coefficient({ role, perSd, standardised, pValue: p }: Of<'coefficient'>): string {
  const name = roleName(role);
  const size = `${signedPoints(perSd.mean)} points of accuracy (95 % interval ${signedPoints(perSd.low)} to ${signedPoints(perSd.high)}; standardised ${signed(standardised.mean)}, ${signed(standardised.low)} to ${signed(standardised.high)}; ${showP(p)})`;
  const from = `measured by ${MEASURE_NAMES[role] ?? role}`;
  return p > ALPHA
    ? `That ${name} goes with accuracy, the rest being equal, is not shown: one standard deviation more, ${from}, goes with ${size}.`
    : `One standard deviation more ${name}, ${from}, goes with ${size}, the rest being equal.`;
}

function shiftEffect(label: string, from: string, change: Estimate, p: number): string {
  if (p > ALPHA) {
    return `${capital(label)}: no difference from “${inSentence(from)}” is shown, ${signedWithInterval(change)} over all tiers (${showP(p)}).`;
  }
  const [word, turn] = sideOf(change);
  return `${capital(label)}: ${pointsWithInterval(change, turn)} ${word} “${inSentence(from)}” over all tiers (${showP(p)}).`;
}

/** What matters, what is not shown to, and which shifts cost accuracy. */
function verdict({ shown, notShown, effects, pValue }: Of<'shift'>): string {
  const parts: string[] = [];
  if (shown.length > 0) {
    const sizes = shown.map(
      ({ role, perSd }) =>
        `one standard deviation more ${roleName(role)} goes with ${signedWithInterval(perSd)}`,
    );
    parts.push(listed(sizes));
  }
  if (notShown.length > 0 && shown.length > 0)
    parts.push(
      `${listed(notShown.map(roleName))} ${notShown.length === 1 ? 'is' : 'are'} not shown to matter beside ${shown.length === 1 ? 'it' : 'them'}`,
    );
  if (effects.length > 0) {
    const costs = effects.map(({ label, change }) => `${inSentence(label)} ${signedWithInterval(change)}`);
    parts.push(`against text as it was written, ${listed(costs)}`);
  }
  return `${lead(shown.map(({ role }) => roleName(role)))}: ${parts.join('; ')} (${showP(pValue)}).`;
}

function lead(names: readonly string[]): string {
  if (names.length === 0) return 'Shift changes accuracy';
  return capital(`${listed(names)} ${names.length === 1 ? 'matters' : 'matter'}`);
}
