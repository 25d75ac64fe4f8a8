/** @file Disjoint splits of a labelled set, by seed, with nothing learned from lying next to a test row. */
import { LabError, shown } from '../core/errors';
import type { Dataset, Example, SplitName } from '../core/example';
import { shuffled, stream } from '../core/random';
import { nearDuplicateFinder } from '../text/near-duplicates';

/** Rows per class; `corpus` takes what is left, at most so many. */
export type SplitSizes = Readonly<Record<SplitName, number>>;

export const DEFAULT_SPLIT_SIZES: SplitSizes = { test: 300, validation: 100, pool: 500, corpus: 4000 };

/**
 * The four splits, class by class. `test` is drawn first, then `validation`, `pool` and `corpus` from the rest;
 * rows that are near-duplicates of a test or validation row are left out of what comes after.
 * Equal examples, sizes and seed give equal splits.
 * @throws LabError `bad-dataset` where a class has too few rows for test, validation and pool, or none for the corpus.
 */
export function splitExamples(
  examples: readonly Example[],
  classNames: readonly string[],
  sizes: SplitSizes,
  seed: number,
): Dataset['splits'] {
  const rest = classNames.map((_, label) =>
    shuffled(
      examples.filter((example) => example.label === label).map((example) => example.text),
      stream('split', seed, label),
    ),
  );
  const take = (split: SplitName, after: string[][]): string[][] =>
    after.map((texts, label) => {
      const taken = texts.splice(0, sizes[split]);
      const least = split === 'corpus' ? 1 : sizes[split];
      if (taken.length < least) {
        throw new LabError(
          'bad-dataset',
          `splitExamples: missing rows of class "${classNames[label]}" for ${split}: ${shown(taken.length)} (wanted at least ${least}) — choose smaller splits or bring more rows`,
        );
      }
      return taken;
    });
  const withoutNear = (from: string[][], texts: readonly string[]): string[][] => {
    const isNear = nearDuplicateFinder(texts);
    return from.map((list) => list.filter((text) => !isNear(text)));
  };

  const test = take('test', rest);
  const afterTest = withoutNear(rest, test.flat());
  const validation = take('validation', afterTest);
  const afterValidation = withoutNear(afterTest, validation.flat());
  const pool = take('pool', afterValidation);
  const corpus = take('corpus', afterValidation);
  return { test, validation, pool, corpus };
}
