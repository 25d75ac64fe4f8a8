/** @file The classifier two-sample test: can a classifier learn to separate generated text from real text? */
import { LabError, shown } from '../../core/errors';
import { shuffled, type Rng } from '../../core/random';
import { GramTable } from '../../text/gram-table';
import type { Giveaway, Measure, TakenInFull, TellingFeature } from '../measure';
import type { SetContext } from '../set-context';

export const twoSampleTestMeasure: Measure = {
  info: {
    id: 'twoSampleAccuracy',
    label: 'told from real text',
    unit: 'accuracy',
    range: [0, 1],
    closerWhen: 'lower',
    cost: 'O(nL)',
    source: 'Lopez-Paz & Oquab 2017, arXiv 1610.06545; logistic regression on uni- and bigrams',
  },
  needs: ['whole tokens', 'reference tokens'],
  formula: 'held-out texts classified correctly / held-out texts',
  reads: 'compared texts',
  interval: 'half samples',
  take: takeTwoSampleTest,
};

/** Of the whole sets with its p-value and giveaways; of a part, the accuracy alone. */
function takeTwoSampleTest(context: SetContext): TakenInFull {
  const { generatedRows } = context.textPair;
  const { real, generated, numFeatures } = context.whole.once(featuresOfPair);
  const some = {
    numFeatures,
    real: Array.from(context.rowsOf('real texts'), (row) => real[row]!),
    generated: Array.from(context.rowsOf('generated texts'), (row) => generated[row]!),
  };
  const most = context.isWhole ? DEFAULT_GIVEAWAYS : 0;
  const { accuracy, pValue, giveaways } = testOfFeatures(some, context.stream('two-sample'), most);
  return {
    value: accuracy,
    pValue,
    giveaways: giveaways.map((one) => ({ ...one, row: generatedRows[one.row]! })),
  };
}

const featuresOfPair = ({ textPair: { real, generated, words } }: SetContext): PairFeatures =>
  featuresOf(real, generated, words);

export interface TwoSampleResult {
  /** Held-out accuracy: about 0.5 where the classifier can only guess, 1 where it recognises every text. */
  readonly accuracy: number;
  /** P(accuracy at least this high | same source): of n_test fair coins, exactly. */
  readonly pValue: number;
  readonly numTest: number;
  /** The held-out generated texts that were classified correctly with most certainty, the surest first, none twice. */
  readonly giveaways: readonly Giveaway[];
}

const EPOCHS = 10;
const LEARNING_RATE = 0.5;

const DEFAULT_GIVEAWAYS = 10;
/** Enough to see why, few enough to read. */
const FEATURES_SHOWN = 5;

/**
 * Trains a logistic regression (stochastic gradient descent on the words and word pairs of a text, begin and end
 * marked) on half of both sets, real = 0 and generated = 1, and tests it on the other half. The larger set is cut,
 * at random, to the size of the smaller one.
 *
 * The p-value is exact for texts drawn one by one from the same source; where a text occurs several times the
 * halves share texts, and it is too small. A text without a known feature counts as half right.
 * @param real tokens of each real text
 * @param generated tokens of each generated text
 * @param mostGiveaways how many of the telling texts to name
 * @throws LabError `bad-dataset` where a set has fewer than two texts
 */
export function twoSampleTest(
  real: readonly (readonly string[])[],
  generated: readonly (readonly string[])[],
  rng: Rng,
  mostGiveaways: number = DEFAULT_GIVEAWAYS,
): TwoSampleResult {
  return testOfFeatures(featuresOf(real, generated), rng, mostGiveaways);
}

/** The words and word pairs of the texts of both sets, by number. */
interface PairFeatures {
  readonly real: readonly TextFeatures[];
  readonly generated: readonly TextFeatures[];
  /** Every number is below this. */
  readonly numFeatures: number;
}

interface TextFeatures {
  readonly tokens: readonly string[];
  /** Numbers of its words in order, then of its word pairs in order. */
  readonly features: Int32Array;
}

/**
 * Numbers the features of both sets; the test may then be taken of any part of them.
 * @param table of the real texts and then the generated ones
 */
function featuresOf(
  real: readonly (readonly string[])[],
  generated: readonly (readonly string[])[],
  table: GramTable = GramTable.of([...real, ...generated]),
): PairFeatures {
  const words = table.order(1);
  const pairs = table.order(2);
  // After the words come the pairs within a text, each word at the begin, each at the end, and the two ends of nothing.
  const firstPair = words.numIds;
  const firstBegin = firstPair + pairs.numIds;
  const firstEnd = firstBegin + words.numIds;
  const nothing = firstEnd + words.numIds;
  const all = new Int32Array(2 * table.numTokens + table.numTexts).fill(nothing);
  const features = [...real, ...generated].map((tokens, text) => {
    const from = table.starts[text]!;
    const { length } = tokens;
    const ids = all.subarray(2 * from + text, 2 * (from + length) + text + 1);
    if (length > 0) {
      ids.set(words.ids.subarray(from, from + length));
      ids[length] = firstBegin + words.ids[from]!;
      for (let i = 1; i < length; i++) ids[length + i] = firstPair + pairs.ids[from + i - 1]!;
      ids[2 * length] = firstEnd + words.ids[from + length - 1]!;
    }
    return { tokens, features: ids };
  });
  return {
    real: features.slice(0, real.length),
    generated: features.slice(real.length),
    numFeatures: nothing + 1,
  };
}

