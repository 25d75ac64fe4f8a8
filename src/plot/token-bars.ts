/** @file What may come next as bars: their lengths as shares of a common width, so that two models can be compared. */
import type { Chance, NextTokens, TokenChance } from '../core/model-lab';

interface TokenBar extends TokenChance {
  /** Length of the bar, 0 to 1; where top-p cuts the token, of the outline that is left of it. */
  readonly length: number;
  readonly isCut: boolean;
}

/** The end of the text, or all tokens that are not named. */
interface OtherBar extends Chance {
  readonly length: number;
  readonly isCut: boolean;
  /** Longer than there is room for. */
  readonly isBeyond: boolean;
}

interface TokenBars {
  readonly tokens: readonly TokenBar[];
  readonly end: OtherBar;
  readonly rest: OtherBar & { readonly numTokens: number };
}

const CEILINGS = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1];

/**
 * The chance that a bar of full length stands for: a round number not below any named token's, nor the end's. It moves
 * in steps, so that mostly the bars move and not their scale. The rest in sum may lie beyond it.
 */
export function commonCeiling(all: readonly NextTokens[]): number {
  const most = all
    .flatMap(({ tokens, end }) => [...tokens, end])
    .reduce((greatest, chance) => Math.max(greatest, shown(chance)), 0);
  return CEILINGS.find((ceiling) => ceiling >= most) ?? 1;
}

export function tokenBars({ tokens, end, rest }: NextTokens, ceiling: number): TokenBars {
  const other = <T extends Chance>(chance: T): T & OtherBar => ({
    ...chance,
    length: Math.min(1, shown(chance) / ceiling),
    isCut: isCut(chance),
    isBeyond: shown(chance) > ceiling,
  });
  return {
    tokens: tokens.map((chance) => ({
      ...chance,
      length: shown(chance) / ceiling,
      isCut: isCut(chance),
    })),
    end: other(end),
    rest: other(rest),
  };
}

function isCut({ tempered, probability }: Chance): boolean {
  return probability === 0 && tempered > 0;
}

/** What a bar is as long as. */
function shown(chance: Chance): number {
  return isCut(chance) ? chance.tempered : chance.probability;
}
