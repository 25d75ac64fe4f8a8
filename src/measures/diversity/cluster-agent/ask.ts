/** @file Asking a judge until its answer can be read, a bounded number of times. */
import type { SeedPart } from '../../../core/random';
import type { JudgeQuestion, TextJudge } from '../../../core/text-judge';
import { isRejected, type Rejected } from './read-replies';

export interface AskOptions {
  readonly judge: TextJudge;
  readonly seed: readonly SeedPart[];
  /** Further attempts after the first. */
  readonly retries: number;
  readonly signal: AbortSignal;
  /** Counts the answers that could not be read. */
  readonly tally: { numRejected: number };
}

/** What the first answer that can be read says; `Rejected` where none could. Each attempt has a seed of its own. */
export async function askUntilRead<T extends object>(
  question: JudgeQuestion,
  { judge, seed, retries, signal, tally }: AskOptions,
  read: (reply: string) => T | Rejected,
): Promise<T | Rejected> {
  let result: T | Rejected = { rejected: 'nothing was asked' };
  for (let attempt = 0; attempt <= retries; attempt++) {
    result = read(await judge.answer(question, [...seed, question.kind, attempt], signal));
    if (!isRejected(result)) return result;
    tally.numRejected++;
  }
  return result;
}
