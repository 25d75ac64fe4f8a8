/** @file The words of experiments and their figures, fetched when they are wanted; a second language is chosen here as well. */
import { enCurves } from './en/curves';
import { enExperiments } from './en/experiments';

export const chartMessages: typeof enCurves = enCurves;
export const storyMessages: typeof enExperiments = enExperiments;
export { experimentQuestions as questions } from './en/experiment-questions';
export { knownSentences, knownTitle } from './en/known';
export { movedNote, movedSentences, movedTitle } from './en/moved';
