/** @file The classifier two-sample test: can a classifier learn to tell generated text from real text? */
import { LabError } from '../core/errors';
import type { MeasureInfo } from '../core/measure';
import { shuffled, type Rng } from '../core/random';
import { nGrams } from '../text/n-grams';

export const twoSampleTestInfo: MeasureInfo = {
  id: 'twoSampleAccuracy',
  label: 'told from real text',
  unit: 'accuracy',
  range: [0, 1],
  closerWhen: 'lower',
  cost: 'O(nL)',
  source: 'Lopez-Paz & Oquab 2017, arXiv 1610.06545; logistic regression on uni- and bigrams',
};

export interface TwoSampleResult {
  /** Held-out accuracy: about 0.5 where the sets cannot be told apart, 1 where every text gives itself away. */
  readonly accuracy: number;
  /** P(accuracy at least this high | same source): of n_test fair coins, exactly. */
  readonly pValue: number;
  readonly numTest: number;
}

const EPOCHS = 10;
const LEARNING_RATE = 0.5;

/**
 * Trains a logistic regression (stochastic gradient descent on the words and word pairs of a text, begin and end
 * marked) on half of both sets, real = 0 and generated = 1, and tests it on the other half. The larger set is cut,
 * at random, to the size of the smaller one.
 * @param real tokens of each real text
 * @param generated tokens of each generated text
 * @throws LabError `bad-dataset` where a set has fewer than two texts
 */
export function twoSampleTest(
  real: readonly (readonly string[])[],
  generated: readonly (readonly string[])[],
  rng: Rng,
): TwoSampleResult {
  const size = Math.min(real.length, generated.length);
  if (size < 2) {
    throw new LabError({
      code: 'bad-dataset',
      place: 'twoSampleTest',
      what: 'missing texts',
      value: size,
      wanted: 'at least two in each set',
      wayOut: 'raise the rows per class',
    });
  }
  const halfOf = (texts: readonly (readonly string[])[], isGenerated: boolean): Sample[][] => {
    const chosen = shuffled(texts, rng).slice(0, size);
    const samples = chosen.map((tokens) => ({ features: featuresOf(tokens), isGenerated }));
    const middle = Math.floor(size / 2);
    return [samples.slice(0, middle), samples.slice(middle)];
  };
  const [realTrain, realTest] = halfOf(real, false) as [Sample[], Sample[]];
  const [generatedTrain, generatedTest] = halfOf(generated, true) as [Sample[], Sample[]];

  const weights = fit([...realTrain, ...generatedTrain], rng);
  const test = [...realTest, ...generatedTest];
  const right = test.reduce((sum, { features, isGenerated }) => {
    const score = scoreOf(features, weights);
    if (score === 0) return sum + 0.5; // nothing known about the text: a coin
    return sum + (score > 0 === isGenerated ? 1 : 0);
  }, 0);
  return {
    accuracy: right / test.length,
    pValue: upperBinomialTail(Math.floor(right), test.length),
    numTest: test.length,
  };
}

interface Sample {
  readonly features: readonly string[];
  readonly isGenerated: boolean;
}

/** Control characters, which no token holds, mark begin and end. */
function featuresOf(tokens: readonly string[]): string[] {
  return [...tokens, ...nGrams(['\u0002', ...tokens, '\u0003'], 2)];
}

function fit(samples: readonly Sample[], rng: Rng): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { features, isGenerated } of shuffled(samples, rng)) {
      const probability = 1 / (1 + Math.exp(-scoreOf(features, weights)));
      const step = (LEARNING_RATE * ((isGenerated ? 1 : 0) - probability)) / Math.sqrt(features.length);
      for (const feature of features) weights.set(feature, (weights.get(feature) ?? 0) + step);
    }
  }
  return weights;
}

/** Logit of "generated", features scaled so that long and short texts weigh the same. */
function scoreOf(features: readonly string[], weights: ReadonlyMap<string, number>): number {
  const sum = features.reduce((sum, feature) => sum + (weights.get(feature) ?? 0), 0);
  return sum / Math.sqrt(features.length);
}

/** P(X ≥ k) for X the heads in n tosses of a fair coin, summed exactly in logarithms. */
function upperBinomialTail(k: number, n: number): number {
  let logTerm = -n * Math.LN2; // ln of C(n, i) / 2ⁿ at i = 0
  let tail = 0;
  for (let i = 0; i <= n; i++) {
    if (i >= k) tail += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1));
  }
  return Math.min(1, tail);
}
