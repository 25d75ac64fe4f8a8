/** @file The words of the explanation of a run, fetched with it; a second language is chosen here as well. */
import { enExplain } from './en/explain';

export const explainMessages: typeof enExplain = enExplain;
