/**
 * @file What each experiment is called, what it asks, and what its axis means, in English: the words that the page begins
 * with. The rest is in `experiments.ts`, which is fetched later.
 */
import type { ExperimentGroup, ExperimentId } from '../../core/experiments';
import { exactPercent } from './numbers';

export interface ExperimentName {
  /** In the list. */
  readonly name: string;
  /** In a line, what it asks. */
  readonly asks: string;
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
    asks: 'A generator writes practice examples, from monotonous to wild. A small classifier learns from each batch and then sits the same exam on real text. Is there a point that is just right?',
    ends: ['cautious', 'daring'],
  },
  dial: {
    name: 'One dial: from repetition to excess',
    asks: 'First ever fewer examples are copies of others, then they are about ever more topics, then the writer grows daring. Where on this way does a classifier learn most?',
    ends: ['copies', 'wild'],
  },
  'top-p': {
    name: 'Top-p: how unlikely a word may be',
    asks: 'The generator may choose among ever more unlikely words. How far down the list should it be let, before the classifier that learns from it gets worse?',
    ends: ['cautious', 'daring'],
  },
  'prompt-breadth': {
    name: 'Topics: few or many',
    asks: 'The generator is given texts of one topic of each class, then of two, of four and more. Does a classifier learn more from broad examples than from narrow ones?',
    ends: ['narrow', 'broad'],
  },
  'prompt-ladder': {
    name: 'Prompt ladder: topic, styles, persona',
    asks: 'A language model is asked in four ways, each richer than the last: a topic, then styles of writing, then a persona, then several topics at once. Which teaches a classifier best?',
    ends: ['plain', 'rich'],
  },
  'near-duplicates': {
    name: 'Replacement: paraphrases and close copies',
    asks: 'Ever more of the examples give way to close copies of the others, while their number stays the same. How much repetition can a classifier bear?',
    ends: ['all different', 'nearly all alike'],
  },
  subsets: {
    name: 'Subsets: alike or spread out',
    asks: 'From one large pool of generated rows the same number is chosen, once close together, once far apart. Does it pay to choose the rows that differ most?',
    ends: ['close together', 'far apart'],
  },
  suppression: {
    name: 'Suppression: no word too often',
    asks: 'Words that have been written often are avoided, more and more strictly. Is that a better way to variety than a higher temperature?',
    ends: ['free', 'strict'],
  },
  penalties: {
    name: 'Penalties: no token too often',
    asks: 'A language model is held back, more and more strictly, from what its answer has said before. Does a classifier learn more where less is repeated?',
    ends: ['free', 'strict'],
  },
  learners: {
    name: 'Learners: two classifiers, one optimum?',
    asks: 'Two classifiers learn from the same rows: one that averages meanings, one that counts words. Does the best temperature stay where it is, or does it move with the classifier?',
    ends: ['cautious', 'daring'],
  },
  scarcity: {
    name: 'Scarcity: few labels for the generator too',
    asks: 'The generator may see 8 labelled rows of each class, or 32, 128, or all. What do its rows bring beside real ones when it knows no more than the classifier, and does the best temperature move?',
    ends: ['cautious', 'daring'],
  },
  mixing: {
    name: 'Mixing: real and generated text',
    asks: 'Generated text joins real text in ever larger shares, where real text is scarce and where it is not. How much generated text is too much?',
    ends: ['real text', 'generated text'],
  },
  topics: {
    name: 'Topics × texts: breadth or volume',
    asks: 'Many topics with few texts each, or few topics with many texts: what does a classifier gain from the one, and what from the other?',
    ends: ['few topics', 'many topics'],
  },
  shift: {
    name: 'Shift: varied, or merely different?',
    asks: 'Text can be varied and still be the wrong text. Here variety and distance from real text are set apart from each other: which of the two does the harm?',
    ends: ['cautious', 'daring'],
  },
  'label-repair': {
    name: 'Label repair: is it the labels?',
    asks: 'Daring generators put wrong labels on their rows. Ever more of them are repaired here. Does the harm go away with them, or was it the variety?',
    ends: ['as written', 'repaired'],
  },
  'self-consumption': {
    name: 'Self-consumption: learning from itself',
    asks: 'A generator learns from its own output, again and again. How fast does variety go, and is fresh real text enough to keep it?',
    ends: ['fitted to real text', 'many generations later'],
  },
  'pre-training': {
    name: 'Pre-training × fine-tuning',
    asks: 'The classifier’s body is first trained on text of low, moderate or high variety, then fine-tuned on examples of each. Does what it read first show in the end?',
    ends: ['cautious', 'daring'],
  },
};

const rungs = ['topic', '+ styles', '+ persona', 'several topics'];

/** How values of an axis are written; null where the bare number will do. */
export function axisValue(axisId: string): ((value: number) => string) | null {
  if (axisId === 'share') return exactPercent;
  if (axisId === 'rung') return (value) => rungs[value] ?? String(value);
  return null;
}
