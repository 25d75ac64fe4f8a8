/**
 * @file Grammars in the EBNF of xgrammar, which WebLLM holds a reply to. A row's length is left open: a bounded
 * repetition takes twenty times as long to compile, and the limit on tokens ends a row that does not end by itself.
 * White space stands only where it is written, because a model that may write blanks at will may do so for ever.
 */

/** A JSON array of exactly `count` strings that do not begin with a blank. */
export function rowsGrammar(count: number): string {
  return [
    `root ::= "[" row${repeat('row', count)} "]"`,
    'row ::= "\\"" first rest* "\\""',
    'first ::= [^"\\\\\\x00-\\x20\\x7f]',
    'rest ::= [^"\\\\\\x00-\\x1f\\x7f] | "\\\\\\""',
    '',
  ].join('\n');
}

/** A JSON array of exactly `count` of the names. */
export function labelsGrammar(count: number, names: readonly string[]): string {
  const quoted = names.map((name) => `"\\"${escape(JSON.stringify(name).slice(1, -1))}\\""`);
  return [`root ::= "[" label${repeat('label', count)} "]"`, `label ::= ${quoted.join(' | ')}`, ''].join(
    '\n',
  );
}

function repeat(rule: string, count: number): string {
  return count > 1 ? ` (", " ${rule}){${count - 1}}` : '';
}

function escape(text: string): string {
  return text.replace(/[\\"]/g, '\\$&');
}
