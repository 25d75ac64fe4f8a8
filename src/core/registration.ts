/** @file The settings of a study with what was stated beside them, and how that is changed. */
import type { Hypothesis } from './hypothesis';
import type { RegisteredDesign, StudySettings } from './study';

export function designOf({ hypothesis, ...settings }: StudySettings): RegisteredDesign {
  return { ...settings, expected: hypothesis?.expected ?? null, margin: hypothesis?.margin ?? null };
}

/** The settings with part of the hypothesis changed; without one where nothing is stated any more. */
export function withHypothesis(
  { hypothesis, ...settings }: StudySettings,
  changed: Partial<Hypothesis>,
): StudySettings {
  const stated = { expected: null, margin: null, lock: null, ...hypothesis, ...changed };
  const isStated = Object.values(stated).some((value) => value !== null);
  return isStated ? { ...settings, hypothesis: stated } : settings;
}
