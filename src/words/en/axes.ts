/** @file What the ends of each experiment's axis mean, and how its values are written, in English. */
import type { ExperimentId } from '../../core/experiments';

/** What lies at the left end and at the right end. */
export const axisEnds: Readonly<Record<ExperimentId, readonly [left: string, right: string]>> = {
  temperature: ['cautious', 'daring'],
  'top-p': ['cautious', 'daring'],
  'prompt-breadth': ['narrow', 'broad'],
  'prompt-ladder': ['plain', 'rich'],
  'near-duplicates': ['all different', 'nearly all alike'],
  subsets: ['close together', 'far apart'],
  suppression: ['free', 'strict'],
  penalties: ['free', 'strict'],
  mixing: ['real text', 'generated text'],
  topics: ['few topics', 'many topics'],
  shift: ['cautious', 'daring'],
  'label-repair': ['as written', 'repaired'],
  'self-consumption': ['fitted to real text', 'many generations later'],
  'pre-training': ['cautious', 'daring'],
};

const rungs = ['topic', '+ styles', '+ persona', 'several topics'];
const percent = (share: number): string => `${Number((100 * share).toPrecision(6))}\u202f%`;

/** How values of an axis are written; null where the bare number will do. */
export function axisValue(axisId: string): ((value: number) => string) | null {
  if (axisId === 'share') return percent;
  if (axisId === 'rung') return (value) => rungs[value] ?? String(value);
  return null;
}
