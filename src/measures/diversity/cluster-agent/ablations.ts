/** @file The ablations of Chen et al. 2024, table 10: what the score owes to K, to N and to each step. */
import { LabError } from '../../../core/errors';
import type { SeedPart } from '../../../core/random';
import type { TextJudge } from '../../../core/text-judge';
import { clusterAgentScore, type ClusterAgentOptions, type ClusterAgentResult } from './cluster-agent-score';

export interface Ablation {
  readonly id: string;
  readonly options: ClusterAgentOptions & Required<Pick<ClusterAgentOptions, 'textsPerRound' | 'numRounds'>>;
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
  const whole = { textsPerRound: 10, numRounds: 5_000, ...base };
  return [
    ...textsPerRound.map((k) => ({ id: `K = ${k}`, options: { ...whole, textsPerRound: k } })),
    ...numRounds.map((n) => ({ id: `N = ${n}`, options: { ...whole, numRounds: n } })),
    { id: 'only clustering', options: { ...whole, steps: 'clustering' as const } },
    { id: 'without verification', options: { ...whole, steps: 'unverified' as const } },
    { id: 'whole', options: { ...whole, steps: 'whole' as const } },
  ];
}

/**
 * The score under each ablation, all with the criteria of the first that finds some, so that they differ in nothing
 * else; null where the set has fewer texts than its rounds take. Equal settings are scored once.
 * @param onDone gets the ablations done so far
 */
export async function runAblations(
  texts: readonly string[],
  judge: TextJudge,
  seed: readonly SeedPart[],
  ablations: readonly Ablation[],
  onDone?: (numDone: number) => void,
): Promise<ReadonlyMap<string, ClusterAgentResult | null>> {
  const results = new Map<string, ClusterAgentResult | null>();
  const known = new Map<string, ClusterAgentResult | null>();
  let criteria: readonly string[] | undefined;
  for (const { id, options } of ablations) {
    const { textsPerRound, numRounds, steps = 'whole' } = options;
    const key = JSON.stringify([textsPerRound, numRounds, steps]);
    if (!known.has(key)) {
      try {
        const result = await clusterAgentScore(texts, judge, seed, {
          ...(criteria ? { criteria } : {}),
          ...options,
        });
        if (result.criteria.length > 0) criteria ??= result.criteria;
        known.set(key, result);
      } catch (error) {
        if (!(error instanceof LabError) || error.code !== 'bad-dataset') throw error;
        known.set(key, null);
      }
    }
    results.set(id, known.get(key)!);
    onDone?.(results.size);
  }
  return results;
}
