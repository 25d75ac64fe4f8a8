/** @file Looking into the models: a beginning of a text, and what each of them would write next. */
import { toFailure, type Failure } from '../core/errors';
import type { Continuation, ModelName, ModelSource, NextTokens, TokenChance } from '../core/model-lab';
import type { StudyClient } from '../workers/study-protocol';

type NextTokenClient = Pick<StudyClient, 'call'>;

/** Changes within this time are asked about together. */
const GATHER_MS = 40;

export const TEMPERATURES = { least: 0.1, most: 3, step: 0.05 } as const;
export const TOP_PS = { least: 0.05, most: 1, step: 0.01 } as const;

/** One model beside the other. */
export class ModelColumn {
  /** What came back last; stays while the next answer is on its way. */
  next = $state.raw<NextTokens | null>(null);
  /** The text it is about. */
  nextOf = $state.raw('');
  /** The site, or this browser, has no such model. */
  isAbsent = $state(false);
  isBusy = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** A text that was written on, and what it was before. */
  written = $state.raw<{ readonly before: string; readonly text: string } | null>(null);
  isWriting = $state(false);

  readonly #client: NextTokenClient;
  /** The newest continuation that has not been asked about. */
  #waiting: Continuation | null = null;
  #source: ModelSource | null = null;
  #numWritten = 0;

  constructor(client: NextTokenClient) {
    this.#client = client;
  }

  /** The newest answer wins: one question at a time is on its way, and of those that gather meanwhile the last is next. */
  ask(continuation: Continuation): void {
    if (continuation.source !== this.#source) this.clear();
    this.#source = continuation.source;
    this.#waiting = continuation;
    if (!this.isBusy) void this.#askAll();
  }

  async write(continuation: Continuation): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    try {
      const seed = ++this.#numWritten;
      const answer = await this.#client.call('continue-text', { ...continuation, seed });
      if (continuation.source !== this.#source) return;
      if (answer.kind === 'absent') this.isAbsent = true;
      else this.written = { before: continuation.text, text: answer.text };
      this.failure = null;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.isWriting = false;
    }
  }

  /** Nothing of another model may stand here. */
  clear(): void {
    this.next = null;
    this.isAbsent = false;
    this.failure = null;
    this.written = null;
  }

  async #askAll(): Promise<void> {
    this.isBusy = true;
    while (this.#waiting) {
      const continuation = this.#waiting;
      this.#waiting = null;
      try {
        const answer = await this.#client.call('next-tokens', continuation);
        if (continuation.source !== this.#source) continue;
        this.isAbsent = answer.kind === 'absent';
        this.next = answer.kind === 'absent' ? null : answer.next;
        this.nextOf = continuation.text;
        this.failure = null;
      } catch (thrown) {
        if (continuation.source === this.#source) this.failure = toFailure(thrown);
      }
    }
    this.isBusy = false;
  }
}

export class NextTokenState {
  source = $state<ModelSource>('site');
  text = $state('a small');
  /** Null for any class. */
  label = $state<string | null>(null);
  temperature = $state(1);
  topP = $state(0.9);
  /** The transformer is fetched only when chosen. */
  isNanoWanted = $state(false);
  readonly columns: Readonly<Record<ModelName, ModelColumn>>;

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: NextTokenClient) {
    this.columns = { markov: new ModelColumn(client), nano: new ModelColumn(client) };
  }

  continuation(model: ModelName): Continuation {
    const { source, text, label, temperature, topP } = this;
    return { source, model, text, label, temperature, topP };
  }

  /** To be called at every change of the question. */
  ask(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.columns.markov.ask(this.continuation('markov'));
      if (this.isNanoWanted) this.columns.nano.ask(this.continuation('nano'));
    }, GATHER_MS);
  }

  /** Looks at the models of the lab, or at those of the visitor's texts. */
  turnTo(source: ModelSource, labels: readonly string[]): void {
    this.source = source;
    if (this.label !== null && !labels.includes(this.label)) this.label = null;
    if (source === 'own') this.isNanoWanted = true; // it is here already
    for (const column of Object.values(this.columns)) column.clear();
  }

  /** Puts a token that a column shows at the end of the text, which may be another by now than the one it was shown for. */
  add(model: ModelName, { token, startsWord, text }: TokenChance): void {
    if (this.columns[model].nextOf === this.text) this.text = text;
    else this.text = `${this.text.trimEnd()}${startsWord ? ' ' : ''}${token}`.trimStart();
  }

  write(model: ModelName): Promise<void> {
    return this.columns[model].write(this.continuation(model));
  }
}
