/** @file The words of what goes wrong, fetched when a study begins; a second language is chosen here as well. */
import { failureDetail, failures, warnings } from './en/failures';

export const failureMessages: {
  readonly failures: typeof failures;
  readonly warnings: typeof warnings;
  readonly failureDetail: string;
} = { failures, warnings, failureDetail };
