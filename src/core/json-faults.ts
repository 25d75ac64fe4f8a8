/** @file What is wrong with JSON from outside: a clause for an issue that valibot found. */
import * as v from 'valibot';
import { shown } from './errors';

/** `invalid runs.0.accuracy: 2 (wanted <=1)`; `missing` where there is nothing, `unknown` where nothing should be. */
export function faultOf(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue) ?? 'content';
  const wanted = issue.type === 'check' ? issue.message : (issue.expected ?? issue.type);
  if (wanted === 'never') return `unknown ${place} (wanted no such part)`;
  const kind = issue.input === undefined ? 'missing' : 'invalid';
  return `${kind} ${place}: ${shown(issue.input)} (wanted ${wanted})`;
}
