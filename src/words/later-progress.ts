/** @file The words of work that is under way, fetched with its parts; a second language is chosen here as well. */
import { enProgress } from './en/progress';

export const progressMessages: typeof enProgress = enProgress;
