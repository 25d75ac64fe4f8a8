/** @file What a visitor's transformer is to learn from, how large it is, and for how long it learns. */
import {
  TRAINING_BOUNDS,
  type ModelSize,
  type ModelTrainingRequest,
  type TextsSource,
} from '../core/model-lab';
import { FileColumns, type LookIntoFile } from './file-columns.svelte';

/** Files with these endings are tables; in any other every line is a text. */
const TABLE = /\.(csv|tsv|jsonl|ndjson|json)$/i;

export class TrainingForm {
  isOwnFile = $state(false);
  file = $state.raw<File | null>(null);
  readonly columns: FileColumns;
  size = $state<ModelSize>('tiny');
  epochs = $state('3');
  seed = $state('1');

  readonly isTable = $derived(this.file !== null && TABLE.test(this.file.name));
  readonly isEpochsWrong = $derived(wholeNumber(this.epochs, TRAINING_BOUNDS.epochs) === null);
  readonly isSeedWrong = $derived(wholeNumber(this.seed, TRAINING_BOUNDS.seed) === null);

  /** Null while something is missing. */
  readonly request: ModelTrainingRequest | null = $derived.by(() => {
    const texts = this.#texts();
    const epochs = wholeNumber(this.epochs, TRAINING_BOUNDS.epochs);
    const seed = wholeNumber(this.seed, TRAINING_BOUNDS.seed);
    return texts && epochs !== null && seed !== null ? { texts, size: this.size, epochs, seed } : null;
  });

  constructor(look: LookIntoFile) {
    this.columns = new FileColumns(look);
  }

  take(files: readonly File[]): void {
    const [file] = files;
    if (!file) return;
    this.file = file;
    this.isOwnFile = true;
    void this.columns.of(this.isTable ? [file] : []);
  }

  #texts(): TextsSource | null {
    if (!this.isOwnFile) return { kind: 'site' };
    const { file } = this;
    if (!file) return null;
    const { name } = file;
    if (!this.isTable) return { kind: 'lines', name, content: file };
    const { text, label, isTextMissing } = this.columns;
    if (isTextMissing) return null;
    const labelColumn = label.trim() || null;
    return { kind: 'table', name, content: file, textColumn: text.trim(), labelColumn };
  }
}

function wholeNumber(
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | null {
  const value = Number(text);
  return /^\d+$/.test(text.trim()) && value >= least && value <= most ? value : null;
}
