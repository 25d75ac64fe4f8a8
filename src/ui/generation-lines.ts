/** @file What became of what a language model was asked for, tier by tier. */
import {
  addRejections,
  NO_REJECTIONS,
  REJECTIONS,
  type Generation,
  type LabelChecks,
  type Rejection,
} from '../core/llm-report';

export interface GenerationLine {
  readonly arm: string;
  readonly wanted: number;
  readonly written: number;
  readonly requests: number;
  readonly interruptions: number;
  readonly tokensPerSecond: number;
  readonly rejected: number;
  /** Those that occurred, most frequent first. */
  readonly reasons: readonly (readonly [Rejection, number])[];
  /** Null where labels were not checked, or not yet. */
  readonly check: LabelChecks['tiers'][number] | null;
}

/** One line for each arm that has been written for, in their order. */
export function generationLines(
  { reports, labelChecks }: Generation,
  arms: readonly { readonly id: string }[],
): GenerationLine[] {
  return arms.flatMap(({ id }): GenerationLine[] => {
    const ofArm = reports.filter(({ arm }) => arm === id);
    if (ofArm.length === 0) return [];
    const sum = (pick: (report: (typeof ofArm)[number]) => number): number =>
      ofArm.reduce((total, report) => total + pick(report), 0);
    const counts = ofArm.reduce((all, { rejections }) => addRejections(all, rejections), NO_REJECTIONS);
    const reasons = REJECTIONS.map((reason) => [reason, counts[reason]] as const)
      .filter(([, n]) => n > 0)
      .sort(([, m], [, n]) => n - m);
    const durationMs = sum((report) => report.durationMs);
    return [
      {
        arm: id,
        wanted: sum((report) => report.wanted),
        written: sum((report) => report.written),
        requests: sum((report) => report.requests),
        interruptions: sum((report) => report.interruptions),
        tokensPerSecond: durationMs > 0 ? (sum((report) => report.replyTokens) * 1000) / durationMs : 0,
        rejected: reasons.reduce((total, [, n]) => total + n, 0),
        reasons,
        check: labelChecks?.tiers.find(({ arm }) => arm === id) ?? null,
      },
    ];
  });
}

/** Of the rows a judge was asked about those to which it gave no label that could be read. */
export function unansweredOf({ real, tiers }: LabelChecks): {
  readonly asked: number;
  readonly unread: number;
} {
  const all = [real, ...tiers];
  const asked = all.reduce((sum, one) => sum + (one.asked ?? one.judged), 0);
  return { asked, unread: asked - all.reduce((sum, { judged }) => sum + judged, 0) };
}
