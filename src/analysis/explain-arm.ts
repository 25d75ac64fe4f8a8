/**
 * @file What is notable about an arm's generated rows, and in which classes its accuracy differs, beside another arm or real
 * text; and the paragraph that puts it together. It says what the numbers show and which of them go along with a loss, never
 * that one of them caused it: the arms differ in all of it at once.
 */
import type { Estimate } from '../core/run';
import { paragraph } from './sentences/explain-arm';

/** A fault that generated rows can have, as a share. */
export interface FaultValue {
  /**
   * `labelNoise` rows with a wrong label; `outOfScope` rows about none of the classes; `shift` accuracy with which a
   * classifier tells them from real rows, ½ at best; `coverage` real rows with a generated one near; `duplicates` rows that
   * nearly repeat an earlier one.
   */
  readonly id: FaultId;
  /** 0 to 1; null where it could not be had. */
  readonly value: number | null;
  /** The same of the rows or the arm it is compared with; null where there is none, as of `shift`. */
  readonly real: number | null;
  /** Where this was judged better elsewhere, chance considered; else `LEAST_NOTABLE` decides. */
  readonly isNotable?: boolean;
}

export type FaultId = 'labelNoise' | 'outOfScope' | 'shift' | 'coverage' | 'duplicates';

/** From which difference on a fault is named: five rows in a hundred, ten where the measure itself is rougher. */
export const LEAST_NOTABLE: Readonly<Record<FaultId, number>> = {
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
export const LEAST_CLASS_CHANGE = 0.05;
const MOST_CLASSES = 3;

export interface ClassChange {
  readonly name: string;
  /** Share of the class's test rows that were recognised, 0 to 1: of the arm, and of what it is compared with. */
  readonly accuracy: number;
  readonly against: number;
  /** The class its test rows were most often taken for; null where none was missed. */
  readonly takenFor: string | null;
}

export interface ArmFacts {
  /** As it stands in the middle of a sentence: "temperature 2.2". */
  readonly label: string;
  /** 0 to 1. */
  readonly accuracy: number;
  /** What it is compared with, the best arm say, and by how much it differs; null where there is nothing to compare. */
  readonly against: {
    readonly label: string;
    /** The arm minus this one, with its 95 % interval; bounds equal to the mean where nothing is known of it. */
    readonly difference: Estimate;
  } | null;
  /** What the faults are compared with, in the plural: "real rows". */
  readonly compared: string;
  readonly faults: readonly FaultValue[];
  /** In any order; empty without a comparison. */
  readonly classes: readonly ClassChange[];
}

export interface NamedFault {
  readonly id: FaultId;
  readonly value: number;
  readonly real: number | null;
}

/** What the paragraph speaks of. */
export interface Explained {
  readonly notable: readonly NamedFault[];
  readonly unremarkable: readonly NamedFault[];
  /** Those that changed, the most changed first. */
  readonly classes: readonly ClassChange[];
  /** By the interval of the difference: told from 0, and on which side. */
  readonly side: 'below' | 'above' | 'unclear' | 'none';
}

/** One plain paragraph; never empty. Values outside 0 to 1 or not finite are left out. */
export function explainArm(facts: ArmFacts): string {
  return paragraph(facts, explained(facts));
}

export function explained({ against, faults, classes }: ArmFacts): Explained {
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
