/** @file The page that compares files: what was chosen, what is being measured, what came out. */
import { toFailure, type Failure } from '../core/errors';
import type {
  EmbedderChoice,
  FilesMeasured,
  MeasureFilesRequest,
  MeasureProgress,
} from '../core/measured-set';
import { FileColumns } from './file-columns.svelte';
import type { Judgeable } from './judge-state.svelte';
import type { StudyClient } from '../workers/study-protocol';

export type ComparePhase = 'idle' | 'running' | 'done' | 'stopped' | 'failed';

export class CompareState {
  phase = $state<ComparePhase>('idle');
  isStopping = $state(false);
  /** The second may be missing. */
  first = $state.raw<File | null>(null);
  second = $state.raw<File | null>(null);
  readonly columns: FileColumns;
  /** Undefined while the language model that was asked for is not here. */
  embedder = $state.raw<EmbedderChoice | undefined>('own');
  progress = $state.raw<MeasureProgress | null>(null);
  result = $state.raw<FilesMeasured | null>(null);
  failure = $state.raw<Failure | null>(null);

  /** What a judge would read; null while something is missing. */
  readonly judgeable: Judgeable | null = $derived.by(() => {
    if (!this.first || this.columns.isTextMissing) return null;
    const files = this.#files.map((file) => ({ name: file.name, content: file }));
    return { files, textColumn: this.columns.text.trim() };
  });

  /** What would be asked of the lab; null while something is missing. */
  readonly request: MeasureFilesRequest | null = $derived.by(() => {
    if (!this.judgeable || this.embedder === undefined) return null;
    return {
      ...this.judgeable,
      labelColumn: this.columns.label.trim() || null,
      embedder: this.embedder,
    };
  });

  readonly #client: Pick<StudyClient, 'measure' | 'columns'>;
  #abort: AbortController | null = null;

  constructor(client: Pick<StudyClient, 'measure' | 'columns'>) {
    this.#client = client;
    this.columns = new FileColumns((file) => client.columns(file));
  }

  /** Files dropped at once: the first goes where it was dropped, a second one into the other place. */
  take(place: 'first' | 'second', files: readonly File[]): void {
    const [one, other] = files;
    if (!one) return;
    this[place] = one;
    if (other) this[place === 'first' ? 'second' : 'first'] = other;
    void this.columns.of(this.#files);
  }

  remove(place: 'first' | 'second'): void {
    this[place] = null;
    void this.columns.of(this.#files);
  }

  get #files(): readonly File[] {
    return [this.first, this.second].filter((file) => file !== null);
  }

  /** Until it is measured, stopped or failed; never throws. An earlier result goes when a new one is asked for. */
  async measure(): Promise<void> {
    const { request } = this;
    if (!request || this.phase === 'running') return;
    const abort = new AbortController();
    this.#abort = abort;
    this.phase = 'running';
    this.failure = null;
    this.result = null;
    this.progress = null;
    try {
      const result = await this.#client.measure(
        request,
        abort.signal,
        (progress) => (this.progress = progress),
      );
      abort.signal.throwIfAborted();
      this.result = result;
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

  cancel(): void {
    if (!this.#abort) return;
    this.isStopping = true;
    this.#abort.abort();
  }
}
