/**
 * @file What learning from each training row did to the loss on other rows: TracIn (Pruthi, Liu, Kale & Sundararajan 2020,
 * "Estimating Training Data Influence by Tracing Gradient Descent", https://arxiv.org/abs/2002.08484), with checkpoints and
 * the last layer only, as they propose for large models.
 *
 * With h the hidden layer of a row, p its predicted probabilities and y its label as a one-hot vector, the gradient of the
 * row's cross-entropy with respect to the output weights is g(z) = h ⊗ (p − y), of shape (hidden, classes). A step of
 * gradient descent on a batch that holds z moves the mean loss of the validation rows, to first order, by
 * −rate / batch · ⟨g(z), ḡ⟩, ḡ being the mean gradient of the validation rows. A row comes up in a batch of so many of n
 * with chance batch / n, so that over all steps
 *
 *     score(z) = Σ_k (R_k / n) ⟨g_k(z), ḡ_k⟩,   R_k = sum of the learning rates of the steps that checkpoint k stands for
 *
 * Above 0 the row lowered the loss, below 0 it raised it. In nats of plain gradient descent; Adam takes other steps, so
 * that the order of the rows means more than the size of a score.
 */
import type { Example } from '../core/example';
import type { Bag } from './encoder';
import type { NetworkSnapshot } from './network-snapshot';

/** Rows as they are rated: their bags are the same at every checkpoint. */
interface LabelledBag {
  readonly bag: Bag;
  readonly label: number;
}

export class RowInfluence {
  readonly #rows: readonly LabelledBag[];
  readonly #validation: readonly LabelledBag[];
  readonly scores: Float64Array;

  constructor(rows: readonly LabelledBag[], validation: readonly LabelledBag[]) {
    this.#rows = rows;
    this.#validation = validation;
    this.scores = new Float64Array(rows.length);
  }

  /** @param rates sum of the learning rates of the steps that this checkpoint stands for */
  addCheckpoint(network: NetworkSnapshot, rates: number): void {
    const { hiddenSize, numClasses } = network;
    const mean = new Float64Array(hiddenSize * numClasses);
    for (const { bag, label } of this.#validation) {
      const hidden = network.hiddenOf(bag);
      const errors = errorsOf(network, hidden, label);
      for (let h = 0; h < hiddenSize; h++) {
        if (hidden[h] === 0) continue;
        for (let c = 0; c < numClasses; c++) {
          mean[h * numClasses + c]! += (hidden[h]! * errors[c]!) / this.#validation.length;
        }
      }
    }
    this.#rows.forEach(({ bag, label }, row) => {
      const hidden = network.hiddenOf(bag);
      const errors = errorsOf(network, hidden, label);
      let product = 0;
      for (let h = 0; h < hiddenSize; h++) {
        if (hidden[h] === 0) continue;
        let along = 0;
        for (let c = 0; c < numClasses; c++) along += errors[c]! * mean[h * numClasses + c]!;
        product += hidden[h]! * along;
      }
      this.scores[row]! += (rates / this.#rows.length) * product;
    });
  }
}

/** p − y. */
function errorsOf(network: NetworkSnapshot, hidden: Float64Array, label: number): Float64Array {
  const errors = network.probabilitiesOf(hidden);
  errors[label]! -= 1;
  return errors;
}

/**
 * Sum of the learning rates of steps `from` + 1 to `to`, the rate falling in a straight line from the first of `steps`
 * steps to 0 after the last, as in fine-tuning.
 */
export function sumOfRates(learningRate: number, steps: number, from: number, to: number): number {
  // Step s has learningRate · (1 − (s − 1) / steps).
  return learningRate * (to - from) * (1 - (from + to - 1) / (2 * steps));
}

export function labelledBags(examples: readonly Example[], bagOf: (text: string) => Bag): LabelledBag[] {
  return examples.map(({ text, label }) => ({ bag: bagOf(text), label }));
}
