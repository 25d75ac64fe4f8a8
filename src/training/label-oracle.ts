/**
 * @file The classifier that stands for the truth about labels: the lab's own network, fine-tuned on all real text there is,
 * and cross-fitted.
 *
 * A generator that was fitted to the same texts repeats them in whole or in part, wrong labels included. A judge that has
 * learned a text with its label says that label of its copies as well. So the texts are halved at random, one network is
 * trained on each half, and a text is judged by the network that has not seen the real text it is nearest to (see
 * `text/source-finder.ts`). Where it is near to none, or equally near to texts of both halves, the mean of both networks'
 * probabilities decides. Test and validation rows, on which its mistakes are counted, are judged in the same way.
 * @see Chernozhukov et al. (2018), "Double/debiased machine learning for treatment and structural parameters",
 * The Econometrics Journal 21, C1–C68 (cross-fitting)
 */
import { breathe } from '../core/breathe';
import type { Example } from '../core/example';
import type { LabelOracle } from '../core/ports';
import type { TrainingSettings } from '../core/training-settings';
import { largestIndex } from '../math/largest-index';
import { CrossFolds } from './cross-folds';
import type { Encoder } from './encoder';
import { fitNetwork } from './fine-tune';
import type { NetworkSnapshot } from './network-snapshot';

/** Of each of the two networks; chosen on the validation split of the default task, both in about a second. */
const TRAINING: TrainingSettings = {
  steps: 220,
  batchSize: 64,
  embeddingLearningRate: 0.04,
  learningRate: 0.01,
  hiddenSize: 64,
  wordDropout: 0.2,
};

interface OracleTexts {
  readonly numClasses: number;
  /** What it learns from. */
  readonly real: readonly Example[];
  /** Texts about none of the classes: one more class, where there are any. */
  readonly outside: readonly string[];
  /** Real rows it does not learn from, on which its mistakes are counted. */
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
}

/**
 * Equal texts on one backend give equal oracles, whatever the study.
 * @throws AbortError; what `fitNetwork` throws
 */
export async function trainOracle(
  encoder: Encoder,
  { numClasses, real, outside, validation, test }: OracleTexts,
  signal: AbortSignal,
): Promise<LabelOracle> {
  const examples = [...real, ...outside.map((text) => ({ text, label: numClasses }))];
  const folds = new CrossFolds(examples);
  await breathe();
  signal.throwIfAborted();
  const networks: NetworkSnapshot[] = [];
  for (const fold of [0, 1]) {
    const request = {
      examples: examples.filter((_, i) => folds.foldOf[i] === fold),
      numClasses: outside.length > 0 ? numClasses + 1 : numClasses,
      training: TRAINING,
      seed: ['oracle', fold],
    };
    networks.push(await fitNetwork(encoder, request, signal));
  }

  const labelIn = (probabilities: Float64Array): number =>
    largestIndex(probabilities.subarray(0, numClasses));
  const judged = (text: string): Float64Array => meanOf(networks, folds.judgesOf(text), text);
  const labelsOf = (texts: readonly string[]): number[] => texts.map((text) => labelIn(judged(text)));
  const shareRight = (rows: readonly Example[], labels: readonly number[]): number =>
    rows.filter(({ label }, i) => label === labels[i]).length / Math.max(1, rows.length);
  const rightByAll = (rows: readonly Example[]): number => shareRight(rows, labelsOf(rows.map(textOf)));
  return {
    info: {
      rows: real.length,
      testAccuracy: rightByAll(test),
      folds: networks.map((network, fold) => ({
        rows: real.filter((_, i) => folds.foldOf[i] === fold).length,
        testAccuracy: shareRight(
          test,
          test.map(({ text }) => labelIn(probabilitiesOf(network, text))),
        ),
      })),
    },
    disputedOfReal: 1 - rightByAll(validation),
    labelsOf,
    outOfScope: (texts) =>
      outside.length > 0 ? texts.map((text) => largestIndex(judged(text)) === numClasses) : null,
  };
}

/** Mean of the probabilities of these of the networks. */
function meanOf(networks: readonly NetworkSnapshot[], which: readonly number[], text: string): Float64Array {
  const all = which.map((i) => probabilitiesOf(networks[i]!, text));
  return all[0]!.map((_, k) => all.reduce((sum, one) => sum + one[k]!, 0) / all.length);
}

function probabilitiesOf(network: NetworkSnapshot, text: string): Float64Array {
  return network.probabilitiesOf(network.hiddenOf(network.bagOf(text)));
}

function textOf({ text }: Example): string {
  return text;
}
