/** @file A transformer's training from its first step, or from where it was interrupted, to the two files of a model. */
import type { LossHistory, ModelTrainingEvent } from '../../core/model-lab';
import type { PauseGate } from '../../core/pause';
import type { Clock } from '../../core/ports';
import { stream } from '../../core/random';
import { sha256Of } from '../sha256';
import { evaluateLoss } from './evaluate';
import { NanoModel } from './model';
import type { PreparedTraining } from './prepare-training';
import { sampleTexts } from './sample';
import { type NanoTrainer, trainNano } from './train';
import { LossRecorder, TrainingPace } from './training-progress';
import type { NanoCheckpoint } from './training-state';
import { NANO_FORMAT, type NanoManifest, quantiseNano } from './weights-file';

/** How far a training has come, with what it needs to be resumed. Plain data: it survives storage. */
export interface TrainingProgress {
  readonly checkpoint: NanoCheckpoint;
  readonly numSteps: number;
  readonly history: LossHistory;
  /** ISO 8601. */
  readonly savedAt: string;
}

/** Why progress could not be stored. */
export type NotKept = 'storage-full' | 'storage-refused';

interface TrainingTools {
  readonly emit: (event: ModelTrainingEvent) => void;
  /** @returns why it is not kept, or null */
  readonly save: (progress: TrainingProgress) => Promise<NotKept | null>;
  /** Shut while the training is to wait. */
  readonly gate: PauseGate;
  readonly clock: Clock;
  /** ISO 8601. */
  readonly date: () => string;
  /** Milliseconds between two savings. */
  readonly saveEveryMs?: number;
}

interface TrainedFiles {
  readonly manifest: string;
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Of the last epoch, nats a token. */
  readonly validationLoss: number;
}

const SAVE_EVERY_MS = 10_000;
const SAMPLE_EVERY_MS = 5_000;
const TELL_EVERY_MS = 250;
/** Times in a training that the validation texts are read. */
const NUM_VALIDATIONS = 40;
const SAMPLING = { temperature: 0.8, topP: 0.95 };

/**
 * Equal trainings on one backend give equal files, however often they were paused, or stopped and resumed.
 * When the signal aborts it saves where it stands, and throws.
 * @throws LabError as `NanoTrainer`, AbortError
 */
