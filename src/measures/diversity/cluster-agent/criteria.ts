/** @file The criteria by which a judge separates texts: proposed from small samples, merged, one sentence each. */
import { TRAITS_KEPT, TRAITS_MERGED } from '../../../core/judged-set';
import { sampleIndices, stream, type SeedPart } from '../../../core/random';
import type { TextJudge, Trait, TraitKind } from '../../../core/text-judge';
import { needCount } from '../../measure';
import { criteriaQuestion, proposeQuestion, summariseQuestion, textCharactersFor } from './prompts';
import {
  askUntilRead,
  isRejected,
  type AskOptions,
  readCriteria,
  readProposal,
  readTraits,
} from './read-replies';

export interface CriteriaOptions {
  /** J, texts a proposal is made from. Default 5. */
  readonly textsPerProposal?: number;
  /** M, proposals. Default 100. */
  readonly numProposals?: number;
  /** Traits of each kind that the proposals are merged into. Default 4. */
  readonly traitsPerKind?: number;
  readonly retries?: number;
  readonly signal?: AbortSignal;
}

/**
 * One sentence for each metadata and each metric trait. Proposals that cannot be read are passed over; where merging
 * fails, the traits proposed most often stand; where the sentences fail, the traits' definitions do. Empty only where
 * not one proposal could be read.
 */
export async function deriveCriteria(
  texts: readonly string[],
  judge: TextJudge,
  seed: readonly SeedPart[],
  options: CriteriaOptions,
  tally: { numRejected: number },
): Promise<readonly string[]> {
  const { textsPerProposal = 5, numProposals = 100, traitsPerKind = TRAITS_KEPT, retries = 1 } = options;
  needCount(textsPerProposal, 1, 'deriveCriteria', 'number of texts a proposal');
  needCount(numProposals, 1, 'deriveCriteria', 'number of proposals');
  needCount(traitsPerKind, 1, 'deriveCriteria', 'number of traits');
  const signal = options.signal ?? new AbortController().signal;
  const askingFor = (...name: SeedPart[]): AskOptions => ({
    judge,
    seed: [...seed, ...name],
    retries,
    signal,
    tally,
  });
  const proposed: Record<TraitKind, Trait[]> = { metadata: [], metrics: [] };
  for (let i = 0; i < numProposals; i++) {
    signal.throwIfAborted();
    const handful = sampleIndices(texts.length, textsPerProposal, stream(...seed, 'proposal', i)).map(
      (t) => texts[t]!,
    );
    const question = proposeQuestion(handful, textCharactersFor(judge, textsPerProposal));
    const proposal = await askUntilRead(question, askingFor('proposal', i), readProposal);
    if (isRejected(proposal)) continue;
    proposed.metadata.push(...proposal.metadata);
    proposed.metrics.push(...proposal.metrics);
  }
  const merged: Trait[] = [];
  for (const kind of ['metadata', 'metrics'] as const) {
    merged.push(
      ...(await mergeTraits(kind, oftenestFirst(proposed[kind]), traitsPerKind, askingFor('merge', kind))),
    );
  }
  if (merged.length === 0) return [];
  const read = await askUntilRead(criteriaQuestion(merged), askingFor('criteria'), (reply) =>
    readCriteria(reply, merged.length),
  );
  return isRejected(read) ? merged.map(({ name, definition }) => `${name}: ${definition}`) : read.criteria;
}

/** Merges traits into `count`, a bounded number of them at a time; more in several questions, and those again. */
async function mergeTraits(
  kind: TraitKind,
  traits: readonly Trait[],
  count: number,
  asking: AskOptions,
): Promise<readonly Trait[]> {
  let left = traits;
  const chunkSize = Math.max(TRAITS_MERGED, 2 * count); // each turn leaves at most half
  for (let turn = 0; left.length > count; turn++) {
    const merged: Trait[] = [];
    for (let from = 0; from < left.length; from += chunkSize) {
      const chunk = left.slice(from, from + chunkSize);
      const question = summariseQuestion(kind, chunk, count);
      const seed = [...asking.seed, turn, from];
      const read = await askUntilRead(question, { ...asking, seed }, (reply) => readTraits(reply, count));
      merged.push(...(isRejected(read) ? chunk.slice(0, count) : read.traits));
    }
    left = left.length <= chunkSize ? merged.slice(0, count) : merged;
  }
  return left;
}

/** Each name once, with its first definition, the one proposed most often first. */
function oftenestFirst(traits: readonly Trait[]): Trait[] {
  const byName = new Map<string, { trait: Trait; count: number }>();
  for (const trait of traits) {
    const key = trait.name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    const known = byName.get(key);
    if (known) known.count++;
    else byName.set(key, { trait, count: 1 });
  }
  return [...byName.values()].sort((a, b) => b.count - a.count).map(({ trait }) => trait);
}
