/** @file The finished studies that ship with the page. */
import type { ExperimentId } from '../core/experiments';
import type { StudyRecord } from '../core/run';
import { EXPERIMENTS } from '../experiment/designs';

/**
 * The recorded study of an experiment; null where there is none to be had, which is no failure: the page works
 * without it. A server that answers a missing file with its front page is answered with null as well. 'unreached' where
 * nothing answers.
 */
export async function loadExample(
  experiment: ExperimentId,
  fetchFile: typeof fetch = (...request) => fetch(...request),
): Promise<StudyRecord | null | 'unreached'> {
  if (!EXPERIMENTS[experiment].isRecorded) return null;
  const response = await fetchFile(`recorded/${experiment}.json`).catch(() => null);
  if (!response) return 'unreached';
  if (!response.ok) return null;
  try {
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
