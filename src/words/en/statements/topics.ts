/** @file The sentences about topics against texts per topic. */
import type { Estimate } from '../../../core/measure';
import type { Peak, TopicOutcome, TopicStatement, TurnAt } from '../../../core/statement';
import { pointsWithInterval, showP, signedPoints, signedWithInterval } from '../figures';
import { ALPHA, capital, listed } from './phrases';
import { trend } from './trends';

type Doubled = Extract<TopicStatement, { readonly says: 'doubling' }>['of'];

const WHAT: Readonly<Record<Exclude<Doubled, 'breadth-or-volume'>, string>> = {
  topics: 'the topics at fixed texts per topic',
  'texts-per-topic': 'the texts per topic at fixed topics',
};

const TEXTS_AXIS = { id: 'textsPerTopic', label: 'texts per topic' };

export function topicSentence(statement: TopicStatement): string {
  switch (statement.says) {
    case 'doubling':
      return statement.of === 'breadth-or-volume'
        ? breadthOrVolume(statement.change, statement.pValue)
        : doubling(statement.of, statement.change, statement.pValue);
    case 'peak':
      return peakSentence(statement, statement.pValue);
    case 'trend-in-texts': {
      const { topics } = statement;
      return capital(
        `with ${topics} ${topics === 1 ? 'topic' : 'topics'}: ${trend({ ...statement, axis: TEXTS_AXIS })}`,
      );
    }
    case 'topics':
      return verdict(statement, statement.pValue);
    case 'topics-not-distinguishable':
      return notDistinguishable(statement);
  }
}

function doubling(what: keyof typeof WHAT, change: Estimate, p: number): string {
  if (p > ALPHA) {
    return `That doubling ${WHAT[what]} changes accuracy is not shown: ${signedWithInterval(change)} (${showP(p)}).`;
  }
  return `Doubling ${WHAT[what]} changes accuracy by ${signedWithInterval(change)} (${showP(p)}).`;
}

function breadthOrVolume(change: Estimate, p: number): string {
  if (p > ALPHA) {
    return `Whether so many texts are better spread over more topics or over fewer is not distinguishable: twice the topics with half the texts each is ${signedWithInterval(change)} (${showP(p)}).`;
  }
  return `At as many texts, twice the topics with half the texts each changes accuracy by ${signedWithInterval(change)} (${showP(p)}).`;
}

function peakSentence(peak: Peak, p: number): string {
  const { topics, at, before, after } = peak;
  if (p > ALPHA) {
    const sizes = `${signedPoints(before.mean)} points up to ${at} and ${signedPoints(after.mean)} from there on`;
    return `With ${topics} topics, no peak in texts per topic is shown: the clearest would be at ${at}, ${sizes} (${showP(p)}).`;
  }
  return `With ${topics} topics, ${risesAndFalls(peak)} (${showP(p)}).`;
}

function risesAndFalls({ first, at, last, before, after }: TurnAt): string {
  return `accuracy rises by ${pointsWithInterval(before)} from ${first} to ${at} texts per topic and falls by ${pointsWithInterval(after, -1)} from there to ${last}`;
}

/** At least one is shown. What was tested stands before the p-value; what was estimated besides, after it. */
function verdict(outcome: TopicOutcome, p: number): string {
  const { topics, texts, breadth, peak } = outcome;
  const isOfBreadth = breadth?.isShown === true;
  const doublings = [
    ...(topics ? [{ ...topics, what: 'doubling the topics' }] : []),
    ...(texts ? [{ ...texts, what: 'doubling the texts per topic' }] : []),
  ];
  const isStated = ({ isShown }: (typeof doublings)[number]): boolean => isShown && !isOfBreadth;
  const said = ({ what, change }: (typeof doublings)[number]): string => `${what} ${isWorth(change)}`;
  const tested = [
    ...(isOfBreadth
      ? [`at as many texts, twice the topics with half the texts each ${isWorth(breadth.change)}`]
      : doublings.filter(isStated).map(said)),
    ...(peak ? [`with ${peak.topics} topics, ${risesAndFalls(peak)}`] : []),
  ];
  const besides = doublings
    .filter((one) => !isStated(one))
    .map((one) => `${said(one)}${one.isShown ? '' : ', which is not shown to matter'}`);
  const rest = besides.length > 0 ? ` Alone, ${besides.join('; ')}.` : '';
  return `${lead(outcome)}: ${tested.join('; ')} (${showP(p)}).${rest}`;
}

function isWorth(change: Estimate): string {
  return `is worth ${signedWithInterval(change)}`;
}

function lead({ topics, texts, breadth, peak }: TopicOutcome): string {
  if (breadth?.isShown) {
    return breadth.change.mean > 0
      ? 'Breadth is worth more than volume'
      : 'Volume is worth more than breadth';
  }
  const shown = [
    ...(topics?.isShown ? [`${moreOf(topics.change)} topics`] : []),
    ...(texts?.isShown ? [`${moreOf(texts.change)} texts per topic`] : []),
  ];
  if (shown.length > 0) return `${capital(listed(shown))} are better`;
  return peak === null ? 'Topics change accuracy' : 'A moderate number of texts per topic is best';
}

function moreOf({ mean }: Estimate): string {
  return mean < 0 ? 'fewer' : 'more';
}

function notDistinguishable({ topics, texts }: TopicOutcome): string {
  const sizes = [
    ...(topics ? [`doubling the topics ${signedWithInterval(topics.change)}`] : []),
    ...(texts ? [`doubling the texts per topic ${signedWithInterval(texts.change)}`] : []),
  ];
  if (sizes.length === 0) return 'Not distinguishable.';
  return `Not distinguishable: ${listed(sizes)}; neither is shown to change accuracy.`;
}
