/** @file Fine-tunes as a study does, and tells what each row of the training set did. */
import type { Example } from '../core/example';
import type { FineTuneRequest, RatedFineTuneResult } from '../core/ports';
import { bagOf, type Bag, type Encoder } from './encoder';
import { fineTune } from './fine-tune';
import { labelledBags, RowInfluence, sumOfRates } from './row-influence';

/** Pruthi et al. found few checkpoints to be enough. */
const CHECKPOINTS = 8;

/**
 * The result that the same request gives without being watched, bit for bit, and the score of each training row on the
 * validation rows (see `row-influence.ts`).
 */
export async function fineTuneAndRate(
  encoder: Encoder,
  request: FineTuneRequest,
  testBags: readonly Bag[],
  validation: readonly Example[],
  signal: AbortSignal,
  onStep?: (step: number) => void | Promise<void>,
): Promise<RatedFineTuneResult> {
  const read = (text: string): Bag => bagOf(encoder, text);
  const influence = new RowInfluence(labelledBags(request.examples, read), labelledBags(validation, read));
  const { learningRate, steps } = request.training;
  let last = 0;
  const result = await fineTune(encoder, request, testBags, signal, onStep, {
    numSnapshots: Math.min(CHECKPOINTS, steps),
    onSnapshot: (network, step) => {
      influence.addCheckpoint(network, sumOfRates(learningRate, steps, last, step));
      last = step;
    },
  });
  return { ...result, scores: Array.from(influence.scores) };
}
