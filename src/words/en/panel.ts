/** @file The words of the panel of measures, in English. */
import type { MeasureInfo, MeasureKind, MeasureLimits } from '../../core/measure';
import { number } from './numbers';

const runs = (n: number): string => `${n} ${n === 1 ? 'run' : 'runs'}`;

/** −0.31 with a true minus, two figures behind the point. */
const rho = (value: number): string =>
  value
    .toFixed(2)
    .replace('-', '−')
    .replace(/^−(0\.00)$/, '$1');

const kinds: Record<MeasureKind, string> = {
  diversity: 'How varied',
  shift: 'How far from real text',
  other: 'Other',
};

/** What a measure that has been turned rises with. */
const risesWith: Record<MeasureKind, string> = {
  diversity: 'as the texts grow more varied',
  shift: 'as the texts move away from real text',
  other: 'as the measure rises',
};

const span = ([least, most]: readonly [number, number]): string =>
  least === most ? number(least) : `${number(least)} to ${number(most)}`;

/** What holds a value back from all rows and tokens, and why: a sentence each. */
function limitSentences({ rowsPerClass, rows, pairs, tokensPerRow }: MeasureLimits): string[] {
  const sentences = [
    rowsPerClass &&
      `At most ${number(rowsPerClass)} rows of each class, drawn at random: most measures move with the number of rows, so sets of unlike size are measured at one.`,
    rows &&
      `At most ${number(rows)} ${rowsPerClass ? 'of these' : 'rows'}, drawn at random: the work grows faster than their number.`,
    pairs && `At most ${number(pairs)} pairs of rows, drawn at random: all pairs would take too long.`,
    tokensPerRow &&
      `Rows are cut to ${number(tokensPerRow)} tokens on average, the longest first: measures of words move with length, so long rows and short ones are measured at one.`,
  ];
  return sentences.filter((sentence) => typeof sentence === 'string');
}

export const enPanel = {
  format: { rho },
  title: 'Every measure, tier by tier',
  lede: 'There is no one number for variety. Each of these looks at something else and overlooks something else. Open a line to read which.',
  compareLink: 'Measure files of your own',
  kinds,
  kindLedes: {
    diversity:
      'One set of texts, looked at by itself. The stronger the colour, the more varied, whichever way the number runs.',
    shift:
      'The set beside real text. The stronger the colour, the farther away, whichever way the number runs.',
    other: 'What helps to read the others. The stronger the colour, the higher the number.',
  } satisfies Record<MeasureKind, string>,
  /** Where there are no tiers, and so no shades. */
  plainLedes: {
    diversity: 'Each set of texts, looked at by itself.',
    shift: 'One set beside another.',
    other: 'What helps to read the others.',
  } satisfies Record<MeasureKind, string>,
  shadeNote:
    'Numbers are means over replicates. Colours run from the least to the greatest tier of each line, so they show the shape, not how much it matters.',
  measure: 'Measure',
  shortDirection: ({ moreDiverseWhen, closerWhen }: MeasureInfo): string => {
    if (moreDiverseWhen) return moreDiverseWhen === 'higher' ? '↑ more varied' : '↓ more varied';
    return closerWhen ? (closerWhen === 'higher' ? '↑ closer' : '↓ closer') : '';
  },
  tableName: (kind: string): string => `${kind}: measures by tier, scrolls sideways if need be`,
  fewerRows: (used: readonly [number, number]): string => `${span(used)} rows`,
  noValue: '–',
  noValueLong: 'no value',
  open: (measure: string): string => `About ${measure}`,
  about: {
    unit: 'Unit',
    range: 'Range',
    cost: 'Cost',
    costNote: 'n texts, L tokens each, d dimensions',
    source: 'Source',
    embedder: 'Embedder',
    rows: 'Rows',
    rowsUsed: (used: readonly [number, number], generated: readonly [number, number]): string =>
      String(used) === String(generated) ? `all ${span(generated)}` : `${span(used)} of ${span(generated)}`,
    limits: limitSentences,
    strip: (measure: string): string => `${measure} of every run, tier by tier`,
    stripLede: 'Each point is one run, the line joins the means.',
    unknown: 'This measure comes with the record; the page knows nothing more of it.',
  },
  range: ([least, greatest]: readonly [number | null, number | null]): string => {
    if (least !== null && greatest !== null) return `${least} to ${greatest}`;
    if (least !== null) return `from ${least} up, no upper end`;
    return greatest !== null ? `up to ${greatest}, no lower end` : 'no ends';
  },
  working: 'Which measures agree, and which predict accuracy, is being worked out …',
  waiting: 'This is worked out once the study has stopped, from all of its runs.',
  tooFew: (n: number, least: number): string =>
    `There ${n === 1 ? 'is' : 'are'} ${runs(n)} of tiers so far; at least ${least} are needed.`,
  agreement: {
    title: 'Which measures agree',
    lede: (numRuns: number, numTiers: number): string =>
      `Rank correlations over ${runs(numRuns)} of ${numTiers} tiers. Every measure is turned so that up means more varied, or farther from real text: +1 is two measures that put all runs in the same order, −1 in the opposite order, 0 in unrelated orders. Intervals take all runs for independent; those of one tier are not, so the truth is less certain than they say.`,
    name: 'Rank correlations between measures, scrolls sideways if need be. Arrow keys move from cell to cell.',
    hint: 'Point at a cell, or reach the table with Tab and move with the arrow keys.',
    cell: (a: string, b: string, value: string, low: string, high: string, n: number): string =>
      `${a} and ${b}: ${value} (95 % interval ${low} to ${high}; ${runs(n)})`,
    cellNone: (a: string, b: string): string =>
      `${a} and ${b}: nothing to say, one of them does not vary or has too few runs`,
    legendAgree: 'same order (+1)',
    legendNone: 'unrelated (0)',
    legendOppose: 'opposite order (−1), with a bar',
    closest: 'Most alike',
    opposed: 'Most opposed',
    unrelated: 'Most unrelated',
    pair: (a: string, b: string, value: string): string => `${a} and ${b} (${value})`,
    none: 'none',
  },
  accuracy: {
    title: 'Which measure predicts accuracy',
    lede: (numRuns: number, numTiers: number): string =>
      `Rank correlation of each measure with the classifier’s accuracy, over ${runs(numRuns)} of ${numTiers} tiers, strongest first. Right of the middle, accuracy rises as texts grow more varied, or move away from real text; left of it, accuracy falls.`,
    caution: [
      'The bars are 95 % bootstrap intervals. Runs of one tier resemble each other, so whole tiers are drawn again, and replicates. With few tiers the bars are rough; fewer than four say nothing of others, and the bars reach from end to end. Among many measures some stand out by chance.',
      'A value near 0 does not mean that a measure does not matter. If accuracy first rises and then falls along it, the two halves cancel in a rank correlation. Choose the measure as the axis of the curve above to see its shape.',
      'To go together is not to cause: the tiers differ in one setting, and everything that moves with it correlates.',
    ],
    value: (value: string, low: string, high: string): string => `${value} (${low} to ${high})`,
    perfect: (value: string): string => `${value} (no interval)`,
    unclear: 'could be chance',
    words: (kind: MeasureKind, value: number): string =>
      `accuracy ${value > 0 ? 'rises' : 'falls'} ${risesWith[kind]}`,
    runs,
    left: 'accuracy falls',
    right: 'accuracy rises',
    silent: (names: string): string => `Nothing to say of ${names}: too few runs, or the same in every run.`,
  },
};
