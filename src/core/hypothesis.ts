/** @file What a visitor states before a study runs: the shape that is expected, a margin, and that all settings are fixed. */

export const EXPECTED_SHAPES = ['more', 'less', 'inverted-u', 'plateau'] as const;

/** Of accuracy along the axis: rises to the end of most variety, to that of least, turns, or levels off. */
export type ExpectedShape = (typeof EXPECTED_SHAPES)[number];

/** That a design was fixed. The time is what the visitor's clock said; nobody else has witnessed it. */
export interface DesignLock {
  /** SHA-256 of the design as canonical JSON, 64 hexadecimal digits. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly fixedAt: string;
}

/** Part of the settings; absent where all three would be null. */
export interface Hypothesis {
  /** Null where none is stated. */
  readonly expected: ExpectedShape | null;
  /** Differences below it do not matter, as a share of accuracy; null for the lab's own rule. */
  readonly margin: number | null;
  readonly lock: DesignLock | null;
}

/** Whether a study found what was expected of it. */
export interface Expectation {
  readonly expected: ExpectedShape;
  /** Whether the design was fixed before the run. */
  readonly isFixed: boolean;
  /** Null where the verdict leaves it open. */
  readonly isFound: boolean | null;
}
