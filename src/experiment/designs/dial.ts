/**
 * @file The experiment "one dial, from repetition to excess". Zhu et al. 2025 lower variety by letting rows give way to
 * copies of others, and raise it by topics; the lab and Chung et al. 2023 raise it further by temperature. Here the three
 * stand on one axis from 0 to 12, one after the other, at fixed n:
 *
 * - 0 to 4: the rows are about four topics of their class, and the share of close copies falls from 0.95 to 0;
 * - 4 to 8: the topics widen from four to all, by equal factors;
 * - 8 to 12: the temperature rises from the study's own to three times it, by equal factors.
 *
 * With one topic in place of four the copies change nothing: what one topic lacks hides what repetition costs.
 */
import { generatorsThat } from '../../core/generators';
import type { GeneratedRows, StudySettings } from '../../core/study';
import {
  baselines,
  counted,
  MOST_TOPICS,
  percent,
  rowsOf,
  SHARE_AXIS,
  tier,
  USUAL,
  type Design,
  type Experiment,
} from './plan';

/** Places of each of the three parts. */
const PART = 4;
const MOST_COPIES = 0.95;
const FEWEST_TOPICS = 4;
const GREATEST_FACTOR = 3;

/** What the rows are at a place on the dial. */
interface Place {
  /** Share of rows that are close copies, from `MOST_COPIES` down to 0. */
  readonly copies: number;
  /** Topics of each class, `FEWEST_TOPICS` to `MOST_TOPICS`. */
  readonly topics: number;
  readonly temperature: number;
}

/** @param at 0 to 12, whole @param temperature of the study, up to the place 8 */
function placeOf(at: number, temperature: number): Place {
  const [copying, widening, heating] = [0, 1, 2].map((part) => Math.min(Math.max(at / PART - part, 0), 1));
  return {
    copies: rounded(MOST_COPIES * (1 - copying!)),
    topics: Math.round(FEWEST_TOPICS * (MOST_TOPICS / FEWEST_TOPICS) ** widening!),
    temperature: rounded(temperature * GREATEST_FACTOR ** heating!),
  };
}

function design(settings: StudySettings): Design {
  const tiers = settings.values.map((at) => {
    const place = placeOf(at, settings.temperature);
    return tier(settings, {
      id: `d${at}`,
      label: labelOf(place),
      value: at,
      generated: rowsAt(place, settings),
    });
  });
  return {
    title: 'One dial, from repetition to excess',
    axis: { id: 'dial', label: 'Place on the dial' },
    arms: [...tiers, ...baselines(settings)],
  };
}

function rowsAt({ copies, topics, temperature }: Place, settings: StudySettings): GeneratedRows {
  return {
    ...rowsOf(settings),
    temperature,
    source: { kind: 'topics', topics, textsPerTopic: null },
    ...(copies > 0 ? { edits: [{ kind: 'near-duplicates', share: copies, by: 'copies' }] as const } : {}),
  };
}

function labelOf({ copies, topics, temperature }: Place): string {
  const words = [counted(topics, 'topic'), `temperature ${temperature}`];
  return [...(copies > 0 ? [`${percent(copies)} copies`] : []), ...words].join(', ');
}

/** To three figures, which is as fine as a label is read. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    dial: true;
  }
}

export const dial: Experiment = {
  ...USUAL,
  id: 'dial',
  group: 'variety',
  axis: { ...SHARE_AXIS, id: 'dial', greatest: 3 * PART, whole: true, defaults: [0, 2, 4, 6, 8, 10, 12] },
  generators: generatorsThat(),
  defaults: { temperature: 0.8 },
  design,
};
