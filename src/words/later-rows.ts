/** @file The words of the rows of a run, fetched with them; a second language is chosen here as well. */
import { enRows } from './en/rows';

export const rowsMessages: typeof enRows = enRows;
