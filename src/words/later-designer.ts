/** @file The words of the study designer, fetched with it; a second language is chosen here as well. */
import { enDesigner } from './en/designer';

export const designerMessages: typeof enDesigner = enDesigner;
