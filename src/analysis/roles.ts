/**
 * @file Which measures stand for what, wherever a statement is about diversity, similarity or labels; chosen once.
 *
 * Chung et al. took the mean distance between generated texts for diversity and that to real texts for similarity, both in
 * an embedding of BERT. In the lab's smaller embedding very hot text, whose words are in no order, gathers near one place,
 * and its mean distance falls; the Vendi score, the effective number of different texts, does not lose so much. Similarity
 * is the Fréchet distance with its sign turned: it moves on both sides of real text, where MAUVE has no more room above.
 */
export interface MeasureRole {
  /** Id of the measure in the runs. */
  readonly id: string;
  /** -1 where a higher number is less of what it stands for. */
  readonly sign: 1 | -1;
}

export const DIVERSITY: MeasureRole = { id: 'vendiScore', sign: 1 };
export const SIMILARITY: MeasureRole = { id: 'frechetDistance', sign: -1 };
export const LABEL_ACCURACY: MeasureRole = { id: 'labelNoise', sign: -1 };

/** Prefix of the id of a measure of pre-training text: `preTraining.clusterAgentSurrogate`. */
export const PRE_TRAINING_PREFIX = 'preTraining.';

/** Measured on a pre-trained encoder before it is fine-tuned; the same for all runs that share it. */
export const HELD_OUT_PERPLEXITY: MeasureRole = {
  id: 'heldOutPerplexity',

  sign: -1,
};
/** Accuracy of a linear classifier on the frozen encoder, 0 to 1. */
export const PROBE_ACCURACY: MeasureRole = { id: 'probeAccuracy', sign: 1 };

/** The score of Chen et al., by a language model or by the lab's surrogate, and the baselines they hold against it. */
export const SCORE_AND_BASELINES: readonly MeasureRole[] = [
  { id: 'clusterAgentScore', sign: 1 },
  { id: 'clusterAgentSurrogate', sign: 1 },
  { id: 'contextLength', sign: 1 },
  { id: 'selfRepetition', sign: -1 },
  { id: 'nGramDiversity', sign: 1 },
  { id: 'compressionRatio', sign: -1 },
  { id: 'perplexity', sign: 1 },
  { id: 'perplexityGap', sign: 1 },
  { id: 'clusterScore', sign: 1 },
];
