/** @file Which rows of a set are measured: most measures grow or fall with n, so sets are compared at equal n. */
import { rowsMeasured } from '../../core/estimate';
import type { Example } from '../../core/example';
import { sampleWithout, stream, type SeedPart } from '../../core/random';
import type { Arm, Study } from '../../core/study';

/** All rows; where the arms of the study differ in their numbers of rows, of larger sets a random sample of each class. */
export function measuredRows(
  study: Study,
  arm: Arm,
  rows: readonly Example[],
  numClasses: number,
  seed: readonly SeedPart[],
): readonly Example[] {
  const perClass = rowsMeasured(study, arm);
  if (rows.length <= perClass * numClasses) return rows;
  return Array.from({ length: numClasses }, (_, label) => {
    const own = rows.filter((row) => row.label === label);
    return sampleWithout(own, perClass, stream(...seed, 'measured', label));
  }).flat();
}
