/**
 * @file Fixes the design of a study before it runs, and checks afterwards that it was kept. Loaded when it is asked for.
 *
 * The hash is SHA-256 over the UTF-8 bytes of the design as canonical JSON: the keys of every object in the order of their
 * code units, no spaces, numbers and texts as `JSON.stringify` writes them (the form of RFC 8785). Anyone can compute it
 * from a record: it is the hash of `study.registration.design`. It proves that the design was not changed after the hash
 * was told to somebody; a lock that nobody was told of rests on the visitor's clock and word.
 * @see Rundgren, Jordan & Erdtman (2020), JSON Canonicalization Scheme, RFC 8785.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { shown } from './errors';
import type { DesignLock } from './hypothesis';
import { designOf } from './registration';
import type { StudyRecord } from './run';
import type { RegisteredDesign, Registration, StudySettings } from './study';

/** Clocks of one machine may differ by so much between page and worker; milliseconds. */
const CLOCK_TOLERANCE_MS = 2000;

/** JSON with sorted keys and no spaces; members that are undefined are left out, as in `JSON.stringify`. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** 64 hexadecimal digits. */
export function hashOfDesign(design: RegisteredDesign): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(design))));
}

/** The lock of these settings; an earlier lock among them does not count. */
export function lockOf(settings: StudySettings, now: Date): DesignLock {
  return { hash: hashOfDesign(designOf(settings)), fixedAt: now.toISOString() };
}

/** Whether the settings are those that their lock was made of; true where there is no lock. */
export function isLockKept(settings: StudySettings): boolean {
  const lock = settings.hypothesis?.lock;
  return !lock || lock.hash === hashOfDesign(designOf(settings));
}

/** What a record keeps of what was stated: the lock only where the settings are still those it was made of. */
export function registrationOf(settings: StudySettings): Registration | null {
  const { hypothesis } = settings;
  if (!hypothesis) return null;
  return { design: designOf(settings), lock: isLockKept(settings) ? hypothesis.lock : null };
}

/**
 * What speaks against the claim of a record that its design was fixed before the run, a clause each; nothing where it holds,
 * or where the record makes no such claim. The lock must be that of the design, the design that of the study, and the time
 * before the study's start.
 */
export function faultsOfLock({
  study,
  manifest,
  verdict,
}: Pick<StudyRecord, 'study' | 'manifest' | 'verdict'>): string[] {
  const { registration } = study;
  const { expectation } = verdict;
  const faults: string[] = [];
  const compare = (place: string, found: unknown, wanted: unknown): void => {
    if (canonicalJson(found) !== canonicalJson(wanted))
      faults.push(`invalid ${place}: ${shown(found)} (wanted ${shown(wanted)})`);
  };
  const check = (place: string, found: unknown, wanted: unknown): void =>
    compare(`study.registration.${place}`, found, wanted);
  if (expectation) {
    compare('verdict.expectation.isFixed', expectation.isFixed, (registration?.lock ?? null) !== null);
    compare('verdict.expectation.expected', expectation.expected, registration?.design.expected);
  }
  if (!registration) return faults;
  const { design, lock } = registration;
  const tiers = study.arms.flatMap(({ value }) => value ?? []);
  const values = [...new Set(tiers)].sort((a, b) => a - b);
  check('design.experiment', design.experiment, study.experiment);
  check('design.variant', design.variant, study.variant ?? null);
  check('design.generator', design.generator, study.generator);
  check('design.model', design.model, study.model);
  check('design.values', design.values, values);
  check(
    'design.series',
    design.series,
    (study.series ?? []).map(({ id }) => id),
  );
  check('design.replicates', design.replicates, study.replicates);
  check('design.seed', design.seed, study.seed);
  // steps that the settings leave open follow from the task
  const steps = design.training.steps ?? study.training.steps;
  check('design.training', { ...design.training, steps }, study.training);
  if (!lock) return faults;
  check('lock.hash', lock.hash, hashOfDesign(design));
  const startedAt = Date.parse(manifest.createdAt) - manifest.durationMs;
  if (Date.parse(lock.fixedAt) > startedAt + CLOCK_TOLERANCE_MS)
    faults.push(
      `invalid study.registration.lock.fixedAt: ${shown(lock.fixedAt)} (wanted a time before the study began, ${new Date(startedAt).toISOString()})`,
    );
  return faults;
}
