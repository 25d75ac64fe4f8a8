/** @file The sentences about trends along a curve. */
import type { TrendStatement } from '../../../core/statement';
import { pointsWithInterval, showP, signedPoints, signedWithInterval } from '../figures';
import { namedValue, valueWords } from './axis-words';
import { ALPHA, ofCurve } from './phrases';

type Of<S extends TrendStatement['says']> = Omit<
  Extract<TrendStatement, { readonly says: S }>,
  'says' | 'curve'
>;

export function trendSentence(statement: TrendStatement): string {
  return ofCurve(statement.curve, statement.says === 'trend' ? trend(statement) : turn(statement));
}

export function trend({ axis, first, last, change, pValue }: Of<'trend'>): string {
  const { mean } = change;
  const range = `from ${namedValue(axis, first)} to ${valueWords(axis, last)}`;
  if (pValue > ALPHA)
    return `no trend ${range} is shown: ${signedWithInterval(change)} on the straight line through the tiers (${showP(pValue)}).`;
  const size = pointsWithInterval(change, mean < 0 ? -1 : 1);
  return `on the whole accuracy ${mean < 0 ? 'falls' : 'rises'} by ${size} ${range}, on the straight line through the tiers (${showP(pValue)}).`;
}

function turn({ axis, shape, first, at, last, before, after, pValue }: Of<'turn'>): string {
  const name = shape === 'u' ? 'U' : 'inverted U';
  const described = shape === 'u' ? 'valley (a U)' : 'hill (an inverted U)';
  const [sign, first_, then] =
    shape === 'u' ? ([-1, 'falls', 'rises'] as const) : ([1, 'rises', 'falls'] as const);
  if (pValue > ALPHA) {
    // `at` is where the evidence is best: where even there the signs are wrong, they are so everywhere.
    const isTurn = sign * before.mean > 0 && sign * after.mean < 0;
    if (!isTurn)
      return `no ${described} is shown: at no value does accuracy turn that way (${showP(pValue)}).`;
    const sizes = `${signedPoints(before.mean)} points up to there and ${signedPoints(after.mean)} from there on`;
    return `no ${described} is shown: the clearest turn would be at ${namedValue(axis, at)}, ${sizes} (${showP(pValue)}).`;
  }
  const one = pointsWithInterval(before, sign);
  const other = pointsWithInterval(after, sign === 1 ? -1 : 1);
  return `accuracy ${first_} by ${one} from ${namedValue(axis, first)} to ${valueWords(axis, at)} and ${then} by ${other} from there to ${valueWords(axis, last)} (${name}; ${showP(pValue)}).`;
}
