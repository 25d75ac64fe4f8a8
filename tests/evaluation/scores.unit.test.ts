import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accuracy,
  balancedAccuracy,
  classScores,
  confusionMatrix,
  macroF1,
} from '../../src/evaluation/scores';

const yTrue = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3];
const yPred = [0, 1, 0, 1, 2, 2, 2, 0, 2, 2];

/** Two lists of class indices below 5, of one length. */
const labelPairs = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 });

describe('accuracy', () => {
  test('is the share of right answers', () => {
    // sklearn 1.2.1: accuracy_score(yTrue, yPred)
    expect(accuracy(yTrue, yPred)).toBe(0.6);
    expect(accuracy([1, 2], [1, 2])).toBe(1);
    expect(accuracy([1, 2], [2, 1])).toBe(0);
  });

  test('refuses lists that do not belong together', () => {
    expect(() => accuracy([], [])).toThrow('accuracy: missing rows (wanted at least one true label)');
    expect(() => accuracy([0, 1], [0])).toThrow('invalid number of predictions: 1 (wanted 2');
    expect(() => accuracy([0, NaN], [0, 1])).toThrow('invalid label: NaN');
  });
});

describe('confusionMatrix', () => {
  test('counts [true][predicted]', () => {
    // sklearn 1.2.1: confusion_matrix(yTrue, yPred, labels=range(5)).tolist()
    expect(confusionMatrix(yTrue, yPred, 5)).toEqual([
      [2, 1, 0, 0, 0],
      [0, 1, 1, 0, 0],
      [1, 0, 3, 0, 0],
      [0, 0, 1, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
  });

  test('holds every row once, with the right answers on the diagonal', () => {
    fc.assert(
      fc.property(labelPairs, (pairs) => {
        const [known, predicted] = [pairs.map(([t]) => t), pairs.map(([, p]) => p)];
        const confusion = confusionMatrix(known, predicted, 5);
        const diagonal = confusion.reduce((total, row, k) => total + row[k]!, 0);
        expect(confusion.flat().reduce((a, b) => a + b, 0)).toBe(pairs.length);
        expect(diagonal / pairs.length).toBe(accuracy(known, predicted));
      }),
    );
  });

  test('is permuted where the classes are renamed, and macro F1 stays', () => {
    fc.assert(
      fc.property(labelPairs, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (pairs, rename) => {
        const before = confusionMatrix(
          pairs.map(([t]) => t),
          pairs.map(([, p]) => p),
          5,
        );
        const after = confusionMatrix(
          pairs.map(([t]) => rename[t]!),
          pairs.map(([, p]) => rename[p]!),
          5,
        );
        before.forEach((row, t) =>
          row.forEach((count, p) => expect(after[rename[t]!]![rename[p]!]).toBe(count)),
        );
        expect(macroF1(after)).toBeCloseTo(macroF1(before), 14);
      }),
    );
  });

  test('refuses a label beyond the classes', () => {
    expect(() => confusionMatrix([0], [2], 2)).toThrow(
      'invalid label: 2 (wanted a whole number from 0 to 1)',
    );
  });
});

test('balancedAccuracy is the mean recall of the classes that have rows', () => {
  // (3/4 + 1/2 + 1/1) / 3
  expect(balancedAccuracy([[3, 1, 0], [1, 1, 0], [0, 0, 1]])).toBeCloseTo(0.75, 15); // prettier-ignore
  expect(balancedAccuracy([[9, 0], [1, 0]])).toBe(0.5); // prettier-ignore
  expect(balancedAccuracy([[2, 0], [0, 0]])).toBe(1); // prettier-ignore
  expect(balancedAccuracy([[0, 0], [0, 0]])).toBe(0); // prettier-ignore
});

describe('classScores and macroF1', () => {
  test('agree with scikit-learn, classes that never occur included', () => {
    const confusion = confusionMatrix(yTrue, yPred, 5);
    // sklearn 1.2.1: precision_recall_fscore_support(yTrue, yPred, labels=range(5), zero_division=0)
    const precision = [0.6666666666666666, 0.5, 0.6, 0, 0];
    const recall = [0.6666666666666666, 0.5, 0.75, 0, 0];
    const f1 = [0.6666666666666666, 0.5, 0.6666666666666665, 0, 0];
    const support = [3, 2, 4, 1, 0];
    classScores(confusion).forEach((scores, k) => {
      expect(scores.precision).toBeCloseTo(precision[k]!, 15);
      expect(scores.recall).toBeCloseTo(recall[k]!, 15);
      expect(scores.f1).toBeCloseTo(f1[k]!, 15);
      expect(scores.support).toBe(support[k]);
    });
    // sklearn 1.2.1: f1_score(yTrue, yPred, labels=range(5), average='macro', zero_division=0)
    expect(macroF1(confusion)).toBeCloseTo(0.3666666666666666, 15);
  });

  test('are 1 where all is right, 0 where all is wrong, 0 where there is nothing', () => {
    expect(macroF1([[3, 0], [0, 2]])).toBe(1); // prettier-ignore
    expect(macroF1([[0, 3], [2, 0]])).toBe(0); // prettier-ignore
    expect(macroF1([[0, 0], [0, 0]])).toBe(0); // prettier-ignore
    expect(macroF1([])).toBe(0);
  });
});
