/** @file The sentences that put the verdicts of several curves together. */
import type { ArmSummary } from '../../core/run';
import { namedValue, type Axis } from './axis-words';
import { accuracyWithInterval, inSentence, listed, showP } from './phrases';

export interface JudgedCurve {
  readonly label: string;
  /** What its own verdict begins with: "Moderate is best". */
  readonly lead: string;
  /** Null where its verdict claims nothing. */
  readonly best: { readonly value: number; readonly summary: ArmSummary } | null;
}

export function noCurves(): string {
  return 'Nothing to compare: the study has no tiers.';
}

export function noCurveClaims({ label }: Axis, curves: readonly JudgedCurve[]): string {
  return `Not distinguishable: on none of the ${curves.length} curves is any value of ${inSentence(label)} shown to be the best.`;
}

export function curvesAgree(axis: Axis, curves: readonly JudgedCurve[], pValue: number): string {
  const claiming = curves.filter((curve) => curve.best !== null);
  const silent = curves.filter((curve) => curve.best === null);
  const lead = `${claiming[0]!.lead}${silent.length > 0 ? ` on ${claiming.length} of ${curves.length} curves` : ' on every curve'}`;
  const rest = silent.length > 0 ? `; not distinguishable on ${names(silent)}` : '';
  return `${lead}: ${claiming.map((curve) => peak(axis, curve)).join('; ')}${rest} (${showP(pValue)}).`;
}

export function curvesDisagree(axis: Axis, curves: readonly JudgedCurve[]): string {
  const parts = curves.map((curve) =>
    curve.best
      ? `${inSentence(curve.lead)} on ${peak(axis, curve)}`
      : `not distinguishable on ${names([curve])}`,
  );
  return `It depends: ${parts.join('; ')}.`;
}

/** "temperature 0.8, where strength 2 reaches 75.1 % (95 % interval …)". */
function peak(axis: Axis, { label, best }: JudgedCurve): string {
  return `${inSentence(label)}, where ${namedValue(axis, best!.value)} reaches ${accuracyWithInterval(best!.summary)}`;
}

function names(curves: readonly JudgedCurve[]): string {
  return listed(curves.map(({ label }) => inSentence(label)));
}
