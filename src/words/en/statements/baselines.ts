/** @file The sentences that hold the best tier against training sets of real rows alone. */
import type { BaselineStatement } from '../../../core/statement';
import { pointsWithInterval, showP, signedWithInterval } from '../figures';
import { namedValue } from './axis-words';
import { ALPHA, capital, inSentence } from './phrases';
import { tierSentence } from './tiers';

export function baselineSentence(statement: BaselineStatement): string {
  const { axis, best, baseline, difference, pGain, pLoss } = statement;
  const tier = namedValue(axis, best);
  const rows = inSentence(baseline);
  if (statement.says === 'no-gain') {
    const lead = pLoss <= ALPHA ? `Worse than ${rows}` : `No gain over ${rows} is shown`;
    return `${lead}: the best, ${tier}, is ${signedWithInterval(difference)} from it. ${tierSentence(statement.shape)}`;
  }
  if (pGain <= ALPHA)
    return `${capital(tier)} is ${pointsWithInterval(difference)} above ${rows} (${showP(pGain)}).`;
  if (pLoss <= ALPHA)
    return `${capital(tier)} is ${pointsWithInterval(difference, -1)} below ${rows} (${showP(pLoss)}).`;
  return `That ${tier} differs from ${rows} is not shown: ${signedWithInterval(difference)} (${showP(Math.min(pGain, pLoss))}).`;
}
