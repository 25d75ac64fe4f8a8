/** @file The columns of the files that were chosen: those there are, and those that the visitor means. */
import type { FileToMeasure } from '../core/measured-set';
import { guessTextColumn, type TableColumn } from '../core/table-columns';

/** Looks into a file. */
export type LookIntoFile = (file: FileToMeasure) => Promise<readonly TableColumn[]>;

export class FileColumns {
  /** Those that every file has, in the order of the first; empty while nothing is known. */
  names = $state.raw<readonly string[]>([]);
  text = $state('text');
  /** Empty: a column of the usual name will do, and need not be there. */
  label = $state('');
  readonly #look: LookIntoFile;
  #looks = 0;

  constructor(look: LookIntoFile) {
    this.#look = look;
  }

  /** What is missing; true where nothing can be read yet. */
  readonly isTextMissing = $derived(this.text.trim() === '');

  /**
   * Finds out what columns these files have. A choice that they all have stays; in place of another the column that is
   * most like texts is taken. Never throws: what is wrong with a file is shown when it is read.
   */
  async of(files: readonly File[]): Promise<void> {
    const look = ++this.#looks;
    const found = await Promise.all(
      files.map((file) => this.#look({ name: file.name, content: file }).catch(() => [])),
    );
    if (look !== this.#looks) return;
    const [first = [], ...others] = found;
    const common = first.filter(({ name }) =>
      others.every((other) => other.some((one) => one.name === name)),
    );
    this.names = common.map(({ name }) => name);
    if (common.length === 0) return;
    if (!this.names.includes(this.text.trim())) this.text = guessTextColumn(common)!;
    if (!this.names.includes(this.label.trim())) this.label = '';
  }
}
