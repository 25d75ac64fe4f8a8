/** @file The columns of a table as its rows show them, and which of them hold the texts and the labels. */

export interface TableColumn {
  readonly name: string;
  /** Length of its cells; a row without one counts as 0. */
  readonly meanCharacters: number;
  /** Runs of letters or digits between white space; the same mean. */
  readonly meanWords: number;
  /** Rows that have a cell that is not blank, and how many different such cells they have. */
  readonly filled: number;
  readonly different: number;
}

const TEXT_NAMES =
  /^(text|texts|sentence|content|body|review|comment|message|utterance|question|query|headline|tweet|post|description|document|txt)$/i;
const LABEL_NAMES =
  /^(label|labels|class|classes|category|categories|intent|sentiment|topic|target|y|tag|tags|kind|type|rating|stars|coarse_label|label_text|label_name)$/i;

/** A column where so great a share of the cells differ holds no classes. */
const MOST_DIFFERENT = 0.5;
/** Names of classes are short. */
const MOST_LABEL_CHARACTERS = 60;

/**
 * The column of the texts: of those with a usual name the one with the most words, where its cells differ; else the one
 * with the most different words, mean words × different share. Null where there is no column.
 */
export function guessTextColumn(columns: readonly TableColumn[]): string | null {
  const variety = ({ meanWords, meanCharacters, filled, different }: TableColumn): number =>
    // Characters decide between columns of one word: text without spaces.
    (meanWords + meanCharacters / 1000) * (different / Math.max(1, filled));
  const named = columns.filter(
    ({ name, filled, different }) => TEXT_NAMES.test(name.trim()) && different > filled / 10,
  );
  return best(named.length > 0 ? named : columns, variety);
}

/**
 * The column of the labels: one with a usual name, else the one with the fewest different cells, short and at least two.
 * Null where no column but the text's is like labels.
 */
export function guessLabelColumn(columns: readonly TableColumn[], textColumn: string): string | null {
  const others = columns.filter(
    ({ name, meanCharacters, different }) =>
      name !== textColumn && meanCharacters <= MOST_LABEL_CHARACTERS && different > 1,
  );
  const classes = others.filter(({ filled, different }) => different <= MOST_DIFFERENT * filled);
  const named = (classes.length > 0 ? classes : others).filter(({ name }) => LABEL_NAMES.test(name.trim()));
  return best(named.length > 0 ? named : classes, ({ different }) => -different);
}

function best(columns: readonly TableColumn[], score: (column: TableColumn) => number): string | null {
  const [first, ...others] = columns;
  if (!first) return null;
  return others.reduce((a, b) => (score(b) > score(a) ? b : a), first).name;
}
