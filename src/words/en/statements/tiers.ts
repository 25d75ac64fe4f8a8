/** @file The sentences about the tiers of one curve. Accuracies in percent, differences in points, both to one decimal. */
import type { Estimate } from '../../../core/measure';
import type { AxisName, TierStatement } from '../../../core/statement';
import { accuracyWithInterval, points, pointsWithInterval, showP } from '../figures';
import { briefValue, namedValue, valueWords } from './axis-words';
import { inSentence, listed } from './phrases';

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
    case 'rise-and-fall':
      return riseAndFall(statement);
    case 'end-is-best':
      return endIsBest(statement);
    case 'end-harms':
      return endHarms(statement);
    case 'level':
      return `No difference that matters: between no two values of ${inSentence(statement.axis.label)} is there more than ${points(statement.margin)} points.`;
    case 'not-distinguishable':
      return notDistinguishable(statement);
  }
}

/**
 * The differences that a verdict rests on, with their intervals, to follow the best tier ("6.1 points (4.0 to 8.2) above
 * 0.2") or as a clause of its own ("temperature 0.2 is 6.1 points (4.0 to 8.2) below 2.2"); empty where nothing is claimed.
 */
export function evidence(statement: TierStatement): string {
  switch (statement.says) {
    case 'moderate-is-best': {
      const { axis, lowest, highest, overLowest, overHighest } = statement;
      return `${gapWithInterval(overLowest)} above ${briefValue(axis, lowest)} and ${gapWithInterval(overHighest)} above ${briefValue(axis, highest)}`;
    }
    case 'rise-and-fall': {
      const { axis, lowest, at, highest, rise, fall } = statement;
      return `accuracy rises by ${pointsWithInterval(rise)} from ${namedValue(axis, lowest)} to ${briefValue(axis, at)} and falls by ${pointsWithInterval(fall, -1)} from there to ${briefValue(axis, highest)}`;
    }
    case 'end-is-best':
      return `${gapWithInterval(statement.lead)} above ${briefValue(statement.axis, statement.worse)}`;
    case 'end-harms': {
      const { axis, worse, better, gap } = statement;
      return `${namedValue(axis, worse)} is ${gapWithInterval(gap)} below ${briefValue(axis, better)}`;
    }
    case 'level':
      return `no two values differ by more than ${points(statement.margin)} points`;
    default:
      return '';
  }
}

function moderateIsBest(statement: Of<'moderate-is-best'>): string {
  return `Moderate is best: ${bestWords(statement)}, ${evidence(statement)} (${showP(statement.pValue)}).`;
}

/** A shown hill whose top may be at several values. */
function riseAndFall(statement: Of<'rise-and-fall'>): string {
  const { axis, best, accuracy, set, pValue } = statement;
  const top =
    set.length > 1
      ? `which value is best is open: ${setWords(axis, set)} are not told apart, ${briefValue(axis, best)} is ahead`
      : `${namedValue(axis, best)} is best`;
  return `Moderate is best: ${evidence(statement)} (${showP(pValue)}); ${top} with ${accuracyWithInterval(accuracy)}.`;
}

function endIsBest(statement: Of<'end-is-best'>): string {
  const { isMore, isTurned, interior, pValue } = statement;
  const between = interior === 0 ? '; no value between was tried' : '';
  return (
    `${isMore !== isTurned ? 'More' : 'Less'}${isTurned ? ' variety' : ''} is better: ${bestWords(statement)}, ` +
    `${evidence(statement)} (${showP(pValue)})${between}.`
  );
}

function endHarms(statement: Of<'end-harms'>): string {
  const { axis, isLow, isTurned, level, best, accuracy, set, pValue } = statement;
  const below = `${evidence(statement)} (${showP(pValue)})`;
  if (level) {
    const range = `from ${valueWords(axis, level.from)} to ${valueWords(axis, level.to)}`;
    return `It levels off: ${below}, and ${range} no two values differ by more than ${points(level.margin)} points.`;
  }
  const lead = `Too ${isLow !== isTurned ? 'little' : 'much'}${isTurned ? ' variety' : ''} is worse`;
  const { interior, untested } = statement;
  if (untested > 0) {
    const which =
      untested === interior ? 'the values between have' : `${untested} of ${interior} values between have`;
    return `${lead}: ${below}; ${which} too few runs to tell.`;
  }
  const open =
    set.length > 1
      ? `where the best lies is open: ${setWords(axis, set)} are not told apart, ${briefValue(axis, best)} is ahead with ${accuracyWithInterval(accuracy)}`
      : `${briefValue(axis, best)} is best with ${accuracyWithInterval(accuracy)}, but that it goes on to the end is not shown`;
  return `${lead}: ${below}; ${open}.`;
}

/** "temperature 0.8 reaches 76.2 % (95 % interval …)"; where others cannot be told apart from it, these first. */
function bestWords({ axis, best, accuracy, set }: Of<'moderate-is-best' | 'end-is-best'>): string {
  const reached = `reaches ${accuracyWithInterval(accuracy)}`;
  if (set.length < 2) return `${namedValue(axis, best)} ${reached}`;
  return `${setWords(axis, set)} are best, and not told apart; ${briefValue(axis, best)} ${reached}`;
}

/** "temperature 0.8 and 1.1". */
function setWords(axis: AxisName, [first, ...rest]: readonly number[]): string {
  return listed([namedValue(axis, first!), ...rest.map((value) => briefValue(axis, value))]);
}

/** "6.1 points (4.0 to 8.2)": of a difference that is above 0 as the sentence has it. */
function gapWithInterval({ mean, low, high }: Estimate): string {
  const bound = (share: number): string =>
    `${share < 0 && points(share) !== points(0) ? '−' : ''}${points(share)}`;
  return `${bound(mean)} points (${bound(low)} to ${bound(high)})`;
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
