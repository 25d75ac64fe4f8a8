/** @file The sentences about generators that have seen few labelled rows. */
import type { Estimate } from '../../../core/measure';
import type { AxisName, ScarcityCurve, ScarcityStatement } from '../../../core/statement';
import { pointsWithInterval, showP, signedWithInterval } from '../figures';
import { briefValue, namedValue } from './axis-words';
import { ALPHA, inSentence, listed, ofCurve, sideOf } from './phrases';

type Of<S extends ScarcityStatement['says']> = Extract<ScarcityStatement, { readonly says: S }>;

export function scarcitySentence(statement: ScarcityStatement): string {
  switch (statement.says) {
    case 'scarcity-gain':
      return ofCurve(statement.curve, gain(statement));
    case 'scarcity-worth':
      return ofCurve(statement.curve, worth(statement));
    case 'gain-grows': {
      const { fewest, more, change, pValue } = statement;
      const test = `${growthWords(change)} with ${inSentence(more)} than with ${inSentence(fewest)}`;
      return pValue <= ALPHA
        ? `Generated rows gain ${test}, on average over the curve (${showP(pValue)}).`
        : `That generated rows gain more or less with ${inSentence(more)} than with ${inSentence(fewest)} is not shown: ${signedWithInterval(change)}, on average over the curve (${showP(pValue)}).`;
    }
    case 'best-moves': {
      const { first, second, pValue } = statement;
      const sets = `${setWords(statement.axis, first)}, ${setWords(statement.axis, second)}`;
      return pValue <= ALPHA
        ? `The best value moves: ${sets} (${showP(pValue)}).`
        : `That the best value moves is not shown: ${sets} (${showP(pValue)}).`;
    }
    case 'scarcity':
      return verdict(statement);
  }
}

function gain({ axis, best, baseline, difference, pValue }: Of<'scarcity-gain' | 'scarcity-worth'>): string {
  const [tier, rows] = [namedValue(axis, best), inSentence(baseline)];
  if (pValue <= ALPHA)
    return `${tier} is ${pointsWithInterval(difference)} above ${rows} (${showP(pValue)}).`;
  return `no gain over ${rows} is shown: the best, ${tier}, is ${signedWithInterval(difference)} from it (${showP(pValue)}).`;
}

function worth(statement: Of<'scarcity-gain' | 'scarcity-worth'>): string {
  const { axis, best, baseline, difference, pValue } = statement;
  const [tier, rows] = [namedValue(axis, best), `${inSentence(baseline)}, which its generator has seen`];
  const [side, sign] = sideOf(difference);
  if (pValue <= ALPHA)
    return `the best, ${tier}, is ${pointsWithInterval(difference, sign)} ${side} ${rows} (${showP(pValue)}).`;
  return `that the best, ${tier}, differs from ${rows}, is not shown: ${signedWithInterval(difference)} (${showP(pValue)}).`;
}

function verdict({ axis, curves, growth, move, worth, pValue }: Of<'scarcity'>): string {
  const shown = curves.filter(({ isShown }) => isShown);
  const silent = curves.filter(({ isShown }) => !isShown);
  const parts = [
    ...shown.map((curve) => `${gapOf(axis, curve)} above ${inSentence(curve.baseline)}`),
    ...(shown.length > 0 ? silent : []).map((curve) => `no gain is shown ${ahead(axis, curve)}`),
  ];
  const lead =
    shown.length === 0
      ? `No gain over real rows alone is shown, however many rows the generator has seen: ${silent.map((curve) => ahead(axis, curve)).join('; ')}`
      : `${leadOf(curves)}: ${parts.join('; ')}`;
  const grows = growth?.isShown
    ? `; the gain is ${growthWords(growth.change)} with ${inSentence(growth.more)} than with ${inSentence(growth.fewest)}`
    : '';
  const p = pValue < 1 ? ` (${showP(pValue)})` : '';
  const moves = move
    ? ` The best value moves: ${setWords(axis, move.first)}, ${setWords(axis, move.second)}.`
    : curves.length > 1
      ? ' That the best value moves is not shown.'
      : '';
  return `${lead}${grows}${p}.${worthWords(worth)}${moves}`;
}

/** How the best tiers stand against as many real rows as their generators have seen. */
function worthWords({ tested, above }: Of<'scarcity'>['worth']): string {
  if (tested === 0) return '';
  const which = above === 0 ? 'On no curve' : `On ${above} of ${tested} curves`;
  return ` ${which} is the best shown to be above as many real rows as its generator has seen.`;
}

/** Curves come with the fewest rows seen first. */
function leadOf(curves: readonly ScarcityCurve[]): string {
  const shown = curves.filter(({ isShown }) => isShown);
  if (shown.length === curves.length) return 'Generated rows gain on every curve';
  if (curves.slice(-shown.length).every(({ isShown }) => isShown))
    return 'Generated rows gain only where the generator has seen more';
  return `Generated rows gain on ${shown.length} of ${curves.length} curves`;
}

function gapOf(axis: AxisName, { label, best, difference }: ScarcityCurve): string {
  return `with ${inSentence(label)}, ${namedValue(axis, best)} is ${pointsWithInterval(difference)}`;
}

/** "with 8 labelled rows seen (the best, temperature 0.5: +0.4 points, …)". */
function ahead(axis: AxisName, { label, best, difference }: ScarcityCurve): string {
  return `with ${inSentence(label)} (the best, ${namedValue(axis, best)}: ${signedWithInterval(difference)})`;
}

/** "9.1 points (7.0 to 11.2) more". */
function growthWords(change: Estimate): string {
  const [side, sign] = sideOf(change);
  return `${pointsWithInterval(change, sign)} ${side === 'above' ? 'more' : 'less'}`;
}

/** "with 8 labelled rows seen it is temperature 0.5 or 0.8". */
function setWords(
  axis: AxisName,
  { label, set }: { readonly label: string; readonly set: readonly number[] },
): string {
  const [first, ...rest] = set;
  const names = first === undefined ? [] : [namedValue(axis, first), ...rest.map((v) => briefValue(axis, v))];
  const which = names.length > 1 ? `among ${listed(names)}` : names.join('');
  return `with ${inSentence(label)} it is ${which}`;
}
