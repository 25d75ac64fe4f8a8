/** @file A language model as judge of the chosen files: made ready and timed, then asked; and the ablations of the score. */
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
import { Stoppable } from './stoppable.svelte';

/** What is judged: null while a file or the name of its column is missing. */
export interface Judgeable {
  readonly files: readonly FileToMeasure[];
  readonly textColumn: string;
}

export class JudgeState extends Stoppable<'preparing' | 'ready' | 'judging' | 'done'> {
  modelId = $state<string | null>(null);
  settings = $state<JudgeSettings>({ ...DEFAULT_JUDGE_SETTINGS });
  progress = $state.raw<JudgeProgress | null>(null);
  ready = $state.raw<JudgeReady | null>(null);
  /** The model and the texts a round that `ready` was timed with. */
  #timedFor = $state<string | null>(null);
  result = $state.raw<FilesJudged | null>(null);

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

  constructor(client: StudyClient, judgeable: () => Judgeable | null) {
    super();
    this.#client = client;
    this.#judgeable = judgeable;
  }

  /** Until the model is loaded and timed, or that was stopped or failed; never throws. */
  async prepare(): Promise<void> {
    const { request } = this;
    if (!request || this.isBusy) return;
    const key = this.#timingKey();
    this.progress = null;
    await this.attempt('preparing', async (signal) => {
      this.ready = await this.#client.call('prepare-judge', request, {
        signal,
        onProgress: this.#onProgress,
      });
      this.#timedFor = key;
      return 'ready';
    });
  }

  /** Resolves when the files are judged; never throws. Clears an earlier result first. */
  async judge(): Promise<void> {
    const { request } = this;
    if (!request || this.isBusy) return;
    this.result = null;
    this.progress = null;
    await this.attempt('judging', async (signal) => {
      this.result = await this.#client.call('judge', request, { signal, onProgress: this.#onProgress });
      return 'done';
    });
  }

  /** Takes a model that is ready off the GPU again. */
  async release(): Promise<void> {
    if (this.phase !== 'ready') return;
    this.phase = 'idle';
    await this.#client.call('release-judge', null).catch(() => undefined);
  }

  #timingKey(): string {
    return JSON.stringify([this.modelId, this.settings.textsPerRound]);
  }

  readonly #onProgress = (progress: JudgeProgress): void => {
    this.progress = progress;
  };
}

export class AblationState extends Stoppable<'running' | 'done'> {
  fraction = $state(0);
  result = $state.raw<FilesAblated | null>(null);
  readonly #client: Pick<StudyClient, 'call'>;

  constructor(client: Pick<StudyClient, 'call'>) {
    super();
    this.#client = client;
  }

  /** Until it is done, stopped or failed; never throws. */
  async run(judgeable: Judgeable): Promise<void> {
    if (this.phase === 'running') return;
    this.fraction = 0;
    this.result = null;
    await this.attempt('running', async (signal) => {
      this.result = await this.#client.call('ablate', judgeable, {
        signal,
        onProgress: (fraction) => (this.fraction = fraction),
      });
      return 'done';
    });
  }
}
