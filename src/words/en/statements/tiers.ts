/** @file The sentences about the tiers of one curve. Accuracies in percent, differences in points, both to one decimal. */
import type { TierStatement } from '../../../core/statement';
import { briefValue, namedValue } from './axis-words';
import { accuracyWithInterval, inSentence, points, showP } from './phrases';

type Of<S extends TierStatement['says']> = Extract<TierStatement, { readonly says: S }>;

export function tierSentence(statement: TierStatement): string {
  switch (statement.says) {
    case 'too-few-tiers':
      return `Nothing to compare: a verdict needs at least two values of ${inSentence(statement.axis.label)}.`;
    case 'one-replicate':
      return 'Not distinguishable from one replicate: how much the seed alone changes accuracy is unknown. Run at least 2 replicates.';
    case 'ends-need-runs': {
      const { axis, lowest, highest } = statement;
      return `Not enough runs yet: a verdict needs at least 2 replicates of both ${namedValue(axis, lowest)} and ${namedValue(axis, highest)}.`;
    }
    case 'arms-need-runs':
      return 'Not enough runs yet: a verdict needs at least 2 replicates of the arms that are compared.';
    case 'moderate-is-best':
      return moderateIsBest(statement);
    case 'end-is-best':
      return endIsBest(statement);
    case 'not-distinguishable':
      return notDistinguishable(statement);
  }
}

function moderateIsBest(statement: Of<'moderate-is-best'>): string {
  const { axis, best, accuracy, lowest, highest, overLowest, overHighest, pValue } = statement;
  const gaps = `${gap(overLowest)} ${briefValue(axis, lowest)} and ${gap(overHighest)} ${briefValue(axis, highest)}`;
  return `Moderate is best: ${namedValue(axis, best)} reaches ${accuracyWithInterval(accuracy)}, ${gaps} (${showP(pValue)}).`;
}

function endIsBest(statement: Of<'end-is-best'>): string {
  const { axis, isMore, isTurned, better, worse, accuracy, lead, interior, untested, pValue } = statement;
  let between = 'no value between is shown to beat it';
  if (interior === 0) between = 'no value between was tried';
  else if (untested === interior) between = 'the values between have too few runs to tell';
  else if (untested > 0) between += ` (${untested} of ${interior} have too few runs to tell)`;
  return (
    `${isMore !== isTurned ? 'More' : 'Less'}${isTurned ? ' variety' : ''} is better: ${namedValue(axis, better)} reaches ${accuracyWithInterval(accuracy)}, ` +
    `${gap(lead)} ${briefValue(axis, worse)} (${showP(pValue)}); ${between}.`
  );
}

function notDistinguishable(statement: Of<'not-distinguishable'>): string {
  const { axis, ahead, accuracy, against, lead, needed, replicates, interior } = statement;
  const first = `${namedValue(axis, ahead)} is ahead with ${accuracyWithInterval(accuracy)}`;
  const is = points(lead) === points(0) ? 'level with' : `only ${gap(lead)}`;
  const enough =
    needed === null
      ? `${replicates} replicates are too few to rule out chance`
      : `with ${replicates} replicates it takes about ${points(needed)} points to rule out chance`;
  const between = interior === 0 ? '; no value between was tried' : '';
  return `Not distinguishable: ${first}, but ${is} ${briefValue(axis, against)}; ${enough}${between}.`;
}

/** "6.1 points above", "0.3 points below". */
function gap(difference: number): string {
  return `${points(difference)} points ${difference < 0 ? 'below' : 'above'}`;
}
