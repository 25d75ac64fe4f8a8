/** @file What is known of an arm and what it is compared with, and what of it is notable. */
import type { Estimate } from '../core/run';

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
