/**
 * @file What is notable about an arm's generated rows, and in which classes its accuracy differs, beside another arm or real
 * text; and the paragraph that puts it together. It says what the numbers show and which of them go along with a loss, never
 * that one of them caused it: the arms differ in all of it at once.
 */
import type { ArmFacts, Explained, FaultId, FaultValue } from './arm-facts';
import { paragraph } from './sentences/explain-arm';

/** From which difference on a fault is named: five rows in a hundred, ten where the measure itself is rougher. */
const LEAST_NOTABLE: Readonly<Record<FaultId, number>> = {
  labelNoise: 0.05,
  outOfScope: 0.05,
  shift: 0.1,
  coverage: 0.1,
  duplicates: 0.1,
};

/** What `real` is taken for where it is null: what rows without the fault would have. */
const WITHOUT_FAULT: Readonly<Record<FaultId, number>> = {
  labelNoise: 0,
  outOfScope: 0,
  shift: 0.5,
  coverage: 1,
  duplicates: 0,
};

/** Difference in a class's accuracy from which on it is named, and how many classes are named at most. */
const LEAST_CLASS_CHANGE = 0.05;
const MOST_CLASSES = 3;

/** One plain paragraph; never empty. Values outside 0 to 1 or not finite are left out. */
export function explainArm(facts: ArmFacts): string {
  return paragraph(facts, explained(facts));
}

function explained({ against, faults, classes }: ArmFacts): Explained {
  const known = faults.flatMap(({ value, ...fault }) => (isShare(value) ? [{ ...fault, value }] : []));
  const side =
    against === null
      ? 'none'
      : against.difference.high < 0
        ? 'below'
        : against.difference.low > 0
          ? 'above'
          : 'unclear';
  return {
    notable: known.filter(isNotable),
    unremarkable: known.filter((fault) => !isNotable(fault)),
    classes: classes
      .filter(({ accuracy, against }) => Math.abs(accuracy - against) >= LEAST_CLASS_CHANGE)
      .filter(({ accuracy, against }) => side !== 'below' || accuracy < against)
      .sort((a, b) => Math.abs(b.accuracy - b.against) - Math.abs(a.accuracy - a.against))
      .slice(0, MOST_CLASSES),
    side,
  };
}

function isShare(value: number | null): value is number {
  return value !== null && value >= 0 && value <= 1;
}

function isNotable({ id, value, real, isNotable }: FaultValue & { readonly value: number }): boolean {
  if (isNotable !== undefined) return isNotable;
  const excess = value - (real ?? WITHOUT_FAULT[id]);
  return (id === 'coverage' ? -excess : excess) >= LEAST_NOTABLE[id];
}
