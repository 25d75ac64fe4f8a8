/**
 * @file Whether a model knows the texts that a measure reads with it. An encoder of English makes one unknown piece of
 * every Chinese character: to it, all such texts are alike, and its values say nothing of them.
 */
import { percentRoundedDown, type KnownShares } from '../core/measured-set';
import type { Measure } from './measure';
import type { Need, ReferenceTexts, SetOfTexts } from './set-of-texts';

/** What only an embedder brings. */
export const EMBEDDER_NEEDS: readonly Need[] = [
  'embeddings',
  'reference embeddings',
  'embedder model',
  'surrogate judge',
];

/**
 * Least share of known pieces. Of the lab's encoder: English prose of many subjects 85 to 100 %, with much markup, names
 * or emoji from 74 %, other languages in Latin letters 70 to 100 %; Chinese, Japanese, Korean, Arabic, Hebrew, Hindi,
 * Thai, Greek and Russian 0 to 9 %; texts of which half are Chinese, 47 %. docs/measurements.md has the table.
 */
const LEAST_KNOWN_PIECES = 0.6;

/**
 * Least share of known tokens. Of the models of the built-in corpus: English prose of other subjects 45 to 81 %, with
 * much markup from 35 %; other languages, and chat of abbreviations and emoji, 0 to 23 %. It holds for the lab's encoder
 * too, which was pre-trained on the same corpus.
 */
const LEAST_KNOWN_TOKENS = 0.3;

/** How much of a set the embedder and the language models of perplexity know. */
export function knownSharesOf({ knownPieces, models, tokenLists, wholeTokenLists }: SetOfTexts): KnownShares {
  return {
    pieces: knownPieces ?? null,
    tokens: models?.knownShare?.(wholeTokenLists ?? tokenLists) ?? null,
  };
}

/** Why a measure would say nothing of these texts; null where its models know enough, or it cannot be said. */
export function whyNotKnown(
  { needs }: Measure,
  { pieces, tokens }: KnownShares,
  reference: ReferenceTexts | null,
): string | null {
  if (needs.some((need) => EMBEDDER_NEEDS.includes(need))) {
    if (isBelow(LEAST_KNOWN_PIECES, pieces)) {
      return tooFew('the encoder knows', pieces, 'pieces of these texts', LEAST_KNOWN_PIECES);
    }
    // Pieces of a word may be known where the word is not: German is 95 % known pieces, and 16 % known words.
    if (pieces !== null && isBelow(LEAST_KNOWN_TOKENS, tokens)) {
      return tooFew('the lab knows', tokens, 'words of these texts', LEAST_KNOWN_TOKENS);
    }
    const ofReference = reference?.knownPieces ?? null;
    if (needs.includes('reference embeddings') && isBelow(LEAST_KNOWN_PIECES, ofReference)) {
      return tooFew(
        'the encoder knows',
        ofReference,
        'pieces of the texts compared with',
        LEAST_KNOWN_PIECES,
      );
    }
  }
  if (needs.includes('language models') && isBelow(LEAST_KNOWN_TOKENS, tokens)) {
    return tooFew('the language models know', tokens, 'words of these texts', LEAST_KNOWN_TOKENS);
  }
  return null;
}

function isBelow(least: number, share: number | null): share is number {
  return share !== null && share < least;
}

function tooFew(who: string, share: number, ofWhat: string, least: number): string {
  return `${who} ${percentRoundedDown(share)} % of the ${ofWhat} (wanted at least ${100 * least} %)`;
}
