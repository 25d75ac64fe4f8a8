/** @file The classifier that stands for the truth about labels: the lab's own network, fine-tuned on all real text there is. */
import type { Example } from '../core/example';
import type { LabelOracle } from '../core/ports';
import type { TrainingSettings } from '../core/training-settings';
import { largestIndex } from '../math/largest-index';
import type { Encoder } from './encoder';
import { fitNetwork } from './fine-tune';
import type { NetworkSnapshot } from './network-snapshot';

/** Chosen on the validation split of the default task: accuracy 0.867 there, in about a second of training. */
const TRAINING: TrainingSettings = {
  steps: 300,
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
  const request = {
    examples,
    numClasses: outside.length > 0 ? numClasses + 1 : numClasses,
    training: TRAINING,
    seed: ['oracle'],
  };
  const network = await fitNetwork(encoder, request, signal);
  const labelsOf = (texts: readonly string[]): number[] =>
    texts.map((text) => largestIndex(probabilitiesOf(network, text).subarray(0, numClasses)));
  const disputed = (rows: readonly Example[]): number => {
    const labels = labelsOf(rows.map(({ text }) => text));
    return rows.filter(({ label }, i) => label !== labels[i]).length / Math.max(1, rows.length);
  };
  return {
    rows: real.length,
    testAccuracy: 1 - disputed(test),
    disputedOfReal: disputed(validation),
    labelsOf,
    outOfScope: (texts) =>
      outside.length > 0
        ? texts.map((text) => largestIndex(probabilitiesOf(network, text)) === numClasses)
        : null,
  };
}

function probabilitiesOf(network: NetworkSnapshot, text: string): Float64Array {
  return network.probabilitiesOf(network.hiddenOf(network.bagOf(text)));
}
