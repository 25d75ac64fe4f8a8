/** @file The texts of a table, in one group or in one for each value of a column, of a large one a fair sample. */
import { LabError, shown } from '../core/errors';
import { stream, type Rng, type SeedPart } from '../core/random';
import type { TableRow } from './read-table';

type ColumnRole = 'text' | 'label' | 'by';

const WAY_OUTS: Readonly<Record<ColumnRole, string>> = {
  text: 'name the column that holds the texts',
  label: 'name the column that holds the labels',
  by: 'name a column that is there',
};

export interface GroupOptions {
  /** Names the file in messages. */
  readonly name: string;
  readonly textColumn: string;
  /** Where the label of a text stands; a table without such a column has no labels. */
  readonly labelColumn: string;
  /** True where a table without labels is at fault. */
  readonly needsLabels?: boolean;
  /** One group for each value of this column; null for one group of all. */
  readonly byColumn: string | null;
  /** Texts of a group that are kept at most. */
  readonly mostTexts: number;
  /** What a reader can do where a column is not there; in words that fit where they are read. */
  readonly wayOuts?: Partial<Readonly<Record<ColumnRole, string>>>;
  /** Which of a larger group are kept comes from streams that begin with these parts. */
  readonly seed: readonly SeedPart[];
}

interface TextGroup {
  /** The value of the column; empty where there is no such column. */
  readonly name: string;
  /** Rows with a text, kept or not. */
  readonly numRows: number;
  /** Those kept, in the order of the file; of more than `mostTexts` a sample in which each row is as likely. */
  readonly texts: readonly string[];
  /** The label of each kept text, empty where its row has none. */
  readonly labels: readonly string[];
}

export interface TableGroups {
  /** In the order in which they first occur. */
  readonly groups: readonly TextGroup[];
  /** Rows with a text. */
  readonly numRows: number;
  /** Rows whose text is missing or blank; they are left out. */
  readonly numWithoutText: number;
  /** Rows with more or fewer cells than the header. */
  readonly numRagged: number;
  /** Different labels of all rows, kept or not; null where there are none, or too many to be classes. */
  readonly labelNames: readonly string[] | null;
}

/** A column with more values than this does not name groups. */
export const MOST_GROUPS = 50;

/** A column with more values than this does not name classes. */
export const MOST_LABELS = 1000;

/**
 * Reads all rows once and keeps at most `mostTexts` of each group, by Vitter's reservoir (1985, algorithm R): memory
 * grows with what is kept, not with the table. Same table, same seed, same sample.
 * @throws LabError `bad-dataset` where no row has a text, a column is not there, or it has too many values for groups
 */
export async function readGroups(rows: AsyncIterable<TableRow>, options: GroupOptions): Promise<TableGroups> {
  const { name, textColumn, labelColumn, needsLabels = false, byColumn, mostTexts, seed } = options;
  const reservoirs = new Map<string, Reservoir>();
  const labels = new Set<string>();
  const columns = new Set<string>();
  let numRows = 0;
  let numWithoutText = 0;
  let numRagged = 0;
  let hasText = false;
  let hasBy = false;
  for await (const { cells, isRagged } of rows) {
    if (isRagged) numRagged++;
    if (columns.size < MOST_COLUMNS_SHOWN) for (const column of cells.keys()) columns.add(column);
    const text = cells.get(textColumn);
    hasText ||= text !== undefined;
    if (text === undefined || text.trim() === '') {
      numWithoutText++;
      continue;
    }
    numRows++;
    const label = cells.get(labelColumn);
    if (label !== undefined && labels.size <= MOST_LABELS) labels.add(label);
    const by = byColumn === null ? '' : cells.get(byColumn);
    hasBy ||= by !== undefined;
    let reservoir = reservoirs.get(by ?? '');
    if (!reservoir) {
      if (reservoirs.size === MOST_GROUPS) {
        throw bad(
          name,
          'invalid column',
          byColumn,
          `at most ${MOST_GROUPS} different values`,
          'group by another',
        );
      }
      reservoir = new Reservoir(mostTexts, stream(...seed, 'group', by ?? ''));
      reservoirs.set(by ?? '', reservoir);
    }
    reservoir.offer(text, label ?? '');
  }
  if (numRows + numWithoutText === 0)
    throw bad(name, 'missing rows', 0, 'one or more', 'give a file with rows');
  const shown = `one of ${[...columns].slice(0, MOST_COLUMNS_SHOWN).join(', ')}`;
  const wayOut = { ...WAY_OUTS, ...options.wayOuts };
  if (!hasText) throw bad(name, 'missing column', textColumn, shown, wayOut.text);
  if (numRows === 0) throw bad(name, 'missing text', textColumn, 'a row that is not blank', wayOut.text);
  if (byColumn !== null && !hasBy) throw bad(name, 'missing column', byColumn, shown, wayOut.by);
  if (needsLabels && labels.size === 0) throw bad(name, 'missing column', labelColumn, shown, wayOut.label);
  return {
    groups: [...reservoirs].map(([group, reservoir]) => ({ name: group, ...reservoir.kept() })),
    numRows,
    numWithoutText,
    numRagged,
    labelNames: labels.size === 0 || labels.size > MOST_LABELS ? null : [...labels],
  };
}

const MOST_COLUMNS_SHOWN = 20;

function bad(place: string, what: string, value: unknown, wanted: string, wayOut: string): LabError {
  return new LabError('bad-dataset', `${place}: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`);
}

class Reservoir {
  readonly #most: number;
  readonly #rng: Rng;
  readonly #kept: { readonly place: number; readonly text: string; readonly label: string }[] = [];
  #seen = 0;

  constructor(most: number, rng: Rng) {
    this.#most = most;
    this.#rng = rng;
  }

  offer(text: string, label: string): void {
    const place = this.#seen++;
    if (place < this.#most) {
      this.#kept.push({ place, text, label });
      return;
    }
    const slot = this.#rng.integer(this.#seen);
    if (slot < this.#most) this.#kept[slot] = { place, text, label };
  }

  kept(): { numRows: number; texts: string[]; labels: string[] } {
    const inOrder = this.#kept.toSorted((a, b) => a.place - b.place);
    return {
      numRows: this.#seen,
      texts: inOrder.map(({ text }) => text),
      labels: inOrder.map(({ label }) => label),
    };
  }
}
