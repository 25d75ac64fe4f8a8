/** @file A language model as judge of the chosen files: made ready and timed, then asked; and the ablations of the score. */
import { toFailure, type Failure } from '../core/errors';
import {
  DEFAULT_JUDGE_SETTINGS,
  isInBounds,
  questionsOf,
  type FilesAblated,
  type FilesJudged,
  type JudgeFilesRequest,
  type JudgeProgress,
  type JudgeReady,
  type JudgeSettings,
} from '../core/judged-set';
import type { FileToMeasure } from '../core/measured-set';
import type { StudyClient } from '../workers/study-protocol';

export type JudgePhase = 'idle' | 'preparing' | 'ready' | 'judging' | 'done' | 'stopped' | 'failed';

/** What is judged: null while a file or the name of its column is missing. */
export interface Judgeable {
  readonly files: readonly FileToMeasure[];
  readonly textColumn: string;
}

export class JudgeState {
  phase = $state<JudgePhase>('idle');
  isStopping = $state(false);
  modelId = $state<string | null>(null);
  settings = $state<JudgeSettings>({ ...DEFAULT_JUDGE_SETTINGS });
  progress = $state.raw<JudgeProgress | null>(null);
  ready = $state.raw<JudgeReady | null>(null);
  /** The model and the texts a round that `ready` was timed with. */
  #timedFor = $state<string | null>(null);
  result = $state.raw<FilesJudged | null>(null);
  failure = $state.raw<Failure | null>(null);

  readonly isBusy = $derived(this.phase === 'preparing' || this.phase === 'judging');
  readonly #judgeable: () => Judgeable | null;

  readonly request: JudgeFilesRequest | null = $derived.by(() => {
    const judgeable = this.#judgeable();
    const names = Object.keys(this.settings) as (keyof JudgeSettings)[];
    if (!judgeable || this.modelId === null) return null;
    if (!names.every((name) => isInBounds(name, this.settings[name]))) return null;
    return { ...judgeable, modelId: this.modelId, settings: { ...this.settings } };
  });

  readonly numFiles = $derived.by(() => this.#judgeable()?.files.length ?? 1);
  readonly numQuestions = $derived.by(() => questionsOf(this.settings, this.numFiles));
  /** As timed; null before that, or once another model or other rounds are asked for. */
  readonly estimateMs: number | null = $derived.by(() =>
    this.ready && this.#timedFor === this.#timingKey() ? this.numQuestions * this.ready.msPerQuestion : null,
  );

  readonly #client: StudyClient;
  #abort: AbortController | null = null;

  constructor(client: StudyClient, judgeable: () => Judgeable | null) {
    this.#client = client;
    this.#judgeable = judgeable;
  }

  /** Until the model is loaded and timed, or that was stopped or failed; never throws. */
  async prepare(): Promise<void> {
    const { request } = this;
    if (!request || this.isBusy) return;
    const key = this.#timingKey();
    await this.#do('preparing', async (signal, onProgress) => {
      this.ready = await this.#client.prepareJudge(request, signal, onProgress);
      this.#timedFor = key;
      this.phase = 'ready';
    });
  }

  /** Until the files are judged; never throws. An earlier result goes when a new one is asked for. */
  async judge(): Promise<void> {
    const { request } = this;
    if (!request || this.isBusy) return;
    this.result = null;
    await this.#do('judging', async (signal, onProgress) => {
      this.result = await this.#client.judge(request, signal, onProgress);
      this.phase = 'done';
    });
  }

  stop(): void {
    if (!this.#abort) return;
    this.isStopping = true;
    this.#abort.abort();
  }

  /** Takes a model that is ready off the GPU again. */
  async release(): Promise<void> {
    if (this.phase !== 'ready') return;
    this.phase = 'idle';
    await this.#client.releaseJudge().catch(() => undefined);
  }

  #timingKey(): string {
    return JSON.stringify([this.modelId, this.settings.textsPerRound]);
  }

  async #do(
    phase: JudgePhase,
    work: (signal: AbortSignal, onProgress: (progress: JudgeProgress) => void) => Promise<void>,
  ): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.phase = phase;
    this.failure = null;
    this.progress = null;
    try {
      await work(abort.signal, (progress) => (this.progress = progress));
    } catch (thrown) {
      const failure = toFailure(thrown);
      const isStopped = failure.code === 'aborted';
      this.failure = isStopped ? null : failure;
      this.phase = isStopped ? 'stopped' : 'failed';
    } finally {
      this.#abort = null;
      this.isStopping = false;
    }
  }
}

export class AblationState {
  phase = $state<'idle' | 'running' | 'done' | 'stopped' | 'failed'>('idle');
  isStopping = $state(false);
  fraction = $state(0);
  result = $state.raw<FilesAblated | null>(null);
  failure = $state.raw<Failure | null>(null);
  readonly #client: Pick<StudyClient, 'ablate'>;
  #abort: AbortController | null = null;

  constructor(client: Pick<StudyClient, 'ablate'>) {
    this.#client = client;
  }

  /** Until it is done, stopped or failed; never throws. */
  async run(judgeable: Judgeable): Promise<void> {
    if (this.phase === 'running') return;
    const abort = new AbortController();
    this.#abort = abort;
    this.phase = 'running';
    this.fraction = 0;
    this.failure = null;
    this.result = null;
    try {
      this.result = await this.#client.ablate(
        judgeable,
        abort.signal,
        (fraction) => (this.fraction = fraction),
      );
      this.phase = 'done';
    } catch (thrown) {
      const failure = toFailure(thrown);
      const isStopped = failure.code === 'aborted';
      this.failure = isStopped ? null : failure;
      this.phase = isStopped ? 'stopped' : 'failed';
    } finally {
      this.#abort = null;
      this.isStopping = false;
    }
  }

  stop(): void {
    if (!this.#abort) return;
    this.isStopping = true;
    this.#abort.abort();
  }
}
