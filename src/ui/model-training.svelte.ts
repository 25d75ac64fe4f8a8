/** @file A transformer's training as the page sees it: how long it would take, how it goes, how it ended. */
import { toFailure } from '../core/errors';
import type {
  LossHistory,
  ModelAbout,
  ModelTrainingEvent,
  ModelTrainingPlan,
  ModelTrainingRequest,
} from '../core/model-lab';
import type { StudyClient } from '../workers/study-protocol';
import { Stoppable } from './stoppable.svelte';

type TrainingClient = Pick<StudyClient, 'call' | 'stream'>;
type Preparing = Extract<ModelTrainingEvent, { type: 'preparing' }>['part'];
type TrainingSample = Omit<Extract<ModelTrainingEvent, { type: 'sample' }>, 'type'>;

export interface LiveTraining {
  readonly about: ModelAbout;
  readonly step: number;
  readonly numSteps: number;
  readonly stepsPerEpoch: number;
  readonly guessingLoss: number;
  readonly history: LossHistory;
  readonly tokensPerSecond: number | null;
  readonly remainingMs: number | null;
  /** Newest first. */
  readonly samples: readonly TrainingSample[];
  /** Up to here it is in storage. */
  readonly keptStep: number | null;
}

const MOST_SAMPLES = 3;

export class ModelTraining extends Stoppable<'preparing' | 'running' | 'paused' | 'done'> {
  preparing = $state<Preparing | null>(null);
  /** Stays after the end, until the next training begins. */
  live = $state.raw<LiveTraining | null>(null);
  notKept = $state<'storage-full' | 'storage-refused' | null>(null);
  isPausing = $state(false);
  plan = $state.raw<ModelTrainingPlan | null>(null);
  isPlanning = $state(false);

  readonly isActive = $derived(['preparing', 'running', 'paused'].includes(this.phase));

  readonly #client: TrainingClient;
  /** What exists has changed: called after every end. */
  readonly #onEnd: () => void;
  #isFinished = false;

  constructor(client: TrainingClient, onEnd: () => void) {
    super();
    this.#client = client;
    this.#onEnd = onEnd;
  }

  /** Measures the pace of a training that is not begun; never throws. */
  async estimate(request: ModelTrainingRequest): Promise<void> {
    if (this.isPlanning || this.isActive) return;
    this.isPlanning = true;
    this.plan = null;
    this.failure = null;
    try {
      this.plan = await this.#client.call('plan-training', request);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.isPlanning = false;
    }
  }

  /**
   * Until it is done, stopped or failed; null resumes the interrupted one. Never throws. What was reached when it is
   * stopped is kept, and the training can be resumed from there.
   */
  async train(request: ModelTrainingRequest | null): Promise<void> {
    if (this.isPlanning || this.isActive) return;
    this.live = null;
    this.notKept = null;
    this.#isFinished = false;
    await this.attempt('preparing', async (signal) => {
      for await (const event of this.#client.stream('train', request, { signal })) this.#see(event);
      return this.#isFinished ? 'done' : 'stopped';
    });
    this.preparing = null;
    this.isPausing = false;
    this.#onEnd();
  }

  pause(): void {
    if (this.phase !== 'running' || this.isPausing) return;
    this.isPausing = true;
    this.#client.call('pause-training', null).catch(() => (this.isPausing = false));
  }

  goOn(): void {
    if (this.phase === 'paused') void this.#client.call('resume-training', null).catch(() => undefined);
  }

  #see(event: ModelTrainingEvent): void {
    switch (event.type) {
      case 'preparing':
        this.preparing = event.part;
        break;
      case 'started': {
        const { about, step, numSteps, stepsPerEpoch, guessingLoss, history } = event;
        this.phase = 'running';
        this.live = {
          ...{ about, step, numSteps, stepsPerEpoch, guessingLoss, history },
          ...{ tokensPerSecond: null, remainingMs: null, samples: [], keptStep: step > 0 ? step : null },
        };
        break;
      }
      case 'progress': {
        const { step, history, tokensPerSecond, remainingMs } = event;
        this.#change({ step, history, tokensPerSecond, remainingMs });
        break;
      }
      case 'sample': {
        const { step, label, text } = event;
        const samples = [{ step, label, text }, ...(this.live?.samples ?? [])].slice(0, MOST_SAMPLES);
        this.#change({ samples });
        break;
      }
      case 'kept':
        this.#change({ keptStep: event.step });
        break;
      case 'not-kept':
        this.notKept = event.code;
        break;
      case 'paused':
        this.isPausing = false;
        this.phase = 'paused';
        break;
      case 'resumed':
        this.phase = 'running';
        break;
      case 'finished':
        this.#isFinished = true;
        break;
    }
  }

  #change(change: Partial<LiveTraining>): void {
    if (this.live) this.live = { ...this.live, ...change };
  }
}
