/** @file The finished study that ships with the page. */
import type { StudyRecord } from '../core/run';

const EXAMPLE_URL = 'recorded/temperature.json';

/**
 * The recorded study; null where there is none to be had, which is no failure: the page works without it.
 * A server that answers a missing file with its front page is answered with null as well.
 */
export async function loadExample(
  fetchFile: typeof fetch = (...request) => fetch(...request),
): Promise<StudyRecord | null> {
  try {
    const response = await fetchFile(EXAMPLE_URL);
    if (!response.ok) return null;
    const value: unknown = await response.json();
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** Enough to be drawn; the file comes from the project's own build, not from a stranger. */
function isRecord(value: unknown): value is StudyRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<Record<keyof StudyRecord, unknown>>;
  return (
    record.version === 1 &&
    Array.isArray(record.arms) &&
    Array.isArray(record.runs) &&
    typeof record.analysis === 'object' &&
    typeof record.manifest === 'object'
  );
}
