/**
 * @file What each experiment is called and what its axis means, in English, and what the first asks: the words that the page
 * begins with. The rest is in `experiments.ts`, which is fetched later.
 */
import type { ExperimentGroup, ExperimentId } from '../../core/experiments';
import { exactPercent } from './numbers';

export interface ExperimentName {
  /** In the list. */
  readonly name: string;
  /** What lies at the left end of its axis and at the right end. */
  readonly ends: readonly [left: string, right: string];
}

export const groupTitles: Readonly<Record<ExperimentGroup, string>> = {
  zhu: 'What Zhu et al. vary',
  variety: 'How varied? Other dials',
  volume: 'How much generated text?',
  harm: 'What goes wrong?',
  'pre-training': 'What was it pre-trained on?',
};

export const experimentNames: Readonly<Record<ExperimentId, ExperimentName>> = {
  temperature: {
    name: 'Temperature: from cautious to daring',
    ends: ['cautious', 'daring'],
  },
  dial: {
    name: 'One dial: from repetition to excess',
    ends: ['copies', 'wild'],
  },
  'top-p': {
    name: 'Top-p: how unlikely a word may be',
    ends: ['cautious', 'daring'],
  },
  'prompt-breadth': {
    name: 'Topics: few or many',
    ends: ['narrow', 'broad'],
  },
  'prompt-ladder': {
    name: 'Prompt ladder: topic, styles, persona',
    ends: ['plain', 'rich'],
  },
  'near-duplicates': {
    name: 'Replacement: paraphrases and close copies',
    ends: ['all different', 'nearly all alike'],
  },
  subsets: {
    name: 'Subsets: alike or spread out',
    ends: ['close together', 'far apart'],
  },
  suppression: {
    name: 'Suppression: no word too often',
    ends: ['free', 'strict'],
  },
  penalties: {
    name: 'Penalties: no token too often',
    ends: ['free', 'strict'],
  },
  learners: {
    name: 'Learners: two classifiers, one optimum?',
    ends: ['cautious', 'daring'],
  },
  scarcity: {
    name: 'Scarcity: few labels for the generator too',
    ends: ['cautious', 'daring'],
  },
  mixing: {
    name: 'Mixing: real and generated text',
    ends: ['real text', 'generated text'],
  },
  topics: {
    name: 'Topics × texts: breadth or volume',
    ends: ['few topics', 'many topics'],
  },
  shift: {
    name: 'Shift: varied, or merely different?',
    ends: ['cautious', 'daring'],
  },
  'label-repair': {
    name: 'Label repair: is it the labels?',
    ends: ['as written', 'repaired'],
  },
  'self-consumption': {
    name: 'Self-consumption: learning from itself',
    ends: ['fitted to real text', 'many generations later'],
  },
  'pre-training': {
    name: 'Pre-training × fine-tuning',
    ends: ['cautious', 'daring'],
  },
};

/** What the experiment asks that the page opens with; of the others, see `experiment-questions.ts`. */
export const openingQuestion =
  'A generator writes practice examples, from monotonous to wild. A small classifier learns from each batch and then sits the same exam on real text. Is there a point that is just right?';

const rungs = ['topic', '+ styles', '+ persona', 'several topics'];

/** How values of an axis are written; null where the bare number will do. */
export function axisValue(axisId: string): ((value: number) => string) | null {
  if (axisId === 'share') return exactPercent;
  if (axisId === 'rung') return (value) => rungs[value] ?? String(value);
  return null;
}
