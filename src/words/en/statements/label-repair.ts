/** @file The sentences about label repair: is the harm of varied text its wrong labels? */
import type { Estimate } from '../../../core/measure';
import type { LabelRepairStatement } from '../../../core/statement';
import { pointsWithInterval, shareWithInterval, showP, signedWithInterval } from '../figures';
import { ALPHA, capital, inSentence } from './phrases';

type Of<S extends LabelRepairStatement['says']> = Extract<LabelRepairStatement, { readonly says: S }>;

const LEADS: Readonly<Record<Of<'harm-is'>['harmIs'], string>> = {
  noise: 'The harm is wrong labels',
  diversity: 'The harm is more than wrong labels',
  both: 'The harm is wrong labels, and more',
  unclear: 'There is harm, but of which kind is not distinguishable',
};

export function labelRepairSentence(statement: LabelRepairStatement): string {
  switch (statement.says) {
    case 'harm':
      return harm(statement);
    case 'repair':
      return repair(statement);
    case 'gap-closed':
      return gapClosed(statement);
    case 'gap-left':
      return gapLeft(statement);
    case 'harm-is':
      return verdict(statement);
    case 'repair-matters':
      return repairVerdict(statement);
    case 'repair-not-distinguishable':
      return 'Not distinguishable: neither is hotter text shown to do harm, nor does repairing labels change accuracy.';
  }
}

function harm({ hotter, reference, gap, pValue: p }: Of<'harm'>): string {
  const names = `${inSentence(hotter)} against ${inSentence(reference)}, no label repaired`;
  if (p > ALPHA) return `No harm of ${names}, is shown: ${signedWithInterval(turned(gap))} (${showP(p)}).`;
  return `${capital(inSentence(hotter))} does harm: ${pointsWithInterval(gap)} below ${inSentence(reference)}, no label repaired (${showP(p)}).`;
}

function repair({ label, change, pValue: p }: Of<'repair'>): string {
  if (p > ALPHA) {
    return `${capital(label)}: no effect of repairing labels is shown, ${signedWithInterval(change)} (${showP(p)}).`;
  }
  const [verb, turn] = change.mean < 0 ? (['lowers', -1] as const) : (['raises', 1] as const);
  return `${capital(label)}: repairing the labels ${verb} accuracy by ${pointsWithInterval(change, turn)} (${showP(p)}).`;
}

function gapClosed({ hotter, reference, closed, share, pValue: p }: Of<'gap-closed'>): string {
  const ofGap = share ? `, of it ${shareWithInterval(share)}` : '';
  const gap = `the gap between ${inSentence(hotter)} and ${inSentence(reference)}`;
  if (p > ALPHA) {
    return `That repairing labels closes ${gap} is not shown: by ${signedWithInterval(closed)}${ofGap} (${showP(p)}).`;
  }
  return `Repairing labels closes ${gap} by ${pointsWithInterval(closed)}${ofGap} (${showP(p)}).`;
}

function gapLeft({ hotter, reference, left, pValue: p }: Of<'gap-left'>): string {
  const gap = `between ${inSentence(hotter)} and ${inSentence(reference)}`;
  if (p > ALPHA) {
    return `With all labels repaired, no gap ${gap} is shown: ${signedWithInterval(turned(left))} (${showP(p)}).`;
  }
  return `With all labels repaired, a gap ${gap} is left: ${pointsWithInterval(left)} (${showP(p)}).`;
}

function verdict({ harmIs, hotter, reference, gap, closed, left, share, pValue: p }: Of<'harm-is'>): string {
  const ofGap = share ? `, of the gap ${shareWithInterval(share)}` : '';
  const closing =
    harmIs === 'noise' || harmIs === 'both'
      ? `repairing all labels closes ${pointsWithInterval(closed)} of them${ofGap}`
      : `that repairing all labels closes any of them is not shown, ${signedWithInterval(closed)}${ofGap}`;
  const leaving =
    harmIs === 'diversity' || harmIs === 'both'
      ? `${pointsWithInterval(left)} are left`
      : `that any are left is not shown, ${signedWithInterval(left)}`;
  return `${LEADS[harmIs]}: ${inSentence(hotter)} is ${pointsWithInterval(gap)} below ${inSentence(reference)}; ${closing}, and ${leaving} (${showP(p)}).`;
}

function repairVerdict({ label, change, pValue: p }: Of<'repair-matters'>): string {
  const [lead, verb, turn] =
    change.mean < 0 ? (['harms', 'lowers', -1] as const) : (['helps', 'raises', 1] as const);
  return `Repairing labels ${lead}: with ${inSentence(label)} it ${verb} accuracy by ${pointsWithInterval(change, turn)}; that hotter text does harm is not shown (${showP(p)}).`;
}

function turned({ mean, low, high }: Estimate): Estimate {
  return { mean: -mean, low: -high, high: -low };
}
