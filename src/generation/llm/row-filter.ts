/** @file Which of the rows a model wrote are used; the others are counted under the reason that turned them away. */
import { NO_REJECTIONS, type Rejection, type RejectionCounts } from '../../core/llm-report';
import { tokenize } from '../../text/tokenize';
import type { ReadReply } from './read-reply';

/** Bounds of a text in tokens of the lab. */
interface RowBounds {
  readonly leastTokens: number;
  readonly mostTokens: number;
}

interface FilteredReply {
  /** Rows to use, with their place in the reply. */
  readonly rows: readonly { readonly text: string; readonly position: number }[];
  readonly rejections: RejectionCounts;
}

/** Longest text in characters, however few tokens it has. */
const MOST_CHARACTERS = 2000;

/** Control characters, unpaired surrogates, and marks that turn or hide text (zero-width, bidirectional, tags). */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A placeholder, markup or a refusal in place of a row. */
const WRONG_FORM = [
  /^(?:text|example|row|definition|string|label|item|sentence)\s*\d*$/i,
  /^<[^>]*>$/,
  /^\.{2,}$|^…$/,
  /<\|[a-z_]+\|>|<\/?(?:s|think)>/i,
  // A list within a row, or an array in quotes that JSON does not know.
  /^[[{]\s*["'“‘].*[\]}]$/s,
  /^(?:sure|certainly|of course|here (?:is|are)|i(?:’|')?m sorry|i cannot|i can(?:’|')t|as an ai)\b.*[,:.!]/i,
];

/** One text as the set keeps it: seen characters only, single spaces, composed. */
export function cleanText(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(UNSEEN, '').normalize('NFC').replace(/ {2,}/g, ' ').trim();
}

/** What counts as the same text: its tokens. */
function sameness(text: string): string {
  return tokenize(text).join(' ');
}

/** What counts as said after the prompt: its words. A full stop or quotes more make no row of one's own. */
function words(text: string): string[] {
  return tokenize(text).filter((token) => /[\p{L}\p{N}]/u.test(token));
}

/** Keeps the rows of one label of one tier; it remembers those it has let through. */
export class RowFilter {
  readonly #bounds: RowBounds;
  readonly #known = new Set<string>();

  constructor(bounds: RowBounds) {
    this.#bounds = bounds;
  }

  /** Rows kept before, from a journal. */
  remember(texts: readonly string[]): void {
    for (const text of texts) this.#known.add(sameness(text));
  }

  /**
   * @param shown the real rows that stood in the prompt
   * @param prompt what else stood in the prompt
   */
  filter(reply: ReadReply, shown: readonly string[], prompt: readonly string[]): FilteredReply {
    const rejections: Record<Rejection, number> = { ...NO_REJECTIONS };
    const rows: { text: string; position: number }[] = [];
    if (reply.form === 'none') rejections['no-rows']++;
    const examples = new Set(shown.map((text) => words(text).join(' ')));
    const instructions = prompt.map((text) => ` ${words(text).join(' ')} `);
    reply.rows.forEach((row, position) => {
      const text = cleanText(row.text.slice(0, 2 * MOST_CHARACTERS));
      const reason = this.#reasonAgainst(text, row.isWhole, examples, instructions);
      if (reason) {
        rejections[reason]++;
        return;
      }
      this.#known.add(sameness(text));
      rows.push({ text, position });
    });
    return { rows, rejections };
  }

  #reasonAgainst(
    text: string,
    isWhole: boolean,
    examples: ReadonlySet<string>,
    instructions: readonly string[],
  ): Rejection | null {
    if (!isWhole) return 'truncated';
    if (text.length > MOST_CHARACTERS) return 'too-long';
    const tokens = tokenize(text);
    const said = words(text);
    if (said.length === 0) return 'empty';
    if (WRONG_FORM.some((form) => form.test(text))) return 'wrong-form';
    const spoken = said.join(' ');
    if (examples.has(spoken)) return 'repeats-example';
    // A few words in a row stand in any prompt; five and more are its own.
    if (said.length >= 5 && instructions.some((prompt) => prompt.includes(` ${spoken} `)))
      return 'repeats-prompt';
    if (tokens.length < this.#bounds.leastTokens) return 'too-short';
    if (tokens.length > this.#bounds.mostTokens) return 'too-long';
    return this.#known.has(tokens.join(' ')) ? 'duplicate' : null;
  }
}
