/**
 * @file Pre-trains small transformers from scratch and fine-tunes them as classifiers: the encoders of "pre-training ×
 * fine-tuning". It loads the transformer's code, so it is itself loaded only where a study needs it.
 */
import { examplesOf, type Dataset } from '../../core/example';
import type { FineTuneRequest, PreTrainedNetwork, PreTrainer, PreTrainingRequest } from '../../core/ports';
import { fingerprintText, seedNumber } from '../../core/random';
import { accuracy } from '../../evaluation/scores';
import { fineTuneNano, type NanoClassifierSettings } from '../../training/nano/classify';
import { countParameters, type NanoShape, type NanoWeights } from '../../training/nano/model';
import { NanoTrainer } from '../../training/nano/train';
import type { NanoTrainingRequest, NanoTrainingSettings } from '../../training/nano/training-state';
import { NanoVocabulary } from '../../training/nano/vocabulary';

/** How large the encoders are, and how long they learn. */
export interface NetworkSize {
  /** Pieces of words at most. */
  readonly numPieces: number;
  readonly shape: Omit<NanoShape, 'vocabularySize'>;
  readonly tokensPerClass: number;
  readonly epochs: number;
  /** Tokens in a step at most. */
  readonly batchTokens: number;
  readonly learningRate: number;
  /** Steps and AdamW's rate of the linear classifier over a finished encoder. */
  readonly probeSteps: number;
  readonly probeLearningRate: number;
}

/**
 * So small that six encoders, and three fine-tunings of each, take about a minute on WASM. Both rates are the best of a few by
 * accuracy on the validation split, of one replicate; no test row was looked at. So it was tried what size does, at the
 * level `high`: a linear probe is right on 39.4 % of the rows; over random weights on 29.6 %; of an encoder that read twice as
 * many tokens on 41.3 %, with twice as many pieces as well on 45.3 %.
 */
const BODY_SIZE: NetworkSize = {
  numPieces: 512,
  shape: { contextLength: 32, dimensions: 32, heads: 2, layers: 1, feedForwardSize: 128 },
  tokensPerClass: 5000,
  epochs: 2,
  batchTokens: 200,
  learningRate: 0.003,
  probeSteps: 200,
  probeLearningRate: 0.15,
};

const HEAD: Pick<NanoClassifierSettings, 'pooling' | 'weightDecay'> = { pooling: 'mean', weightDecay: 0.01 };
const BATCH_SIZE = 32;
/** Share of the work that is done when the encoder has read its last batch; the rest is the probe's. */
const SHARE_OF_STEPS = 0.8;

/** @param pieces learned from real text; the first of them, which are the commonest, are taken */
export function openPreTrainer(
  dataset: Dataset,
  pieces: readonly string[],
  size: NetworkSize = BODY_SIZE,
): PreTrainer {
  const vocabulary = new NanoVocabulary(pieces.slice(0, size.numPieces), []);
  const shape: NanoShape = { vocabularySize: vocabulary.size, ...size.shape };
  const { contextLength, dimensions, layers, heads } = shape;
  const encode = (text: string): number[] => vocabulary.encode(text, null);
  const parameters = countParameters(shape);
  const validation = examplesOf(dataset, 'validation').map(({ text }) => encode(text));
  const test = examplesOf(dataset, 'test');
  const yTrue = test.map(({ label }) => label);
  const testTexts = test.map(({ text }) => text);

  const probe = async (
    encoder: NanoWeights,
    { probe: examples, seed }: PreTrainingRequest,
    signal: AbortSignal,
  ): Promise<number> => {
    const request = {
      examples,
      numClasses: dataset.classNames.length,
      training: { ...UNUSED, steps: size.probeSteps, batchSize: BATCH_SIZE },
      seed: [...seed, 'probe'],
    };
    const settings = { ...HEAD, tuned: 'head', bodyLearningRate: 0, wordDropout: 0 } as const;
    const rates = { ...settings, headLearningRate: size.probeLearningRate };
    const { yPred } = await fineTuneNano(encoder, request, testTexts, rates, signal);
    return accuracy(yTrue, yPred);
  };

  return {
    id: 'nano-body',
    fingerprint: fingerprintText(JSON.stringify([size, vocabulary.tokenizer.pieces, dataset.fingerprint])),
    description: `decoder-only transformer of ${layers} ${layers === 1 ? 'layer' : 'layers'} of width ${dimensions}, ${heads} heads, ${contextLength} tokens of context, ${vocabulary.numPieces} pieces; pre-trained from scratch to predict the next piece, ${size.epochs} epochs of ${size.tokensPerClass} tokens a class`,
    parameters,
    tokensPerClass: size.tokensPerClass,
    countTokens: (text) => Math.min(encode(text).length - 1, contextLength),
    async preTrain(request, signal, onStep): Promise<PreTrainedNetwork> {
      const texts = request.texts.map(({ text }) => encode(text));
      const { weights, loss } = await train(
        { texts, validation, plainStart: vocabulary.start, shape, settings: settingsOf(size, request) },
        signal,
        (share) => onStep(SHARE_OF_STEPS * share),
      );
      const fingerprint = '';
      const encoder: NanoWeights = { id: 'nano-body', fingerprint, shape, vocabulary, weights };
      const probeAccuracy = await probe(encoder, request, signal);
      return {
        heldOutPerplexity: Math.exp(loss),
        probeAccuracy,
        classifier: {
          fineTuneAndPredict: (wanted, texts, signal, onStep) =>
            fineTuneNano(encoder, wanted, texts, settingsFor(wanted), signal, onStep),
        },
      };
    },
  };
}

/** Settings of a study that have no meaning for a linear classifier over a finished encoder. */
const UNUSED = { embeddingLearningRate: 0, learningRate: 0, hiddenSize: 1, wordDropout: 0 };

/** The encoder takes the rate that a study has for embeddings, the head that of the layers above them. */
function settingsFor({ training }: FineTuneRequest): NanoClassifierSettings {
  const { embeddingLearningRate, learningRate, wordDropout } = training;
  return {
    ...HEAD,
    tuned: 'all',
    bodyLearningRate: embeddingLearningRate,
    headLearningRate: learningRate,
    wordDropout,
  };
}

function settingsOf(
  { epochs, batchTokens, learningRate }: NetworkSize,
  { seed }: PreTrainingRequest,
): NanoTrainingSettings {
  return {
    epochs,
    batchTokens,
    initialDeviation: 0.05,
    learningRate,
    warmUpSteps: 10,
    weightDecay: 0.1,
    beta2: 0.98,
    dropout: 0,
    plainStartChance: 0,
    seed: seedNumber(...seed),
  };
}

/** Every tensor is freed, also when it throws. @returns the weights, and the loss on the validation texts, nats a token */
async function train(
  request: NanoTrainingRequest,
  signal: AbortSignal,
  onStep: (share: number) => void | Promise<void>,
): Promise<{ weights: readonly Float32Array[]; loss: number }> {
  const trainer = new NanoTrainer(request);
  try {
    while (trainer.step < trainer.numSteps) {
      await trainer.advance();
      await onStep(trainer.step / trainer.numSteps);
      signal.throwIfAborted();
    }
    const { validationLoss } = await trainer.closeEpoch();
    return { weights: (await trainer.checkpoint()).weights, loss: validationLoss };
  } finally {
    trainer.dispose();
  }
}
