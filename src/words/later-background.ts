/** @file The words below the study, fetched with them; a second language is chosen here as well. */
import { enBackground } from './en/background';

export const backgroundMessages: typeof enBackground = enBackground;
