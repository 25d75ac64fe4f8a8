/** @file The one tokenizer: what counts as a word everywhere in the lab. */
import type { WordsFound } from '../core/measured-set';

/**
 * A word is a run of letters, marks and digits, joined inside by apostrophes, hyphens, full stops, slashes or
 * ampersands; every other visible character stands alone.
 */
const TOKEN = /[\p{L}\p{M}\p{N}]+(?:['’\-./&][\p{L}\p{M}\p{N}]+)*|[^\s\p{C}]/gu;

/** Letters of Chinese and Japanese: written without spaces, and each means something by itself. */
const CHARACTERS = '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}';
/** Letters of Thai, Lao, Khmer and Burmese: written without spaces between words. */
const UNSPACED = '\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}';
const WORD_CHARACTER = '[\\p{L}\\p{M}\\p{N}]';

/** Whether a text holds letters of a script that puts no spaces between words. */
const HAS_NO_SPACES = new RegExp(`(?=${WORD_CHARACTER})[${CHARACTERS}${UNSPACED}]`, 'u');

/** As `TOKEN`, with one token a character of Chinese and Japanese, and runs of unspaced words, which are divided later. */
const TOKEN_OF_ANY_SCRIPT = new RegExp(
  [
    `(?=${WORD_CHARACTER})[${CHARACTERS}]\\p{M}*`,
    `(?:(?=${WORD_CHARACTER})[${UNSPACED}]\\p{M}*)+`,
    `(?:(?![${CHARACTERS}${UNSPACED}])${WORD_CHARACTER})+` +
      `(?:['’\\-./&](?:(?![${CHARACTERS}${UNSPACED}])${WORD_CHARACTER})+)*`,
    '[^\\s\\p{C}]',
  ].join('|'),
  'gu',
);

/**
 * The tokens of a text, lower-cased, in order. An empty text gives an empty list.
 *
 * Chinese and Japanese give a token a character, so that a text gives the same tokens with spaces between its words and
 * without. Words of Thai, Lao, Khmer and Burmese are found by the dictionaries of `Intl.Segmenter`; these are the
 * platform's, so such text may be divided otherwise in another browser.
 * @example tokenize("A cat's paw; soft.") // ['a', "cat's", 'paw', ';', 'soft', '.']
 * @example tokenize('今天 很好') // ['今', '天', '很', '好']
 */
export function tokenize(text: string): string[] {
  const plain = text.toLowerCase().normalize('NFC');
  if (!HAS_NO_SPACES.test(plain)) return plain.match(TOKEN) ?? [];
  const tokens = plain.match(TOKEN_OF_ANY_SCRIPT) ?? [];
  return tokens.flatMap((token) => (STARTS_UNSPACED.test(token) ? wordsOf(token) : token));
}

const HAS_CHARACTERS = new RegExp(`(?=${WORD_CHARACTER})[${CHARACTERS}]`, 'u');
const HAS_UNSPACED = new RegExp(`(?=${WORD_CHARACTER})[${UNSPACED}]`, 'u');

/** How `tokenize` finds words in scripts without spaces, as far as a text has letters of them. */
export function wordsFoundIn(text: string): WordsFound[] {
  return [
    ...(HAS_CHARACTERS.test(text) ? (['by character'] as const) : []),
    ...(HAS_UNSPACED.test(text) ? (['by dictionary'] as const) : []),
  ];
}

const STARTS_UNSPACED = new RegExp(`^(?=${WORD_CHARACTER})[${UNSPACED}]`, 'u');

let segmenter: Intl.Segmenter | null = null;

/** The words of a run of letters without spaces; the dictionary follows the script, whatever the locale. */
function wordsOf(run: string): string[] {
  segmenter ??= new Intl.Segmenter('th', { granularity: 'word' });
  return Array.from(segmenter.segment(run), ({ segment }) => segment);
}

const CLOSES_UP_BEFORE = new Set([',', ';', ':', '.', '!', '?', ')', ']', '%', "'", '’', '”']);
const CLOSES_UP_AFTER = new Set(['(', '[', '$', '£', '“', '`', '‘']);

/** Tokens between which these scripts put no space: their letters, and their full-width punctuation. */
const WRITTEN_CLOSE = new RegExp(`^[${CHARACTERS}${UNSPACED}\\u3000-\\u303f\\uff00-\\uffef]`, 'u');

/**
 * A text that reads naturally and whose tokens are `tokens` again: `tokenize(detokenize(t))` equals `t` for every
 * list that `tokenize` can give. Where closing up would change the tokens, a space is left instead.
 */
export function detokenize(tokens: readonly string[]): string {
  let text = '';
  let previous = '';
  for (const token of tokens) {
    const closed =
      CLOSES_UP_BEFORE.has(token) ||
      CLOSES_UP_AFTER.has(previous) ||
      (WRITTEN_CLOSE.test(previous) && WRITTEN_CLOSE.test(token));
    text += text === '' || (closed && staysApart(previous, token)) ? token : ` ${token}`;
    previous = token;
  }
  // Three tokens may join where no two do ("a", "'", "b" closed up is one word): then spaces everywhere.
  return isSameTokens(tokenize(text), tokens) ? text : tokens.join(' ');
}

/** Whether the two tokens, written without a space, are still these two tokens. */
function staysApart(left: string, right: string): boolean {
  return isSameTokens(tokenize(left + right), [left, right]);
}

function isSameTokens(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}

export class Vocabulary {
  readonly tokens: string[] = [];
  readonly #ids = new Map<string, number>();

  constructor(tokens: Iterable<string> = []) {
    for (const token of tokens) this.add(token);
  }

  get size(): number {
    return this.tokens.length;
  }

  /** The id of the token, which is given the next free one if it is new. */
  add(token: string): number {
    let id = this.#ids.get(token);
    if (id === undefined) {
      id = this.tokens.length;
      this.tokens.push(token);
      this.#ids.set(token, id);
    }
    return id;
  }

  /** The id of the token, or undefined where the vocabulary does not hold it. */
  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /** The token with that id; undefined where there is none. */
  tokenOf(id: number): string | undefined {
    return this.tokens[id];
  }
}
