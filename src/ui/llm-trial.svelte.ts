/** @file A prompt as it is being edited, and the few rows a language model writes with it. */
import type { ChatMessage } from '../core/llm-engine';
import { SpeedMeter, type LoadProgress } from '../core/llm-loading';
import {
  addRejections,
  NO_REJECTIONS,
  REJECTIONS,
  type GenerationReport,
  type Rejection,
  type RequestRecord,
} from '../core/llm-report';
import { defaultTask } from '../core/llm-task';
import { realTexts } from '../core/real-rows';
import { DEFAULT_SETTINGS } from '../experiment/settings';
import type { StudySettings } from '../core/study';
import type { LlmClient } from '../workers/llm-client';
import type { TrialRequest } from '../workers/llm-protocol';
import { nextPicture, type Scheduler } from './pace';
import { Stoppable } from './stoppable.svelte';
import type { TrialTexts } from '../core/task';
import type { GenerationForm } from './generation-form.svelte';

export const TRIAL_ROWS = 3;
const TEMPERATURE_BOUNDS = { least: 0.05, most: 3 } as const;
/** A model that does not stop must not fill the page; the end is what is looked at. */
const MOST_STREAMED = 4000;

export class LlmTrial extends Stoppable<'loading' | 'writing' | 'done'> {
  label = $state(0);
  temperature = $state('1');

  progress = $state.raw<LoadProgress | null>(null);
  prompt = $state.raw<readonly ChatMessage[] | null>(null);
  /** The end of what the model has said so far. */
  streamed = $state('');
  tokensPerSecond = $state(0);
  records = $state.raw<readonly RequestRecord[]>([]);
  report = $state.raw<GenerationReport | null>(null);

  readonly texts: TrialTexts;
  readonly rows = $derived(this.records.flatMap(({ rows }) => rows));
  readonly rejections: readonly (readonly [Rejection, number])[] = $derived.by(() => {
    const counts = this.records.reduce((sum, one) => addRejections(sum, one.rejections), NO_REJECTIONS);
    return REJECTIONS.map((reason) => [reason, counts[reason]] as const).filter(([, n]) => n > 0);
  });
  readonly isRunning = $derived(this.phase === 'loading' || this.phase === 'writing');
  /** What would be asked, as a study would ask it in its first replicate; null while an entry is faulty. */
  readonly trial: TrialRequest | null = $derived.by(() => {
    const temperature = Number(this.temperature.trim().replace(',', '.'));
    const { least, most } = TEMPERATURE_BOUNDS;
    const { settings } = this.#form;
    if (!(temperature >= least && temperature <= most) || !settings) return null;
    const { pool } = this.texts;
    const { seed, realRowsPerClass } = this.#studyOf();
    return {
      task: settings.task ?? defaultTask(this.texts),
      prompts: { ...settings.prompts, examplesPerRequest: TRIAL_ROWS },
      generation: {
        label: this.label,
        count: TRIAL_ROWS,
        temperature,
        topP: 1,
        seed: ['trial', this.tries],
        real: realTexts(pool[this.label] ?? [], seed, 0, this.label, realRowsPerClass),
      },
    };
  });

  /** So that each try is another draw. */
  tries = $state(0);

  readonly #form: GenerationForm;
  readonly #studyOf: () => Pick<StudySettings, 'seed' | 'realRowsPerClass'>;
  readonly #client: Pick<LlmClient, 'load' | 'promptOf' | 'tryOut'>;
  readonly #schedule: Scheduler;
  #heard = '';
  #prompting = 0;

  constructor(
    client: Pick<LlmClient, 'load' | 'promptOf' | 'tryOut'>,
    texts: TrialTexts,
    form: GenerationForm,
    studyOf: () => Pick<StudySettings, 'seed' | 'realRowsPerClass'> = () => DEFAULT_SETTINGS,
    schedule: Scheduler = nextPicture,
  ) {
    super();
    this.#client = client;
    this.#form = form;
    this.#studyOf = studyOf;
    this.#schedule = schedule;
    this.texts = texts;
  }

  /** Shows what would be sent; an answer that is overtaken by a later question is dropped. Never throws. */
  async preview(trial: TrialRequest): Promise<void> {
    const asked = ++this.#prompting;
    try {
      const prompt = await this.#client.promptOf(trial);
      if (asked === this.#prompting) this.prompt = prompt;
    } catch {
      // Then the last one stays; trying it out says what is wrong.
    }
  }

  /** Loads the model where it is not yet loaded, and lets it write; never throws. */
  async write(modelId: string): Promise<void> {
    const { trial } = this;
    if (!trial || this.isRunning) return;
    this.#begin();
    await this.attempt('loading', async (signal) => {
      try {
        await this.#client.load(modelId, signal, { onProgress: (progress) => (this.progress = progress) });
        this.phase = 'writing';
        this.progress = null;
        await this.#writeRows(trial, signal);
        return 'done';
      } finally {
        this.#flush();
      }
    });
  }

  async #writeRows(trial: TrialRequest, signal: AbortSignal): Promise<void> {
    const meter = new SpeedMeter();
    let before = 0;
    this.report = await this.#client.tryOut(trial, signal, {
      onText: (delta, replyTokens) => {
        meter.note(performance.now(), before + replyTokens);
        this.#hear(delta, meter);
      },
      onRecord: (record) => {
        before += record.replyTokens;
        this.records = [...this.records, record];
      },
    });
    this.tries++;
  }

  #begin(): void {
    this.progress = null;
    this.report = null;
    this.records = [];
    this.streamed = '';
    this.tokensPerSecond = 0;
    this.#heard = '';
  }

  /** Tokens come faster than they can be read; what has gathered is drawn at once. */
  #hear(delta: string, meter: SpeedMeter): void {
    const isFirst = this.#heard === '';
    this.#heard += delta;
    if (!isFirst) return;
    this.#schedule(() => {
      this.#flush();
      this.tokensPerSecond = meter.perSecond;
    });
  }

  #flush(): void {
    if (this.#heard === '') return;
    this.streamed = (this.streamed + this.#heard).slice(-MOST_STREAMED);
    this.#heard = '';
  }
}
