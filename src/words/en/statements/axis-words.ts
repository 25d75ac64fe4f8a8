/** @file A value of an axis as sentences name it. Records know axes by an id and a label; not every id is one of ours. */
import type { AxisName } from '../../../core/statement';
import { sharePercent } from '../figures';
import { inSentence } from './phrases';

/** "0.2", or "95 %" on an axis of shares. */
export function valueWords({ id }: Pick<AxisName, 'id'>, value: number): string {
  return id === 'share' ? sharePercent(value) : String(value);
}

/** With the name of the axis, in the singular: "temperature 0.2", "a breadth of 8 topics". */
export function namedValue(axis: AxisName, value: number): string {
  const words = valueWords(axis, value);
  switch (axis.id) {
    case 'topics':
      return `a breadth of ${topics(value)}`;
    case 'share':
      return `a ${inSentence(axis.label)} of ${words}`;
    case 'spread':
      return `a spread of ${words}`;
    case 'strength':
      return `a suppression of ${words}`;
    case 'rung':
      return `rung ${words}`;
    default:
      return `${inSentence(axis.label)} ${words}`;
  }
}

/** Where the name has been said: "0.2"; a number that could be taken for an accuracy or a count gets a word. */
export function briefValue(axis: AxisName, value: number): string {
  const words = valueWords(axis, value);
  switch (axis.id) {
    case 'topics':
      return topics(value);
    case 'share':
      return `a share of ${words}`;
    case 'spread':
    case 'rung':
      return `${axis.id} ${words}`;
    default:
      return words;
  }
}

function topics(value: number): string {
  return `${value} ${value === 1 ? 'topic' : 'topics'}`;
}
