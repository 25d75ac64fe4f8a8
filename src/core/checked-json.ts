/** @file JSON from outside, checked by a valibot schema before anything trusts it. */
import * as v from 'valibot';
import { LabError, shown, type FailureCode } from './errors';

interface JsonErrors {
  /** What the error names as its place. */
  readonly place: string;
  readonly code: FailureCode;
  /** What the text should have been, as a noun: "a catalogue". */
  readonly wanted: string;
  readonly wayOut: string;
}

/** The value in a JSON text. @throws LabError of the given code, naming the first thing that the schema does not allow */
export function readJson<T>(text: string, schema: v.GenericSchema<unknown, T>, errors: JsonErrors): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const { place, code, wanted, wayOut } = errors;
    const start = shown(text.slice(0, 40));
    throw new LabError(code, `${place}: invalid JSON: ${start} (wanted ${wanted}) — ${wayOut}`, cause);
  }
  return checkJson(value, schema, errors);
}

/** The same of JSON that is parsed already. */
export function checkJson<T>(
  value: unknown,
  schema: v.GenericSchema<unknown, T>,
  { place, code, wayOut }: Omit<JsonErrors, 'wanted'>,
): T {
  const { success, output, issues } = v.safeParse(schema, value, { abortEarly: true });
  if (success) return output;
  throw new LabError(code, `${place}: ${faultOf(issues[0])} — ${wayOut}`);
}

/** `invalid runs.0.accuracy: 2 (wanted <=1)`; `missing` where there is nothing, `unknown` where nothing should be. */
export function faultOf(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue) ?? 'content';
  const wanted = issue.type === 'check' ? issue.message : (issue.expected ?? issue.type);
  if (wanted === 'never') return `unknown ${place} (wanted no such part)`;
  const kind = issue.input === undefined ? 'missing' : 'invalid';
  return `${kind} ${place}: ${shown(issue.input)} (wanted ${wanted})`;
}
