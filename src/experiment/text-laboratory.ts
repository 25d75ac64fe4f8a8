/** @file What the workers need where texts are only counted: nothing here loads TF.js. */
export { checkDataset, readDataset } from '../dataset/read-dataset';
export { markovContinuer } from './model/ngram-continuer';
export { ModelStore, type KeptTexts } from './model/model-store';
export { corpusTexts, labelledTexts, type LearningTexts } from './model/model-texts';
export { nextTokens, writeOn, type Continuer } from './model/next-tokens';
