/** @file What moved along the axis besides the number on it, in sentences. */
import type { MeasureInfo } from '../../core/measure';
import type { AxisName } from '../../core/statement';
import type { WhatMoved } from '../../core/what-moved';
import { percent } from './numbers';
import { briefValue, namedValue } from './statements/axis-words';
import { capital, inSentence, listed } from './statements/phrases';

/** More measures than this are counted, not named. */
const MOST_NAMED = 4;

/** Sentences for what is known; the first says how the measures of diversity went. */
export function movedSentences(axis: AxisName, moved: WhatMoved, measures: readonly MeasureInfo[]): string[] {
  const { lowest, highest, rises, falls, turns, labelNoise, distance } = moved;
  const all = rises.length + falls.length + turns.length;
  const [low, high] = [namedValue(axis, lowest), briefValue(axis, highest)];
  const named = (ids: readonly string[]): string => {
    const labels = ids
      .slice(0, MOST_NAMED)
      .map((id) => `“${measures.find((one) => one.id === id)?.label ?? id}”`);
    return listed(ids.length > MOST_NAMED ? [...labels, 'others'] : labels);
  };
  const parts = [
    ...(rises.length > 0 ? [`${rises.length} are highest at ${high}`] : []),
    ...(falls.length > 0 ? [`${falls.length} at ${briefValue(axis, lowest)} (${named(falls)})`] : []),
    ...(turns.length > 0 ? [`${turns.length} at a value between (${named(turns)})`] : []),
  ];
  const variety =
    all === 0
      ? []
      : [
          `${capital(inSentence(axis.label))} is not the same as diversity: of ${all} measures of diversity ${listed(parts)}.`,
        ];
  return [
    ...variety,
    ...(labelNoise
      ? [
          `Wrong labels, as the judge of labels sees them: ${percent(labelNoise.lowest)} of the rows at ${low}, ${percent(labelNoise.highest)} at ${high}.`,
        ]
      : []),
    ...(distance
      ? [
          `Distance from real text: a classifier tells ${percent(distance.lowest)} of the rows rightly from real ones at ${low}, ${percent(distance.highest)} at ${high}, where 50 % would be guessing.`,
        ]
      : []),
  ];
}

export const movedTitle = 'What else moved';
export const movedNote =
  'So a turn of the curve has more than one possible cause. The panel of measures says which way accuracy goes with each, with its interval.';
