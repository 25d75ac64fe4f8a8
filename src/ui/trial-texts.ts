/** @file The real texts a prompt is tried with: class names and the pool of rows that may be shown to a model. */
import type { DescribedClasses, LlmTask } from '../core/llm-task';

export interface TrialTexts extends DescribedClasses {
  /** By class. */
  readonly pool: readonly (readonly string[])[];
}

const DATASET_URL = 'data/what-kind.json';

/** Null where they cannot be had; then prompts cannot be tried, and all else works. */
export async function loadTrialTexts(
  fetchFile: typeof fetch = (...request) => fetch(...request),
): Promise<TrialTexts | null> {
  try {
    const response = await fetchFile(DATASET_URL);
    return response.ok ? readTrialTexts(await response.json()) : null;
  } catch {
    return null;
  }
}

/** The file comes from the project's own build, but a server may answer with something else. */
export function readTrialTexts(value: unknown): TrialTexts | null {
  if (typeof value !== 'object' || value === null) return null;
  const { classNames, splits, llmTask } = value as Record<string, unknown>;
  const pool = (splits as { pool?: unknown } | null | undefined)?.pool;
  if (!isTexts(classNames) || classNames.length === 0) return null;
  if (!Array.isArray(pool) || pool.length !== classNames.length || !pool.every(isTexts)) return null;
  return { classNames, pool, ...(llmTask === undefined ? {} : { llmTask: llmTask as LlmTask }) };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
