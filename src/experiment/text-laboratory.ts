/** @file What the workers need where texts are only counted: nothing here loads TF.js. */
export { readDataset } from '../dataset/read-dataset';
export { markovContinuer } from './markov-continuer';
export { ModelShelf, type KeptModel, type KeptTexts } from './model-shelf';
export { corpusTexts, labelledTexts, type LearningTexts } from './model-texts';
export { nextTokens, writeOn, type Continuer } from './next-tokens';
