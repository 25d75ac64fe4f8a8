/** @file What a language model of the lab would write next, one token looked at or a whole text drawn. */
import { breathe } from '../../core/breathe';
import type { Chance, NextTokens, TokenChance } from '../../core/model-lab';
import type { Rng } from '../../core/random';
import { detokenize, tokenize } from '../../text/tokenize';

export interface SamplingChoice {
  readonly temperature: number;
  readonly topP: number;
}

/** A token and its probability; `token` is null where the text ends instead. */
interface Candidate {
  readonly token: string | null;
  /** False for a piece that continues the word before it. */
  readonly startsWord: boolean;
  readonly probability: number;
}

/** A model that texts are continued with. */
export interface Continuer {
  /**
   * Every token that can come after the text, at this temperature and top-p, most probable first; they sum to 1.
   * @param label name of a class, null for any
   * @throws LabError `bad-setting` at a label the model does not know, or a temperature or top-p out of bounds
   */
  distribution(text: string, label: string | null, sampling: SamplingChoice): Promise<readonly Candidate[]>;
  /** Tokens a text has at most. */
  readonly mostTokens: number;
  /** Frees what it holds. */
  dispose(): void;
}

/** Tokens listed by name; the rest is summed. */
export const MOST_NAMED = 12;
/** A text does not begin with its end; a model that would nearly always do so is not asked for ever. */
const MOST_EMPTY_BEGINNINGS = 1000;

export async function nextTokens(
  model: Continuer,
  text: string,
  label: string | null,
  { temperature, topP }: SamplingChoice,
): Promise<NextTokens> {
  const tempered = await model.distribution(text, label, { temperature, topP: 1 });
  const kept = topP < 1 ? await model.distribution(text, label, { temperature, topP }) : tempered;
  const keptOf = new Map(kept.map((candidate) => [keyOf(candidate), candidate.probability]));
  const chanceOf = (candidate: Candidate): Chance => ({
    tempered: candidate.probability,
    probability: keptOf.get(keyOf(candidate)) ?? 0,
  });
  const named = tempered.filter(({ token }) => token !== null).slice(0, MOST_NAMED);
  const end = tempered.find(({ token }) => token === null);
  const tokens = named.map((candidate): TokenChance => {
    const { token, startsWord } = candidate;
    return { token: token!, startsWord, text: append(text, token!, startsWord), ...chanceOf(candidate) };
  });
  const endChance = end ? chanceOf(end) : { tempered: 0, probability: 0 };
  const isNamed = new Set([...named, ...(end ? [end] : [])].map(keyOf));
  const others = tempered.filter((candidate) => !isNamed.has(keyOf(candidate))).map(chanceOf);
  return {
    tokens,
    end: endChance,
    rest: {
      numTokens: others.length,
      tempered: others.reduce((sum, chance) => sum + chance.tempered, 0),
      probability: others.reduce((sum, chance) => sum + chance.probability, 0),
    },
    numTokens: tempered.length,
    numKept: kept.length,
    choices: Math.exp(entropy(kept)),
  };
}

/**
 * The text, written on token after token until it ends. Each token is drawn from what `nextTokens` shows for the text
 * so far, which is read anew every time, as if the visitor had clicked it.
 * @throws AbortError
 */
export async function writeOn(
  model: Continuer,
  text: string,
  label: string | null,
  sampling: SamplingChoice,
  rng: Rng,
  signal: AbortSignal,
): Promise<string> {
  let written = text;
  let emptyBeginnings = 0;
  for (let numTokens = tokenize(text).length; numTokens < model.mostTokens;) {
    await breathe();
    signal.throwIfAborted();
    const { token, startsWord } = draw(await model.distribution(written, label, sampling), rng);
    if (token !== null) {
      written = append(written, token, startsWord);
      numTokens++;
    } else if (written.trim() !== '' || ++emptyBeginnings === MOST_EMPTY_BEGINNINGS) break;
  }
  return written;
}

/**
 * The text with a token at its end, as one would write it. For a token that starts a word,
 * `tokenize(append(text, token, true))` is `[...tokenize(text), token]`.
 */
export function append(text: string, token: string, startsWord: boolean): string {
  const before = text.trimEnd();
  if (before === '') return token;
  if (!startsWord) return before + token;
  const tokens = tokenize(before);
  const last = tokens.at(-1);
  const closesUp = last !== undefined && detokenize([last, token]) === last + token;
  const closed = before + token;
  const isSame = closesUp && tokenize(closed).join(' ') === [...tokens, token].join(' ');
  return isSame ? closed : `${before} ${token}`;
}

/** −Σ p ln p, nats. */
function entropy(candidates: readonly Candidate[]): number {
  return candidates.reduce(
    (sum, { probability }) => (probability > 0 ? sum - probability * Math.log(probability) : sum),
    0,
  );
}

function draw(candidates: readonly Candidate[], rng: Rng): Candidate {
  const u = rng.uniform();
  let sum = 0;
  for (const candidate of candidates) {
    sum += candidate.probability;
    if (sum > u) return candidate;
  }
  return candidates.at(-1)!; // the sum is 1 but for rounding
}

/** Apart for the end, a word "x" and a piece "x" of a word. */
function keyOf({ token, startsWord }: Candidate): string {
  return token === null ? '' : `${startsWord ? ' ' : ''}${token}`;
}
