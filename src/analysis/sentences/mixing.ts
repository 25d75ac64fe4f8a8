/** @file The sentences of mixing real with generated text. */
import type { ArmSummary, Comparison } from '../../core/run';
import { ALPHA } from '../level';
import type { StepTest } from '../step-down';
import {
  accuracyWithInterval,
  inSentence,
  listed,
  pointsWithInterval,
  showP,
  signedWithInterval,
} from './phrases';

/** "75 %". */
function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

export function helps(share: number, summary: ArmSummary, { difference }: Comparison, p: number): string {
  if (p > ALPHA) {
    return `generated text is not shown to help: the clearest gain, with ${percent(share)} of it, is ${signedWithInterval(difference)} (${showP(p)}).`;
  }
  return `generated text helps: with ${percent(share)} of it accuracy is ${accuracyWithInterval(summary)}, ${pointsWithInterval(difference)} above none (${showP(p)}).`;
}

/** `onset`: the first share from which on accuracy is worse than at one before; where none is shown, the last. */
export function worseAgain({ tier, against, difference }: StepTest, p: number): string {
  if (p > ALPHA) {
    return `whether too much generated text does harm is not distinguishable: with ${percent(tier.value)} of it accuracy is ${signedWithInterval(difference.estimate)} from its best before, at ${percent(against.value)} (${showP(p)}).`;
  }
  return `from ${percent(tier.value)} generated text on accuracy is worse again: ${pointsWithInterval(difference.estimate, -1)} below its best before, at ${percent(against.value)} (${showP(p)}).`;
}

export interface MixedCurve {
  readonly label: string;
  /** The best share against none, where it is shown to help. */
  readonly help: {
    readonly share: number;
    readonly summary: ArmSummary;
    readonly comparison: Comparison;
  } | null;
  /** From which share on it is worse again, where that is shown, and by how much. */
  readonly onset: StepTest | null;
}

/** `curves`: in the order of the amounts of real text, least first; at least one has a claim. */
export function verdict(curves: readonly MixedCurve[], pValue: number): string {
  const helped = curves.filter((curve) => curve.help);
  const claiming = curves.filter((curve) => curve.help ?? curve.onset);
  const silent = curves.filter((curve) => !claiming.includes(curve));
  const rest =
    silent.length > 0
      ? `; not distinguishable with ${listed(silent.map(({ label }) => inSentence(label)))}`
      : '';
  return `${lead(curves, helped)}: ${claiming.map(said).join('; ')} (${showP(pValue)})${rest}.`;
}

function lead(curves: readonly MixedCurve[], helped: readonly MixedCurve[]): string {
  if (helped.length === 0) return 'Generated text harms';
  if (helped.length === curves.length) return 'Generated text helps';
  const isScarce = curves.slice(0, helped.length).every((curve) => curve.help);
  if (isScarce) return 'Generated text helps where real text is scarce';
  return `Generated text helps on ${helped.length} of ${curves.length} curves`;
}

function said({ label, help, onset }: MixedCurve): string {
  const worse = onset
    ? `a share of ${percent(onset.tier.value)} and more is ${pointsWithInterval(onset.difference.estimate, -1)} below one of ${percent(onset.against.value)}`
    : '';
  const name = label === '' ? '' : `with ${inSentence(label)}, `;
  if (!help) return `${name}${worse}`;
  const gain = `a share of ${percent(help.share)} gives ${accuracyWithInterval(help.summary)}, ${pointsWithInterval(help.comparison.difference)} above none`;
  return `${name}${gain}${worse === '' ? '' : `, and ${worse}`}`;
}

export function noClaimText(numCurves: number): string {
  const where = numCurves > 1 ? `on none of the ${numCurves} curves` : 'nowhere';
  return `Not distinguishable: ${where} is generated text shown to help or to harm.`;
}
