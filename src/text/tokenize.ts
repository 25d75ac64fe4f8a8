/** @file The one tokenizer: what counts as a word everywhere in the lab. */

/**
 * A word is a run of letters, marks and digits, joined inside by apostrophes, hyphens, full stops, slashes or
 * ampersands; every other visible character stands alone.
 */
const TOKEN = /[\p{L}\p{M}\p{N}]+(?:['’\-./&][\p{L}\p{M}\p{N}]+)*|[^\s\p{C}]/gu;

/**
 * The tokens of a text, lower-cased, in order. An empty text gives an empty list.
 * @example tokenize("A cat's paw; soft.") // ['a', "cat's", 'paw', ';', 'soft', '.']
 */
export function tokenize(text: string): string[] {
  return text.toLowerCase().normalize('NFC').match(TOKEN) ?? [];
}

const CLOSES_UP_BEFORE = new Set([',', ';', ':', '.', '!', '?', ')', ']', '%', "'", '’', '”']);
const CLOSES_UP_AFTER = new Set(['(', '[', '$', '£', '“', '`', '‘']);

/**
 * A text that reads naturally and whose tokens are `tokens` again: `tokenize(detokenize(t))` equals `t` for every
 * list that `tokenize` can give. Where closing up would change the tokens, a space is left instead.
 */
export function detokenize(tokens: readonly string[]): string {
  let text = '';
  let previous = '';
  for (const token of tokens) {
    const closed = CLOSES_UP_BEFORE.has(token) || CLOSES_UP_AFTER.has(previous);
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
