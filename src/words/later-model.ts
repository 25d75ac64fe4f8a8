/** @file The words of the page that looks into models; a second language is chosen here as well. */
import { enModel } from './en/model';

export const modelMessages: typeof enModel = enModel;
