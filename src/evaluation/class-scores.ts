/** @file Precision, recall and F1 of each class, and their plain mean. */

export interface ClassScores {
  /** Of the rows predicted as this class, the share that belongs to it; 0 where none was predicted. */
  readonly precision: number;
  /** Of the rows of this class, the share that was found; 0 where the class has none. */
  readonly recall: number;
  /** Harmonic mean of the two; 0 where both are 0. */
  readonly f1: number;
  /** Rows whose true class it is. */
  readonly support: number;
}

/**
 * Scores of each class, in the order of the matrix, from counts `confusion[true][pred]`, (K, K).
 *
 *   precision = TP / (TP + FP)     recall = TP / (TP + FN)     F1 = 2 TP / (2 TP + FP + FN)
 *
 * All range from 0 to 1: 1 = no mistake that involves the class, 0 = none of its rows was found. A quotient 0/0
 * counts as 0, which is scikit-learn's `zero_division=0`.
 * @see van Rijsbergen (1979), Information Retrieval, 2nd ed., chapter 7.
 */
export function classScores(confusion: readonly (readonly number[])[]): ClassScores[] {
  return confusion.map((row, k) => {
    const truePositives = row[k] ?? 0;
    const support = sum(row);
    const predicted = sum(confusion.map((other) => other[k] ?? 0));
    return {
      precision: ratio(truePositives, predicted),
      recall: ratio(truePositives, support),
      f1: ratio(2 * truePositives, support + predicted),
      support,
    };
  });
}

/**
 * Unweighted mean of the classes' F1, so that a rare class weighs as much as a frequent one.
 *
 *   macroF1 = (1/K) Σ_k F1_k
 *
 * `confusion[true][pred]`: (K, K) counts. Range 0 to 1: 1 = every row right, 0 = every row wrong. All K classes count,
 * also one that neither occurs nor is predicted (its F1 is 0), as in scikit-learn's
 * `f1_score(…, labels=range(K), average='macro', zero_division=0)`. No classes: 0.
 * @see Opitz & Burst (2019), "Macro F1 and Macro F1", https://arxiv.org/abs/1911.03347: this is their mean of F1
 * scores, not the F1 of mean precision and mean recall.
 */
export function macroF1(confusion: readonly (readonly number[])[]): number {
  return ratio(sum(classScores(confusion).map((scores) => scores.f1)), confusion.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
