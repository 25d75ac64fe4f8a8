/**
 * @file Sets made comparable: nearly every measure of diversity moves with the number of texts and of words, so sets
 * are cut to the same of both before they are compared.
 */
import { LabError, shown } from '../../core/errors';
import { sampleIndices, type Rng } from '../../core/random';
import { needAtLeast, needCount } from '../measure';

interface EqualSet {
  /** Which texts of the set were drawn, in the order of the drawing. */
  readonly indices: readonly number[];
  /** The tokens that are left of each. */
  readonly tokenLists: readonly (readonly string[])[];
}

export interface EqualSets {
  readonly numTexts: number;
  /** Exactly as many tokens in every set. */
  readonly numTokens: number;
  readonly sets: readonly EqualSet[];
}

export interface EqualSizeOptions {
  /** Texts of each set. Default: as many as the smallest set has. */
  readonly numTexts?: number;
  /** Tokens of each set. Default: as many as the shortest drawn set has. */
  readonly numTokens?: number;
}

/**
 * Draws from each set equally many texts without replacement, then shortens each drawn set to equally many tokens: the
 * longest texts lose their ends first, so that all are cut at one length (or one token above it, until the budget is
 * spent) and no text disappears. Measures of words then see sets of equal n and equal tokens; measures of embeddings
 * take the rows `indices` names, of the whole texts.
 * @param sets tokens of each text of each set
 * @throws LabError `bad-dataset` where a set is empty or smaller than the options demand
 */
export function equalSize(
  sets: readonly (readonly (readonly string[])[])[],
  rng: Rng,
  options: EqualSizeOptions = {},
): EqualSets {
  needAtLeast(1, sets.length, 'equalSize', 'sets');
  const numTexts = options.numTexts ?? Math.min(...sets.map((set) => set.length));
  if (options.numTexts !== undefined) needCount(options.numTexts, 1, 'equalSize', 'number of texts');
  if (options.numTokens !== undefined) needCount(options.numTokens, 0, 'equalSize', 'number of tokens');
  for (const set of sets) needAtLeast(Math.max(1, numTexts), set.length, 'equalSize');
  const drawn = sets.map((set) => {
    const indices = sampleIndices(set.length, numTexts, rng);
    return { indices, tokenLists: indices.map((i) => set[i]!) };
  });
  const totals = drawn.map(({ tokenLists }) => tokenLists.reduce((sum, tokens) => sum + tokens.length, 0));
  const numTokens = options.numTokens ?? Math.min(...totals);
  for (const total of totals) {
    if (total >= numTokens) continue;
    throw new LabError(
      'bad-dataset',
      `equalSize: missing tokens: ${shown(total)} (wanted at least ${numTokens} in ${numTexts} texts) — ask for fewer tokens`,
    );
  }
  return {
    numTexts,
    numTokens,
    sets: drawn.map(({ indices, tokenLists }) => ({ indices, tokenLists: shorten(tokenLists, numTokens) })),
  };
}

/** The texts cut at the one length that leaves `numTokens`; the first of those still longer keep one token more. */
function shorten(tokenLists: readonly (readonly string[])[], numTokens: number): (readonly string[])[] {
  const ascending = tokenLists.map((tokens) => tokens.length).sort((a, b) => a - b);
  let left = numTokens;
  let limit = Infinity;
  let spare = 0;
  for (let i = 0; i < ascending.length; i++) {
    const share = Math.floor(left / (ascending.length - i));
    if (ascending[i]! > share) {
      limit = share;
      spare = left - share * (ascending.length - i);
      break;
    }
    left -= ascending[i]!;
  }
  return tokenLists.map((tokens) => {
    if (tokens.length <= limit) return tokens;
    return tokens.slice(0, spare-- > 0 ? limit + 1 : limit);
  });
}
