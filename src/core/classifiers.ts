/** @file What can learn from a training set. */

/** The averaging network over the pre-trained encoder, and logistic regression over hashed n-grams, which knows nothing before. */
export const CLASSIFIER_KINDS = ['network', 'linear'] as const;

export type ClassifierKind = (typeof CLASSIFIER_KINDS)[number];
