/** @file The ablations of Chen et al. 2024, table 10: what the score owes to K, to N and to each step. */
import type { SeedPart } from '../../core/random';
import type { TextJudge } from '../../core/text-judge';
import { clusterAgentScore, type ClusterAgentOptions, type ClusterAgentResult } from './cluster-agent-score';

export interface Ablation {
  readonly id: string;
  readonly options: ClusterAgentOptions;
}

export interface AblationPlan {
  /** Default 5, 10, 15, 20. */
  readonly textsPerRound?: readonly number[];
  /** Default 100, 1,000, 5,000, 10,000. */
  readonly numRounds?: readonly number[];
}

/** The variants of a score: other K, other N, and without verification or without criteria. */
export function ablationsOf(base: ClusterAgentOptions = {}, plan: AblationPlan = {}): Ablation[] {
  const { textsPerRound = [5, 10, 15, 20], numRounds = [100, 1_000, 5_000, 10_000] } = plan;
  return [
    ...textsPerRound.map((k) => ({ id: `K = ${k}`, options: { ...base, textsPerRound: k } })),
    ...numRounds.map((n) => ({ id: `N = ${n}`, options: { ...base, numRounds: n } })),
    { id: 'only clustering', options: { ...base, steps: 'clustering' as const } },
    { id: 'without verification', options: { ...base, steps: 'unverified' as const } },
    { id: 'whole', options: { ...base, steps: 'whole' as const } },
  ];
}

/**
 * The score under each ablation, all with the criteria of the first that finds some, so that they differ in nothing
 * else. Ablations that a set is too small for are refused by the score.
 */
export async function runAblations(
  texts: readonly string[],
  judge: TextJudge,
  seed: readonly SeedPart[],
  ablations: readonly Ablation[],
): Promise<ReadonlyMap<string, ClusterAgentResult>> {
  const results = new Map<string, ClusterAgentResult>();
  let criteria: readonly string[] | undefined;
  for (const { id, options } of ablations) {
    const result = await clusterAgentScore(texts, judge, seed, {
      ...(criteria ? { criteria } : {}),
      ...options,
    });
    if (result.criteria.length > 0) criteria ??= result.criteria;
    results.set(id, result);
  }
  return results;
}
