/** @file Labels in, scores out. */
export { accuracy } from './accuracy';
export { classScores, macroF1 } from './class-scores';
export { confusionMatrix } from './confusion-matrix';
