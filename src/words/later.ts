/** @file The words of the parts that are loaded when they are wanted; a second language is chosen here as well. */
import { enCompare } from './en/compare';
import { enJudge } from './en/judge';
import { enLlm } from './en/language-model';
import { measureSentences } from './en/measures';
import { enPanel } from './en/panel';

export const panelMessages: typeof enPanel = enPanel;
export const compareMessages: typeof enCompare = enCompare;
export const judgeMessages: typeof enJudge = enJudge;
export const llmMessages: typeof enLlm = enLlm;
export { measureSentences };