/** The test of texts whose features are numbered already. */
function testOfFeatures(
  { real, generated, numFeatures }: PairFeatures,
  rng: Rng,
  mostGiveaways: number,
): TwoSampleResult {
  const size = Math.min(real.length, generated.length);
  if (size < 2) {
    throw new LabError(
      'bad-dataset',
      `twoSampleTest: missing texts: ${shown(size)} (wanted at least two in each set) — compare larger sets`,
    );
  }
  const middle = Math.floor(size / 2);
  const realRows = shuffled([...real.keys()], rng).slice(0, size);
  const generatedRows = shuffled([...generated.keys()], rng).slice(0, size);
  const samplesOf = (
    rows: readonly number[],
    from: readonly TextFeatures[],
    isGenerated: boolean,
  ): Sample[] => rows.map((row) => ({ row, isGenerated, features: from[row]!.features }));
  const train = [
    ...samplesOf(realRows.slice(0, middle), real, false),
    ...samplesOf(generatedRows.slice(0, middle), generated, true),
  ];
  // A feature that no training text has keeps the weight 0.
  const weights = fit(train, numFeatures, rng);
  const test = [
    ...samplesOf(realRows.slice(middle), real, false),
    ...samplesOf(generatedRows.slice(middle), generated, true),
  ];
  const scores = test.map(({ features }) => scoreOf(features, weights));
  const right = test.reduce((sum, { isGenerated }, i) => {
    const score = scores[i]!;
    if (score === 0) return sum + 0.5; // nothing known about the text: a coin
    return sum + (score > 0 === isGenerated ? 1 : 0);
  }, 0);
  const surest = [...test.keys()]
    .filter((i) => test[i]!.isGenerated && scores[i]! > 0)
    .sort((a, b) => scores[b]! - scores[a]!);
  const seen = new Set<string>();
  const chosen: number[] = [];
  for (const i of surest) {
    if (chosen.length === mostGiveaways) break;
    const text = JSON.stringify(generated[test[i]!.row]!.tokens);
    if (!seen.has(text)) chosen.push(i);
    seen.add(text);
  }
  return {
    accuracy: right / test.length,
    pValue: upperBinomialTail(Math.floor(right), test.length),
    numTest: test.length,
    giveaways: chosen.map((i) => ({
      row: test[i]!.row,
      probability: 1 / (1 + Math.exp(-scores[i]!)),
      features: tellingFeatures(generated[test[i]!.row]!, weights),
    })),
  };
}

interface Sample {
  /** Place of the text in its own list. */
  readonly row: number;
  readonly isGenerated: boolean;
  readonly features: Int32Array;
}

function fit(samples: readonly Sample[], numFeatures: number, rng: Rng): Float64Array {
  const weights = new Float64Array(numFeatures);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { features, isGenerated } of shuffled(samples, rng)) {
      const probability = 1 / (1 + Math.exp(-scoreOf(features, weights)));
      const step = (LEARNING_RATE * ((isGenerated ? 1 : 0) - probability)) / Math.sqrt(features.length);
      for (let i = 0; i < features.length; i++) weights[features[i]!]! += step;
    }
  }
  return weights;
}

/** Logit of "generated", features scaled so that long and short texts weigh the same. */
function scoreOf(features: Int32Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < features.length; i++) sum += weights[features[i]!]!;
  return sum / Math.sqrt(features.length);
}

/** What of a text speaks for "generated", the most telling first. */
function tellingFeatures(
  { tokens, features }: TextFeatures,
  weights: Float64Array,
): readonly TellingFeature[] {
  const byId = new Map<number, { -readonly [K in keyof TellingFeature]: TellingFeature[K] }>();
  features.forEach((feature, i) => {
    const weight = weights[feature]! / Math.sqrt(features.length);
    const before = i - tokens.length; // of a pair: how many words stand before its second one
    const known = byId.get(feature);
    if (known) known.weight += weight;
    else if (before < 0) byId.set(feature, { tokens: [tokens[i]!], atStart: false, atEnd: false, weight });
    else {
      const pair = tokens.slice(Math.max(0, before - 1), before + 1);
      byId.set(feature, { tokens: pair, atStart: before === 0, atEnd: before === tokens.length, weight });
    }
  });
  return [...byId.values()]
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, FEATURES_SHOWN);
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
