/** @file Measures as they stand within a sentence about a study, by id. */

/** What some measures stand for in a regression of accuracy. */
export const ROLE_NAMES: Readonly<Record<string, string>> = {
  vendiScore: 'diversity',
  frechetDistance: 'closeness to real text',
  labelNoise: 'label accuracy',
};

export const MEASURE_NAMES: Readonly<Record<string, string>> = {
  vendiScore: 'the Vendi score',
  frechetDistance: 'the Fréchet distance',
  labelNoise: 'the share of wrong labels',
  heldOutPerplexity: 'the perplexity of held-out text',
  probeAccuracy: 'probe accuracy',
  clusterAgentScore: 'the cluster-agent score',
  clusterAgentSurrogate: 'the cluster-agent score (surrogate)',
  contextLength: 'context length',
  selfRepetition: 'self-repetition',
  nGramDiversity: 'n-gram diversity',
  compressionRatio: 'the compression ratio',
  perplexity: 'perplexity',
  perplexityGap: 'the perplexity gap',
  clusterScore: 'the k-means cluster score',
};
