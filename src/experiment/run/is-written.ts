/** @file Whether a study's rows, and the labels given to them, are all in the journal: then no model has to be loaded. */
import type { ChatEngine } from '../../core/llm-engine';
import type { Study } from '../../core/study';
import type { LlmGeneratorPort } from './llm-generator-port';
import type { EditTools } from '../rows/row-edits';
import { prefetchRows } from './prefetch';

/** Goes through the writing as it would be done, and ends where the model would first be asked for something. */
export async function isWritten(
  study: Study,
  tools: EditTools,
  writer: LlmGeneratorPort,
  signal: AbortSignal,
): Promise<boolean> {
  const missing = new AbortController();
  const refuse = (): Promise<never> => {
    missing.abort();
    return Promise.reject(missing.signal.reason as Error);
  };
  const engine: ChatEngine = { ...identityOf(writer.engine), prepare: refuse, chat: refuse };
  const reader: LlmGeneratorPort = { ...writer, engine, open: (told) => writer.open({ ...told, engine }) };
  try {
    for await (const step of prefetchRows(study, tools, reader, signal)) void step;
    return true;
  } catch (error) {
    if (!missing.signal.aborted || signal.aborted) throw error;
    return false;
  }
}

function identityOf({ id, description, fingerprint, contextTokens }: ChatEngine) {
  return { id, description, fingerprint, contextTokens };
}
