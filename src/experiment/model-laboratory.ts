/** @file What the workers need to run and to train the small transformer; it loads TF.js. */
export { NanoEmbedder } from '../training/nano/nano-embedder';
export { NanoModel, type NanoWeights } from '../training/nano/nano-model';
export { readNano } from '../training/nano/weights-file';
export {
  checkSiteTexts,
  KEPT_VERSION,
  type KeptModel,
  type KeptProgress,
  type KeptSetUp,
  type KeptTexts,
} from './model-shelf';
export { corpusTexts, fileTexts, type LearningTexts, type TextsFile } from './model-texts';
export { openNano, type NanoLaboratory } from './nano-laboratory';
export { nanoContinuer } from './nano-continuer';
export type { Continuer } from './next-tokens';
export { learnPieces, planTraining, prepareTraining, type PreparedTraining } from './prepare-training';
export { runTraining } from './run-training';
