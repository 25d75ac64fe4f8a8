/** @file The sentences about mixing real with generated text. */
import type { MixingStatement, ShareGain, Step } from '../../../core/statement';
import {
  accuracyWithInterval,
  pointsWithInterval,
  sharePercent,
  showP,
  signedWithInterval,
} from '../figures';
import { ALPHA, inSentence, listed, ofCurve } from './phrases';

type MixedCurve = Extract<MixingStatement, { readonly says: 'mixing' }>['curves'][number];

export function mixingSentence(statement: MixingStatement): string {
  switch (statement.says) {
    case 'share-helps':
      return ofCurve(statement.curve, helps(statement, statement.pValue));
    case 'worse-again':
      return ofCurve(statement.curve, worseAgain(statement, statement.pValue));
    case 'mixing':
      return verdict(statement.curves, statement.pValue);
    case 'mixing-not-distinguishable': {
      const { curves } = statement;
      const where = curves > 1 ? `on none of the ${curves} curves` : 'nowhere';
      return `Not distinguishable: ${where} is generated text shown to help or to harm.`;
    }
  }
}

function helps({ share, accuracy, gain }: ShareGain, p: number): string {
  if (p > ALPHA) {
    return `generated text is not shown to help: the clearest gain, with ${sharePercent(share)} of it, is ${signedWithInterval(gain)} (${showP(p)}).`;
  }
  return `generated text helps: with ${sharePercent(share)} of it accuracy is ${accuracyWithInterval(accuracy)}, ${pointsWithInterval(gain)} above none (${showP(p)}).`;
}

function worseAgain({ value, against, change }: Step, p: number): string {
  if (p > ALPHA) {
    return `whether too much generated text does harm is not distinguishable: with ${sharePercent(value)} of it accuracy is ${signedWithInterval(change)} from its best before, at ${sharePercent(against)} (${showP(p)}).`;
  }
  return `from ${sharePercent(value)} generated text on accuracy is worse again: ${pointsWithInterval(change, -1)} below its best before, at ${sharePercent(against)} (${showP(p)}).`;
}

function verdict(curves: readonly MixedCurve[], pValue: number): string {
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
    ? `a share of ${sharePercent(onset.value)} and more is ${pointsWithInterval(onset.change, -1)} below one of ${sharePercent(onset.against)}`
    : '';
  const name = label === '' ? '' : `with ${inSentence(label)}, `;
  if (!help) return `${name}${worse}`;
  const gain = `a share of ${sharePercent(help.share)} gives ${accuracyWithInterval(help.accuracy)}, ${pointsWithInterval(help.gain)} above none`;
  return `${name}${gain}${worse === '' ? '' : `, and ${worse}`}`;
}
