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
} from './model/model-store';
export { corpusTexts, fileTexts, type LearningTexts } from './model/model-texts';
export { openNanoTools, type NanoTools } from './model/nano-tools';
export { nanoContinuer } from './model/nano-continuer';
export type { Continuer } from './model/next-tokens';
export { learnPieces, planTraining, prepareTraining, type PreparedTraining } from './model/prepare-training';
export { runTraining } from './model/run-training';
