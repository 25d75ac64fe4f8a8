/** @file The kinds of findings; `Finding.kind` is one of these. */

/**
 * Of every curve: `rise` or `fall` its trend over the whole axis, by the sign found; `inverted-u`, `u` its turn;
 * `best-tier` its verdict, where a study has several curves; `against-real-rows` its best tier against real rows alone.
 *
 * Mixing: `helps` the best share against none; `worse-again` from where more is worse than less.
 * Shift: `coefficient` of a regression; `shift-effect` of one kind of shift against none.
 * Self-consumption: `loss` at the last generation; `onset` the first with a loss; `slope` a generation; `form-difference`.
 * Topics: `topics` and `texts-per-topic`, an effect a doubling; `breadth-or-volume` their difference; `peak` Chen's.
 * Scarcity: `scarcity-gain` over the few real rows alone; `gain-grows` with the rows the generator has seen; `best-moves` from
 * one curve to another; `scarcity-worth` against as many real rows as the generator has seen.
 * Label repair: `harm` of the hotter text; `repair` its effect; `gap-closed`, `gap-left` what repair does to the harm.
 * Pre-training: `pre-training` and `fine-tuning` between two levels; `interaction`; `spread`; `correlation`.
 */
export const FINDING_KINDS = [
  'rise',
  'fall',
  'inverted-u',
  'u',
  'best-tier',
  'against-real-rows',
  'helps',
  'worse-again',
  'coefficient',
  'shift-effect',
  'loss',
  'onset',
  'slope',
  'form-difference',
  'topics',
  'texts-per-topic',
  'breadth-or-volume',
  'peak',
  'scarcity-gain',
  'gain-grows',
  'best-moves',
  'scarcity-worth',
  'harm',
  'repair',
  'gap-closed',
  'gap-left',
  'pre-training',
  'fine-tuning',
  'interaction',
  'spread',
  'correlation',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];
