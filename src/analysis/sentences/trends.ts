/** @file The sentences of trends along a curve. */
import type { CurveTrends, Turn } from '../trends';
import { ALPHA } from '../level';
import { namedValue, valueWords, type Axis } from './axis-words';
import { pointsWithInterval, showP, signedPoints, signedWithInterval } from './phrases';

export function trend(axis: Axis, { first, last, whole }: CurveTrends, pValue: number): string {
  const { mean } = whole.estimate;
  const range = `from ${namedValue(axis, first.value)} to ${valueWords(axis, last.value)}`;
  if (pValue > ALPHA)
    return `no trend ${range} is shown: ${signedWithInterval(whole.estimate)} on the straight line through the tiers (${showP(pValue)}).`;
  const size = pointsWithInterval(whole.estimate, mean < 0 ? -1 : 1);
  return `on the whole accuracy ${mean < 0 ? 'falls' : 'rises'} by ${size} ${range}, on the straight line through the tiers (${showP(pValue)}).`;
}

export function turn(
  axis: Axis,
  shape: 'inverted-u' | 'u',
  { first, last }: CurveTrends,
  { at, before, after }: Turn,
  pValue: number,
): string {
  const name = shape === 'u' ? 'U' : 'inverted U';
  const described = shape === 'u' ? 'valley (a U)' : 'hill (an inverted U)';
  const [sign, first_, then] =
    shape === 'u' ? ([-1, 'falls', 'rises'] as const) : ([1, 'rises', 'falls'] as const);
  if (pValue > ALPHA) {
    // `at` is where the evidence is best: where even there the signs are wrong, they are so everywhere.
    const isTurn = sign * before.estimate.mean > 0 && sign * after.estimate.mean < 0;
    if (!isTurn)
      return `no ${described} is shown: at no value does accuracy turn that way (${showP(pValue)}).`;
    const sizes = `${signedPoints(before.estimate.mean)} points up to there and ${signedPoints(after.estimate.mean)} from there on`;
    return `no ${described} is shown: the clearest turn would be at ${namedValue(axis, at.value)}, ${sizes} (${showP(pValue)}).`;
  }
  const one = pointsWithInterval(before.estimate, sign);
  const other = pointsWithInterval(after.estimate, sign === 1 ? -1 : 1);
  return `accuracy ${first_} by ${one} from ${namedValue(axis, first.value)} to ${valueWords(axis, at.value)} and ${then} by ${other} from there to ${valueWords(axis, last.value)} (${name}; ${showP(pValue)}).`;
}

/** The first letter of a sentence that has nothing before it. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
