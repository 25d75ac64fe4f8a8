/** @file The sentences of topics against texts per topic. */
import type { Estimate } from '../../core/run';
import { ALPHA } from '../level';
import type { Turn } from '../trends';
import { listed, pointsWithInterval, showP, signedPoints, signedWithInterval } from './phrases';

export type Doubled = 'topics' | 'texts-per-topic';

const WHAT: Readonly<Record<Doubled, string>> = {
  topics: 'the topics at fixed texts per topic',
  'texts-per-topic': 'the texts per topic at fixed topics',
};

export function doubling(what: Doubled, estimate: Estimate, p: number): string {
  if (p > ALPHA) {
    return `That doubling ${WHAT[what]} changes accuracy is not shown: ${signedWithInterval(estimate)} (${showP(p)}).`;
  }
  return `Doubling ${WHAT[what]} changes accuracy by ${signedWithInterval(estimate)} (${showP(p)}).`;
}

export function breadthOrVolume(estimate: Estimate, p: number): string {
  if (p > ALPHA) {
    return `Whether so many texts are better spread over more topics or over fewer is not distinguishable: twice the topics with half the texts each is ${signedWithInterval(estimate)} (${showP(p)}).`;
  }
  return `At as many texts, twice the topics with half the texts each changes accuracy by ${signedWithInterval(estimate)} (${showP(p)}).`;
}

/** A turn in texts per topic, looked for at the most topics. */
export interface Peak {
  readonly topics: number;
  readonly turn: Turn;
  /** Texts per topic: the fewest and the most. */
  readonly fewest: number;
  readonly most: number;
}

export function peak({ topics, turn, fewest, most }: Peak, p: number): string {
  if (p > ALPHA) {
    const { at, before, after } = turn;
    const sizes = `${signedPoints(before.estimate.mean)} points up to ${at.value} and ${signedPoints(after.estimate.mean)} from there on`;
    return `With ${topics} topics, no peak in texts per topic is shown: the clearest would be at ${at.value}, ${sizes} (${showP(p)}).`;
  }
  return `With ${topics} topics, ${risesAndFalls(turn, fewest, most)} (${showP(p)}).`;
}

function risesAndFalls({ at, before, after }: Turn, fewest: number, most: number): string {
  return `accuracy rises by ${pointsWithInterval(before.estimate)} from ${fewest} to ${at.value} texts per topic and falls by ${pointsWithInterval(after.estimate, -1)} from there to ${most}`;
}

export interface TopicOutcome {
  readonly topics: { readonly estimate: Estimate; readonly isShown: boolean } | null;
  readonly texts: { readonly estimate: Estimate; readonly isShown: boolean } | null;
  readonly difference: { readonly estimate: Estimate; readonly isShown: boolean } | null;
  /** Where one is shown. */
  readonly peak: Peak | null;
}

/** At least one is shown. */
export function verdict({ topics, texts, difference, peak }: TopicOutcome, p: number): string {
  const effects = [
    ...(topics ? [`doubling the topics is worth ${signedWithInterval(topics.estimate)}`] : []),
    ...(texts ? [`doubling the texts per topic ${signedWithInterval(texts.estimate)}`] : []),
  ];
  const peakWords = peak && `with ${peak.topics} topics, ${risesAndFalls(peak.turn, peak.fewest, peak.most)}`;
  const parts = [listed(effects), peakWords ?? ''];
  return `${lead({ topics, texts, difference, peak })}: ${parts.filter((part) => part !== '').join('; ')} (${showP(p)}).`;
}

function lead({ topics, texts, difference, peak }: TopicOutcome): string {
  if (difference?.isShown) {
    return difference.estimate.mean > 0
      ? 'Breadth is worth more than volume'
      : 'Volume is worth more than breadth';
  }
  const shown = [
    ...(topics?.isShown ? [`${moreOf(topics.estimate)} topics`] : []),
    ...(texts?.isShown ? [`${moreOf(texts.estimate)} texts per topic`] : []),
  ];
  if (shown.length > 0) {
    const words = listed(shown);
    return `${words.charAt(0).toUpperCase()}${words.slice(1)} are better`;
  }
  return peak === null ? 'Topics change accuracy' : 'A moderate number of texts per topic is best';
}

function moreOf({ mean }: Estimate): string {
  return mean < 0 ? 'fewer' : 'more';
}

export function noClaimText({ topics, texts }: TopicOutcome): string {
  const sizes = [
    ...(topics ? [`doubling the topics ${signedWithInterval(topics.estimate)}`] : []),
    ...(texts ? [`doubling the texts per topic ${signedWithInterval(texts.estimate)}`] : []),
  ];
  const rest = sizes.length > 0 ? `: ${listed(sizes)}` : '.';
  return `Not distinguishable${rest}${rest === '.' ? '' : '; neither is shown to change accuracy.'}`;
}
