/** @file The language of the page. A second language is one more file of type `Messages`, chosen here. */
import { en } from './en/page';

export type Messages = typeof en;

export const messages: Messages = en;
