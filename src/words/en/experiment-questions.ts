/** @file What each experiment asks, in a line, in English. */
import type { ExperimentId } from '../../core/experiments';
import { openingQuestion } from './experiment-names';

export const experimentQuestions: Readonly<Record<ExperimentId, string>> = {
  temperature: openingQuestion,
  dial: 'First ever fewer examples are copies of others, then they are about ever more topics, then the writer grows daring. Where on this way does a classifier learn most?',
  'top-p':
    'The generator may choose among ever more unlikely words. How far down the list should it be let, before the classifier that learns from it gets worse?',
  'prompt-breadth':
    'The generator is given texts of one topic of each class, then of two, of four and more. Does a classifier learn more from broad examples than from narrow ones?',
  'prompt-ladder':
    'A language model is asked in four ways, each richer than the last: a topic, then styles of writing, then a persona, then several topics at once. Which teaches a classifier best?',
  'near-duplicates':
    'Ever more of the examples give way to close copies of the others, while their number stays the same. How much repetition can a classifier bear?',
  subsets:
    'From one large pool of generated rows the same number is chosen, once close together, once far apart. Does it pay to choose the rows that differ most?',
  suppression:
    'Words that have been written often are avoided, more and more strictly. Is that a better way to variety than a higher temperature?',
  penalties:
    'A language model is held back, more and more strictly, from what its answer has said before. Does a classifier learn more where less is repeated?',
  learners:
    'Two classifiers learn from the same rows: one that averages meanings, one that counts words. Does the best temperature stay where it is, or does it move with the classifier?',
  scarcity:
    'The generator may see 8 labelled rows of each class, or 32, 128, or all. What do its rows bring beside real ones when it knows no more than the classifier, and does the best temperature move?',
  mixing:
    'Generated text joins real text in ever larger shares, where real text is scarce and where it is not. How much generated text is too much?',
  topics:
    'Many topics with few texts each, or few topics with many texts: what does a classifier gain from the one, and what from the other?',
  shift:
    'Text can be varied and still be the wrong text. Here variety and distance from real text are set apart from each other: which of the two does the harm?',
  'label-repair':
    'Daring generators put wrong labels on their rows. Ever more of them are repaired here. Does the harm go away with them, or was it the variety?',
  'self-consumption':
    'A generator learns from its own output, again and again. How fast does variety go, and is fresh real text enough to keep it?',
  'pre-training':
    'The classifier’s body is first trained on text of low, moderate or high variety, then fine-tuned on examples of each. Does what it read first show in the end?',
};
