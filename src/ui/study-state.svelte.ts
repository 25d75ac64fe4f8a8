/** @file The one study the page is about: recorded example, running, done or stopped; and what storage still holds. */
import type { ExperimentId } from '../core/experiments';
import { GENERATORS } from '../core/generators';
import type { StudyEvent } from '../core/events';
import type { LoadProgress } from '../core/llm-loading';
import type { GenerationSettings } from '../core/generation-settings';
import type { StoredStudy } from '../core/ports';
import type { StudyRecord } from '../core/run';
import type { StudySettings } from '../core/study';
import type { StudyClient } from '../workers/study-protocol';
import { nextPicture, type Scheduler } from './pace';
import { Stoppable } from './stoppable.svelte';
import { applyEvents, type LiveStudy } from './live-study';
import type { TimedStudy } from './study-size';
import { viewOfLive, viewOfRecord, type StudyView } from './study-view';

export type ExampleStatus = 'loading' | 'ready' | 'absent' | 'unreached';

export type ExampleFetched = StudyRecord | null | 'unreached';

export class StudyState extends Stoppable<'running' | 'finished'> {
  isPaused = $state(false);
  /** What the last study was started with. */
  startedWith = $state.raw<StudySettings | null>(null);
  /** How far a language model is loaded; null where that is not what the study is about just now. */
  loading = $state.raw<LoadProgress | null>(null);
  live = $state.raw<LiveStudy | null>(null);
  /** Recorded examples that were fetched so far, by experiment; null where there is none to be had. */
  examples = $state.raw<Readonly<Partial<Record<ExperimentId, ExampleFetched>>>>({});
  unfinished = $state.raw<StoredStudy | null>(null);
  prefersExample = $state(false);

  readonly example: StudyRecord | null = $derived.by(() => {
    const example = this.examples[this.#experimentOf()];
    return example === 'unreached' ? null : (example ?? null);
  });
  readonly exampleStatus: ExampleStatus = $derived.by(() => {
    const example = this.examples[this.#experimentOf()];
    if (example === undefined) return 'loading';
    if (example === 'unreached') return example;
    return example ? 'ready' : 'absent';
  });
  /** A study that stopped before its first run leaves nothing to look at. */
  readonly #hasOwnStudy: boolean = $derived(
    this.live !== null && (this.phase === 'running' || this.live.runs.length > 0),
  );
  /** The visitor's own study, where it is of the experiment that is chosen. */
  readonly #own: LiveStudy | null = $derived.by(() =>
    this.live?.study.experiment === this.#experimentOf() ? this.live : null,
  );
  /** Of the experiment that is chosen; null where there is neither a study nor an example of it. */
  readonly view: StudyView | null = $derived.by(() => {
    if (this.#own && (!this.example || (this.#hasOwnStudy && !this.prefersExample)))
      return viewOfLive(this.#own);
    return this.example ? viewOfRecord(this.example, 'example') : null;
  });
  readonly canSwitch = $derived(this.#hasOwnStudy && this.#own !== null && this.example !== null);
  /** Settings of the visitor's own study, where it is of another experiment than the one chosen. */
  readonly elsewhere: StudySettings | null = $derived.by(() =>
    this.#hasOwnStudy && this.#own === null ? this.startedWith : null,
  );

  readonly #experimentOf: () => ExperimentId;
  readonly #client: StudyClient;
  readonly #schedule: Scheduler;
  #pending: StudyEvent[] = [];
  /** The last study that ran here from its first run to its last, for a guess at the next. */
  timed = $state.raw<TimedStudy | null>(null);

  constructor(
    client: StudyClient,
    experimentOf: () => ExperimentId = () => 'temperature',
    schedule: Scheduler = nextPicture,
  ) {
    super();
    this.#client = client;
    this.#experimentOf = experimentOf;
    this.#schedule = schedule;
  }

  /**
   * Puts the recorded example of an experiment under what there is; a study of the visitor's own stays in front. Undefined:
   * it is to be fetched again.
   */
  setExample(experiment: ExperimentId, example: ExampleFetched | undefined): void {
    this.examples = { ...this.examples, [experiment]: example };
  }

  /** Asks storage for a study that was never finished. Storage that cannot be asked holds nothing to offer. */
  async lookForUnfinished(): Promise<void> {
    try {
      const stored = await this.#client.call('list', null);
      // A language model writes all rows before the first run: what it wrote is kept though no run is.
      const isBegun = ({ finishedRuns, settings }: StoredStudy): boolean =>
        finishedRuns > 0 || GENERATORS[settings.generator].isPrefetched;
      this.unfinished = stored.find((study) => !study.finished && isBegun(study)) ?? null;
    } catch {
      this.unfinished = null;
    }
  }

  /** Removes the unfinished study from storage. */
  async forgetUnfinished(): Promise<void> {
    if (!this.unfinished) return;
    try {
      await this.#client.call('remove', this.unfinished.key);
    } finally {
      await this.lookForUnfinished();
    }
  }

  /** Runs until the study is finished, stopped or failed; never throws. */
  async run(settings: StudySettings, prompts: GenerationSettings | null = null): Promise<void> {
    if (this.phase === 'running') return;
    this.#begin();
    this.startedWith = settings;
    await this.attempt('running', async (signal) => {
      try {
        for await (const event of this.#client.run(settings, signal, prompts)) this.#take(event);
      } finally {
        this.#flush();
      }
      // The client promises to end after `finished`; an end without it must not pass for one.
      if (!this.live?.record) throw new Error('the study ended without a record');
      const { record, resumedRuns } = this.live;
      if (resumedRuns === 0) {
        const task = { numClasses: record.classNames.length, testRows: record.yTrue.length };
        this.timed = { settings, task, seconds: record.manifest.durationMs / 1000 };
      }
      return 'finished';
    });
    await this.lookForUnfinished();
  }

  /** Holds a language model back before its next request, or lets it go on. */
  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    void this.#client.call(isPaused ? 'pause' : 'resume', null).catch(() => undefined);
  }

  #begin(): void {
    this.isPaused = false;
    this.loading = null;
    this.live = null;
    this.prefersExample = false;
    this.unfinished = null;
    this.#pending = [];
  }

  /** Events come faster than they can be looked at; what has gathered is drawn at once. */
  #take(event: StudyEvent): void {
    this.loading = event.type === 'loading' ? event.progress : null;
    this.#pending.push(event);
    if (this.#pending.length === 1) this.#schedule(() => this.#flush());
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const events = this.#pending;
    this.#pending = [];
    this.live = applyEvents(this.live, events, performance.now());
  }
}
