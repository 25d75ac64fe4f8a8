/** @file The sentences that put the verdicts of several curves together. */
import type { AxisName, CurvesStatement, JudgedCurve } from '../../../core/statement';
import { accuracyWithInterval, showP } from '../figures';
import { namedValue } from './axis-words';
import { inSentence, listed, ofCurve } from './phrases';
import { tierSentence } from './tiers';

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
  const silent = curves.filter((curve) => curve.best === null);
  const lead = `${leadOf(claiming[0]!)}${silent.length > 0 ? ` on ${claiming.length} of ${curves.length} curves` : ' on every curve'}`;
  const rest = silent.length > 0 ? `; not distinguishable on ${names(silent)}` : '';
  return `${lead}: ${claiming.map((curve) => peak(axis, curve)).join('; ')}${rest} (${showP(pValue)}).`;
}

function curvesDisagree(axis: AxisName, curves: readonly JudgedCurve[]): string {
  const parts = curves.map((curve) =>
    curve.best
      ? `${inSentence(leadOf(curve))} on ${peak(axis, curve)}`
      : `not distinguishable on ${names([curve])}`,
  );
  return `It depends: ${parts.join('; ')}.`;
}

/** What the curve's own verdict begins with: "Moderate is best". */
function leadOf({ verdict }: JudgedCurve): string {
  const sentence = tierSentence(verdict);
  return sentence.slice(0, Math.max(0, sentence.indexOf(':')));
}

/** "temperature 0.8, where strength 2 reaches 75.1 % (95 % interval …)". */
function peak(axis: AxisName, { label, best }: JudgedCurve): string {
  return `${inSentence(label)}, where ${namedValue(axis, best!.value)} reaches ${accuracyWithInterval(best!.accuracy)}`;
}

function names(curves: readonly JudgedCurve[]): string {
  return listed(curves.map(({ label }) => inSentence(label)));
}
