/** @file What a training is made of, and what has to be kept of it so that it can go on as if it had never stopped. */
import { LabError, shown } from '../../core/errors';
import { fingerprintText } from '../../core/random';
import type { Sequence } from './batches';
import type { NanoShape } from './model';

export interface NanoTrainingSettings {
  readonly epochs: number;
  /** Most tokens in a batch. */
  readonly batchTokens: number;
  /** Standard deviation of the weights at the start. */
  readonly initialDeviation: number;
  /** The highest learning rate. */
  readonly learningRate: number;
  readonly warmUpSteps: number;
  /** λ of AdamW; token embeddings and matrices decay, positions and gains do not. */
  readonly weightDecay: number;
  /** β₂ of AdamW. */
  readonly beta2: number;
  /** Rate, 0 to below 1. */
  readonly dropout: number;
  /** Chance that a text begins with the plain start instead of its own, so that the plain start is learned too. */
  readonly plainStartChance: number;
  /**
   * Trains the embeddings of the labels' starts alone, which stand behind the plain start; all other weights stay, as in
   * prompt tuning (Lester et al. 2021). Absent where all weights are trained. Needs a decay of 0.
   */
  readonly startsOnly?: boolean;
  readonly seed: number;
}

export interface NanoTrainingRequest {
  /** With start and end, as `NanoVocabulary.encode` gives them; cut at the context length. */
  readonly texts: readonly Sequence[];
  /** Texts that are not trained on. */
  readonly validation: readonly Sequence[];
  /** The token of the plain start. */
  readonly plainStart: number;
  readonly shape: NanoShape;
  readonly settings: NanoTrainingSettings;
}

/** Plain data: it survives `postMessage` and storage. */
export interface NanoCheckpoint {
  /** Of everything in the request; a training is resumed only where it is the same. */
  readonly fingerprint: string;
  /** Steps done. */
  readonly step: number;
  /** Sum of the losses, nats, and number of the tokens trained on in the epoch so far. */
  readonly epochNats: number;
  readonly epochTokens: number;
  /** In the one order of the parameters, row-major. */
  readonly weights: readonly Float32Array[];
  readonly firstMoments: readonly Float32Array[];
  readonly secondMoments: readonly Float32Array[];
}

export function fingerprintRequest(request: NanoTrainingRequest): string {
  const { texts, validation, plainStart, shape, settings } = request;
  const order = (object: object): unknown => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
  return fingerprintText(JSON.stringify([texts, validation, plainStart, order(shape), order(settings)]));
}

/** @throws LabError `bad-record` where the checkpoint is of another training */
export function checkCheckpoint(checkpoint: NanoCheckpoint, fingerprint: string): void {
  if (checkpoint.fingerprint === fingerprint) return;
  throw new LabError(
    'bad-record',
    `trainNano: invalid checkpoint: ${shown(checkpoint.fingerprint)} (wanted ${fingerprint}, of the same texts and settings) — resume with what it was begun with, or begin anew`,
  );
}
