/**
 * @file The rows in a reply, whatever the model made of its instructions: a JSON array of strings, an array of objects,
 * an array that breaks off, one wrapped in prose or a code fence, or plain lines. Reading takes one pass and never throws.
 */

interface ReadRow {
  readonly text: string;
  /** False for one that the reply breaks off in. */
  readonly isWhole: boolean;
}

type ReplyForm = 'array' | 'lines' | 'none';

export interface ReadReply {
  readonly form: ReplyForm;
  readonly rows: readonly ReadRow[];
}

/** No reply is read beyond this many characters, and no more rows than this are taken from one. */
const MOST_REPLY_CHARACTERS = 100_000;
export const MOST_REPLY_ROWS = 256;

/** @param isFinished false where the reply was cut off, so that its last line may be half a row */
export function readReply(reply: string, isFinished: boolean): ReadReply {
  const text = withoutThinking(reply.slice(0, MOST_REPLY_CHARACTERS));
  const isWhole = isFinished && reply.length <= MOST_REPLY_CHARACTERS;
  // What stands before the rows may hold brackets of its own; each character is looked at once.
  for (let bracket = text.indexOf('['); bracket >= 0;) {
    const { rows, end } = readArray(text, bracket + 1);
    if (rows.length > 0) return { form: 'array', rows };
    bracket = text.indexOf('[', end);
  }
  const rows = readLines(text, isWhole);
  return rows.length > 0 ? { form: 'lines', rows } : { form: 'none', rows: [] };
}

/** What stands after the last `</think>`; nothing where thinking was begun and not ended. */
function withoutThinking(text: string): string {
  const end = text.lastIndexOf('</think>');
  if (end >= 0) return text.slice(end + '</think>'.length);
  return /^\s*<think>/.test(text) ? '' : text;
}

/** Fields of an object that are not its text. */
const OTHER_FIELDS = /^(?:label|class|category|id|type|topic|kind)$/i;

/** The strings of an array from just after its bracket; of an object, the first string that may be its text. And where the array ends. */
function readArray(text: string, from: number): { readonly rows: ReadRow[]; readonly end: number } {
  const rows: ReadRow[] = [];
  let i = from;
  let depth = 1;
  let hasValue = false; // of the object we are in
  let key = '';
  while (i < text.length && depth > 0 && rows.length < MOST_REPLY_ROWS) {
    const character = text[i]!;
    if (character === '"') {
      const { value, end, isClosed } = readString(text, i + 1);
      const isKey = isClosed && depth > 1 && /^\s{0,8}:/.test(text.slice(end, end + 10));
      if (isKey) key = value;
      else if (depth === 1 || (!hasValue && !OTHER_FIELDS.test(key))) {
        rows.push({ text: value, isWhole: isClosed });
        hasValue = true;
      }
      i = end;
      continue;
    }
    if (character === '{' || character === '[') {
      depth++;
      hasValue = false;
      key = '';
    } else if (character === '}' || character === ']') {
      depth--;
    }
    i++;
  }
  return { rows, end: i };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '', f: '' };

/** A JSON string from just after its quote; what is no escape is taken as it stands. */
function readString(text: string, from: number): { value: string; end: number; isClosed: boolean } {
  const pieces: string[] = [];
  let plainFrom = from;
  let i = from;
  while (i < text.length) {
    const character = text[i]!;
    if (character === '"') {
      pieces.push(text.slice(plainFrom, i));
      return { value: pieces.join(''), end: i + 1, isClosed: true };
    }
    if (character !== '\\') {
      i++;
      continue;
    }
    pieces.push(text.slice(plainFrom, i));
    const escaped = text[i + 1] ?? '';
    const code = escaped === 'u' ? /^[0-9a-fA-F]{4}/.exec(text.slice(i + 2, i + 6)) : null;
    if (code) {
      pieces.push(String.fromCharCode(parseInt(code[0], 16)));
      i += 6;
    } else {
      pieces.push(ESCAPES[escaped] ?? escaped);
      i += 2;
    }
    plainFrom = i;
  }
  pieces.push(text.slice(plainFrom));
  return { value: pieces.join(''), end: text.length, isClosed: false };
}

/** Lines that carry a number, a bullet or quotes; where none does, every line. */
function readLines(text: string, isFinished: boolean): ReadRow[] {
  const lines = text.split(/\r?\n/, MOST_REPLY_ROWS + 1).slice(0, MOST_REPLY_ROWS);
  const read = lines.map((line, i) => {
    const bare = line.trim().replace(/^(?:[-*•–]|\(?\d{1,3}[.):])\s+/, '');
    const isMarked = bare !== line.trim() || /^["“].*["”],?$/.test(bare);
    return {
      text: bare.replace(/^["“](.*)["”],?$/, '$1'),
      isMarked,
      isWhole: isFinished || i < lines.length - 1,
    };
  });
  const filled = read.filter(({ text: bare }) => bare !== '' && !/^(?:```|~~~)/.test(bare));
  const marked = filled.filter(({ isMarked }) => isMarked);
  return (marked.length > 0 ? marked : filled).map(({ text: bare, isWhole }) => ({ text: bare, isWhole }));
}
