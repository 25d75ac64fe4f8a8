/** @file The sentences of trends along a curve. */
import type { CurveTrends, Turn } from '../trends';
import { ALPHA } from '../level';
import { inSentence, pointsWithInterval, showP, signedPoints, signedWithInterval } from './phrases';

export function trend(axisLabel: string, { first, last, whole }: CurveTrends, pValue: number): string {
  const { mean } = whole.estimate;
  const axis = inSentence(axisLabel);
  const range = `from ${axis} ${first.value} to ${last.value}`;
  if (pValue > ALPHA)
    return `no trend ${range} is shown: ${signedWithInterval(whole.estimate)} on the straight line through the tiers (${showP(pValue)}).`;
  const size = pointsWithInterval(whole.estimate, mean < 0 ? -1 : 1);
  return `on the whole accuracy ${mean < 0 ? 'falls' : 'rises'} by ${size} ${range}, on the straight line through the tiers (${showP(pValue)}).`;
}

export function turn(
  axisLabel: string,
  shape: 'inverted-u' | 'u',
  { first, last }: CurveTrends,
  { at, before, after }: Turn,
  pValue: number,
): string {
  const name = shape === 'u' ? 'U' : 'inverted U';
  if (pValue > ALPHA) {
    const sizes = `${signedPoints(before.estimate.mean)} points up to ${at.value} and ${signedPoints(after.estimate.mean)} from there on`;
    return `no ${name} is shown: the clearest turn would be at ${inSentence(axisLabel)} ${at.value}, ${sizes} (${showP(pValue)}).`;
  }
  const [sign, first_, then] =
    shape === 'u' ? ([-1, 'falls', 'rises'] as const) : ([1, 'rises', 'falls'] as const);
  const one = pointsWithInterval(before.estimate, sign);
  const other = pointsWithInterval(after.estimate, sign === 1 ? -1 : 1);
  return `accuracy ${first_} by ${one} from ${inSentence(axisLabel)} ${first.value} to ${at.value} and ${then} by ${other} from there to ${last.value} (${name}; ${showP(pValue)}).`;
}

/** The first letter of a sentence that has nothing before it. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
