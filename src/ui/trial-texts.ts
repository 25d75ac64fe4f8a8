/** @file The real texts a prompt is tried with: class names and the pool of rows that may be shown to a model. */

export interface TrialTexts {
  readonly datasetId: string;
  readonly classNames: readonly string[];
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
  const { id, classNames, splits } = value as Record<string, unknown>;
  const pool = (splits as { pool?: unknown } | null | undefined)?.pool;
  if (typeof id !== 'string' || !isTexts(classNames) || classNames.length === 0) return null;
  if (!Array.isArray(pool) || pool.length !== classNames.length || !pool.every(isTexts)) return null;
  return { datasetId: id, classNames, pool };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
