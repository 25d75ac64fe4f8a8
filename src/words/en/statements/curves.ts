/** @file The sentences that put the verdicts of several curves together. */
import type { AxisName, CurvesStatement, JudgedCurve } from '../../../core/statement';
import { accuracyWithInterval, showP } from '../figures';
import { namedValue } from './axis-words';
import { inSentence, listed, ofCurve } from './phrases';
import { evidence, tierSentence } from './tiers';

export function curvesSentence(statement: CurvesStatement): string {
  switch (statement.says) {
    case 'no-curves':
      return 'Nothing to compare: the study has no tiers.';
    case 'no-curve-claims':
      return `Not distinguishable: on none of the ${statement.curves} curves is any value of ${inSentence(statement.axis.label)} shown to be the best.`;
    case 'curves-agree':
      return curvesAgree(statement.axis, statement.curves, statement.pValue);
    case 'curves-disagree':
      return curvesDisagree(statement.axis, statement.curves);
    case 'curve-verdict':
      return ofCurve(statement.curve, inSentence(tierSentence(statement.verdict)));
  }
}

function curvesAgree(axis: AxisName, curves: readonly JudgedCurve[], pValue: number): string {
  const claiming = curves.filter((curve) => curve.best !== null);
  // of level curves alone, nothing was tested against chance
  if (claiming.length === 0) return `${leadOf(curves[0]!)} on every curve: ${curves.map(shown).join('; ')}.`;
  const silent = curves.filter((curve) => curve.best === null);
  const lead = `${leadOf(claiming[0]!)}${silent.length > 0 ? ` on ${claiming.length} of ${curves.length} curves` : ' on every curve'}`;
  const claims = claiming.map((curve) => peak(axis, curve)).join('; ');
  const level = silent.filter(isLevel).map((curve) => `; ${inSentence(leadOf(curve))} on ${shown(curve)}`);
  const open = silent.filter((curve) => !isLevel(curve));
  const rest = open.length > 0 ? `; not distinguishable on ${names(open)}` : '';
  return `${lead}: ${claims} (${showP(pValue)})${level.join('')}${rest}.`;
}

function curvesDisagree(axis: AxisName, curves: readonly JudgedCurve[]): string {
  const parts = curves.map((curve) => {
    if (curve.best) return `${inSentence(leadOf(curve))} on ${peak(axis, curve)}`;
    return isLevel(curve)
      ? `${inSentence(leadOf(curve))} on ${shown(curve)}`
      : `not distinguishable on ${names([curve])}`;
  });
  return `It depends: ${parts.join('; ')}.`;
}

function isLevel({ verdict }: JudgedCurve): boolean {
  return verdict.says === 'level';
}

/** What the curve's own verdict begins with: "Moderate is best". */
function leadOf({ verdict }: JudgedCurve): string {
  const sentence = tierSentence(verdict);
  return sentence.slice(0, Math.max(0, sentence.indexOf(':')));
}

/** "strength 2, where temperature 0.8 reaches 75.1 % (95 % interval …), 6.1 points (4.0 to 8.2) above 0.2 and …". */
function peak(axis: AxisName, curve: JudgedCurve): string {
  const { best, verdict } = curve;
  if (verdict.says !== 'moderate-is-best' && verdict.says !== 'end-is-best') return shown(curve);
  const reached = `${namedValue(axis, best!.value)} reaches ${accuracyWithInterval(best!.accuracy)}`;
  return `${inSentence(curve.label)}, where ${reached}, ${evidence(verdict)}`;
}

/** "strength 2, where temperature 0.2 is 6.1 points (4.0 to 8.2) below 2.2". */
function shown({ label, verdict }: JudgedCurve): string {
  return `${inSentence(label)}, where ${evidence(verdict)}`;
}

function names(curves: readonly JudgedCurve[]): string {
  return listed(curves.map(({ label }) => inSentence(label)));
}
