/** @file The page that compares files: what was chosen, what is being measured, what came out. */
import type {
  EmbedderChoice,
  FilesMeasured,
  MeasureFilesRequest,
  MeasureProgress,
} from '../core/measured-set';
import { FileColumns } from './file-columns.svelte';
import type { Judgeable } from './judge-state.svelte';
import type { StudyClient } from '../workers/study-protocol';
import { Stoppable } from './stoppable.svelte';

export class CompareState extends Stoppable<'running' | 'done'> {
  /** The second may be missing. */
  first = $state.raw<File | null>(null);
  second = $state.raw<File | null>(null);
  readonly columns: FileColumns;
  /** Undefined while the language model that was asked for is not here. */
  embedder = $state.raw<EmbedderChoice | undefined>('own');
  progress = $state.raw<MeasureProgress | null>(null);
  result = $state.raw<FilesMeasured | null>(null);

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

  readonly #client: Pick<StudyClient, 'call'>;

  constructor(client: Pick<StudyClient, 'call'>) {
    super();
    this.#client = client;
    this.columns = new FileColumns((file) => client.call('columns', file));
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

  /** Resolves when the files are measured, or on a stop or failure; never throws. Clears an earlier result first. */
  async measure(): Promise<void> {
    const { request } = this;
    if (!request || this.phase === 'running') return;
    this.result = null;
    this.progress = null;
    await this.attempt('running', async (signal) => {
      const result = await this.#client.call('measure', request, {
        signal,
        onProgress: (progress) => (this.progress = progress),
      });
      signal.throwIfAborted();
      this.result = result;
      return 'done';
    });
  }
}