export async function runTraining(
  prepared: PreparedTraining,
  from: TrainingProgress | null,
  tools: TrainingTools,
  signal: AbortSignal,
): Promise<TrainedFiles> {
  const { about, vocabulary, request, stepsPerEpoch } = prepared;
  const { emit, gate, clock } = tools;
  const numSteps = stepsPerEpoch * about.epochs;
  const validateEvery = Math.max(1, Math.ceil(numSteps / NUM_VALIDATIONS));
  const losses = new LossRecorder(numSteps, from?.history);
  const pace = new TrainingPace(clock);
  const saving = new Saving(tools, numSteps, losses);
  let validationLoss = from?.history.validation.at(-1)?.loss ?? NaN;
  let toldAt = -Infinity;
  let sampledAt = clock.now() - SAMPLE_EVERY_MS / 2; // the first one soon

  const tell = (step: number): void => {
    toldAt = clock.now();
    const { history } = losses;
    emit({ type: 'progress', step, history, ...pace.of(numSteps - step) });
  };
  const sample = async (checkpoint: NanoCheckpoint): Promise<void> => {
    sampledAt = clock.now();
    const { step, weights } = checkpoint;
    const model = new NanoModel({ id: '', fingerprint: '', shape: request.shape, vocabulary, weights });
    const rng = stream('sample while training', about.seed, step);
    const label = about.labels.length > 0 ? rng.integer(about.labels.length) : null;
    try {
      const rows = [{ start: vocabulary.startOf(label), rng }];
      const [pieces] = await sampleTexts(model, rows, SAMPLING, () => Promise.resolve());
      emit({
        type: 'sample',
        step,
        label: label === null ? null : about.labels[label]!,
        text: vocabulary.decode(pieces!),
      });
    } finally {
      model.dispose();
    }
  };
  const afterStep = async (trainer: NanoTrainer): Promise<void> => {
    const { step } = trainer;
    if (clock.now() - toldAt >= TELL_EVERY_MS || step === numSteps) tell(step);
    const isSampling = clock.now() - sampledAt >= SAMPLE_EVERY_MS;
    const isStopping = gate.isPaused || signal.aborted;
    if (isSampling || isStopping || saving.isDue) {
      const checkpoint = await trainer.checkpoint();
      if (isStopping || saving.isDue) await saving.save(checkpoint);
      if (isSampling && !isStopping) await sample(checkpoint);
    }
    signal.throwIfAborted();
    if (!gate.isPaused) return;
    tell(step);
    emit({ type: 'paused', step });
    await gate.pass(signal);
    emit({ type: 'resumed' });
    pace.restart();
  };

  emit({
    type: 'started',
    about,
    step: from?.checkpoint.step ?? 0,
    numSteps,
    stepsPerEpoch,
    guessingLoss: Math.log(request.shape.vocabularySize),
    history: losses.history,
  });
  const weights = await trainNano(request, {
    // Not the signal: it would end the training before what was reached is saved.
    ...(from ? { from: from.checkpoint } : {}),
    onStep: async ({ step, loss, numTokens }, trainer) => {
      losses.addStep(step, loss, numTokens);
      pace.add(numTokens);
      if (trainer.isEpochDone) return; // `onEpoch` comes at once
      if (step % validateEvery === 0) {
        losses.addValidation(step, await evaluateLoss(trainer.parameters, request.shape, request.validation));
      }
      await afterStep(trainer);
    },
    onEpoch: async ({ validationLoss: loss }, trainer) => {
      validationLoss = loss;
      losses.addValidation(trainer.step, loss);
      await afterStep(trainer);
    },
  });
  return { ...(await filesOf(prepared, weights, validationLoss)), validationLoss };
}

async function filesOf(
  { about, vocabulary, request }: PreparedTraining,
  weights: readonly Float32Array[],
  validationLoss: number,
): Promise<{ manifest: string; weights: Uint8Array<ArrayBuffer> }> {
  const bytes = quantiseNano(weights, request.shape);
  const manifest: NanoManifest = {
    format: NANO_FORMAT,
    id: `nano-own-${about.size}`,
    shape: request.shape,
    pieces: vocabulary.tokenizer.pieces,
    labels: vocabulary.labels,
    madeBy: {
      objective: 'predict the next piece; each text begins with the start of its label',
      data: { name: about.name, texts: about.numTexts, validationTexts: request.validation.length },
      settings: request.settings,
      validationLoss,
    },
    sha256: sha256Of(bytes.buffer),
  };
  return { manifest: `${JSON.stringify(manifest)}\n`, weights: bytes };
}

/** Saves now and then, and says so. */
class Saving {
  readonly #tools: TrainingTools;
  readonly #numSteps: number;
  readonly #losses: LossRecorder;
  #savedAt: number;
  #hasComplained = false;

  constructor(tools: TrainingTools, numSteps: number, losses: LossRecorder) {
    this.#tools = tools;
    this.#numSteps = numSteps;
    this.#losses = losses;
    this.#savedAt = tools.clock.now();
  }

  get isDue(): boolean {
    const { clock, saveEveryMs = SAVE_EVERY_MS } = this.#tools;
    return clock.now() - this.#savedAt >= saveEveryMs;
  }

  async save(checkpoint: NanoCheckpoint): Promise<void> {
    const { save, date, emit, clock } = this.#tools;
    const code = await save({
      checkpoint,
      numSteps: this.#numSteps,
      history: this.#losses.history,
      savedAt: date(),
    });
    this.#savedAt = clock.now();
    if (code === null) emit({ type: 'kept', step: checkpoint.step });
    else if (!this.#hasComplained) {
      this.#hasComplained = true;
      emit({ type: 'not-kept', code });
    }
  }
}
