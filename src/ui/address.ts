/**
 * @file The hash of the address: which page it names, and the settings of a study to share as a link, as in
 * `#study?arms=0.2,1.1&replicates=2`.
 */
import { toFailure, type Failure } from '../core/errors';
import { isOwnTaskId } from '../core/task';
import { DEFAULT_SETTINGS, formatSettings, parseDraft, stepsOf } from '../experiment/settings';
import type { StudySettings } from '../core/study';
import type { PageName } from '../words/keys';

export const COMPARE_ADDRESS = '#compare';
export const MODEL_ADDRESS = '#model';

/** Anything but the two addresses above is the study. */
export function pageOf(hash: string): PageName {
  if (hash === COMPARE_ADDRESS) return 'compare';
  return hash === MODEL_ADDRESS ? 'model' : 'study';
}

const PREFIX = '#study?';

export function isStudyAddress(hash: string): boolean {
  return hash.startsWith(PREFIX);
}

/**
 * The settings of an address hash, and what was wrong with it if the defaults had to stand in. The language model may be
 * still to be chosen.
 */
export function readAddress(hash: string): { settings: StudySettings; failure: Failure | null } {
  if (!isStudyAddress(hash)) return { settings: DEFAULT_SETTINGS, failure: null };
  try {
    return { settings: parseDraft(new URLSearchParams(hash.slice(PREFIX.length))), failure: null };
  } catch (thrown) {
    return { settings: DEFAULT_SETTINGS, failure: toFailure(thrown) };
  }
}

/**
 * The hash of these settings; empty for the defaults. Of a task of the visitor's it names the training steps even where the
 * lab chose them, so that the link stays that of this study.
 * @param numClasses of the task; null while it is not known
 */
export function formatAddress(settings: StudySettings, numClasses: number | null = null): string {
  const isOpen = isOwnTaskId(settings.data) && numClasses !== null;
  const steps = settings.training.steps ?? (isOpen ? stepsOf(settings, numClasses) : null);
  const pairs = formatSettings({ ...settings, training: { ...settings.training, steps } });
  if (pairs.length === 0) return '';
  // Commas are allowed in a hash and read better than %2C.
  return PREFIX + new URLSearchParams(pairs).toString().replaceAll('%2C', ',');
}
