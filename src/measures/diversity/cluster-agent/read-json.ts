/** @file The JSON in what a language model wrote: wrapped in prose or fences, a little broken, or cut off. */

/** Longer answers are read up to here. */
export const MOST_REPLY_CHARACTERS = 100_000;

/** More blocks than this are not looked at. */
const MOST_BLOCKS = 200;

/**
 * Every outermost block in brackets that can be read as JSON, in order. Where the answer breaks off, the blocks that
 * were finished inside the open one come out instead. One pass over at most 100,000 characters; never throws.
 */
export function readJsonBlocks(reply: string): unknown[] {
  const values: unknown[] = [];
  for (const block of outermostBlocks(reply.slice(0, MOST_REPLY_CHARACTERS)).slice(0, MOST_BLOCKS)) {
    const value = parse(block) ?? parse(repaired(block));
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** Blocks whose brackets close again and that lie in no other such block. Brackets in quotation marks do not count. */
function outermostBlocks(text: string): string[] {
  const open: number[] = [];
  let closed: { from: number; to: number }[] = [];
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (inText) {
      if (character === '\\') i++;
      else if (character === '"') inText = false;
    } else if (character === '"')
      inText = open.length > 0; // outside of brackets it is but a quotation
    else if (character === '{' || character === '[') open.push(i);
    else if (character === '}' || character === ']') {
      const from = open.pop();
      if (from === undefined) continue;
      while (closed.length > 0 && closed[closed.length - 1]!.from > from) closed.pop();
      closed.push({ from, to: i + 1 });
    }
  }
  closed = closed.filter(({ from }, i) => i === 0 || from >= closed[i - 1]!.to);
  return closed.map(({ from, to }) => text.slice(from, to));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The commonest slips: a comma before a closing bracket, typographic quotation marks, comments, Python's words. */
function repaired(text: string): string {
  return text
    .replace(/[“”]/g, '"')
    .replace(/\/\/[^\n"]*$/gm, '')
    .replace(/,(\s*[}\]])/g, '$1')
    .replace(/\bTrue\b/g, 'true')
    .replace(/\bFalse\b/g, 'false')
    .replace(/\bNone\b/g, 'null');
}
