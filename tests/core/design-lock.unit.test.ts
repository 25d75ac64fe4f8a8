import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  faultsOfLock,
  hashOfDesign,
  isLockKept,
  lockOf,
  registrationOf,
} from '../../src/core/design-lock';
import { designOf, withHypothesis } from '../../src/core/registration';
import type { StudySettings } from '../../src/core/study';
import { EXPERIMENT_IDS } from '../../src/experiment/designs';
import { studyOf } from '../../src/experiment/run/study-of';
import { DEFAULT_SETTINGS, defaultSettings } from '../../src/experiment/settings';

const FIXED_AT = new Date('2026-01-02T03:04:05.000Z');
const stated = withHypothesis(DEFAULT_SETTINGS, { expected: 'inverted-u', margin: 0.01 });
const fixed = withHypothesis(stated, { lock: lockOf(stated, FIXED_AT) });

describe('canonical JSON', () => {
  test('has sorted keys at every depth, no spaces, and numbers as JSON writes them', () => {
    const value = { b: { y: -2e-7, x: 'é "\n' }, a: [1, 0.5, null, true, { d: 1, c: 2 }], none: undefined };
    expect(canonicalJson(value)).toBe('{"a":[1,0.5,null,true,{"c":2,"d":1}],"b":{"x":"é \\"\\n","y":-2e-7}}');
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test('is the same whatever the order in which the settings were put', () => {
    const turned = Object.fromEntries(Object.entries(DEFAULT_SETTINGS).reverse());
    expect(canonicalJson(turned)).toBe(canonicalJson(DEFAULT_SETTINGS));
  });
});

describe('the hash of a design', () => {
  test('is the SHA-256 that Node computes of its canonical JSON', () => {
    const script = `process.stdout.write(require('node:crypto').createHash('sha256').update(require('node:fs').readFileSync(0)).digest('hex'))`;
    const input = canonicalJson(designOf(fixed));
    const { stdout } = spawnSync(process.execPath, ['-e', script], { input, encoding: 'utf8' });
    expect(fixed.hypothesis!.lock).toEqual({ hash: stdout, fixedAt: '2026-01-02T03:04:05.000Z' });
    expect(stdout).toMatch(/^[0-9a-f]{64}$/);
  });

  test('depends on every setting, on what is expected and on the margin, and not on an earlier lock', () => {
    const hash = hashOfDesign(designOf(fixed));
    const others = [
      { ...fixed, seed: 2 },
      { ...fixed, values: fixed.values.slice(1) },
      { ...fixed, training: { ...fixed.training, steps: 201 } },
      withHypothesis(fixed, { expected: 'more' }),
      withHypothesis(fixed, { margin: null }),
    ];
    for (const other of others) {
      expect(hashOfDesign(designOf(other))).not.toBe(hash);
      expect(isLockKept(other)).toBe(false);
    }
    expect(isLockKept(fixed)).toBe(true);
    expect(lockOf(fixed, FIXED_AT)).toEqual(fixed.hypothesis!.lock);
  });
});

describe('what a study keeps', () => {
  test('is nothing where nothing was stated', () => {
    expect(registrationOf(DEFAULT_SETTINGS)).toBeNull();
    expect(studyOf(DEFAULT_SETTINGS, 'data')).not.toHaveProperty('registration');
    expect(withHypothesis(withHypothesis(DEFAULT_SETTINGS, { margin: 0.01 }), { margin: null })).toEqual(
      DEFAULT_SETTINGS,
    );
  });

  test('is the lock only where the settings are still those that were fixed', () => {
    expect(studyOf(fixed, 'data').registration!.lock).toEqual(fixed.hypothesis!.lock);
    expect(studyOf({ ...fixed, replicates: 9 }, 'data').registration).toMatchObject({
      design: { replicates: 9, expected: 'inverted-u' },
      lock: null,
    });
    expect(studyOf(stated, 'data').registration!.lock).toBeNull();
  });
});

describe('who reads a record', () => {
  const manifest = { createdAt: '2026-01-02T03:14:05.000Z', durationMs: 60_000 } as never;

  const verdict = { expectation: undefined } as never;

  test('sees a verdict that claims more than was fixed', () => {
    const claim = (expected: string, isFixed: boolean): never =>
      ({ expectation: { expected, isFixed, isFound: true } }) as never;
    const of = (settings: StudySettings, said: never): string[] =>
      faultsOfLock({ study: studyOf(settings, 'data'), manifest, verdict: said });
    expect(of(fixed, claim('inverted-u', true))).toEqual([]);
    expect(of(stated, claim('inverted-u', false))).toEqual([]);
    expect(of(stated, claim('inverted-u', true))).toHaveLength(1);
    expect(of(fixed, claim('more', true))).toHaveLength(1);
    expect(of(DEFAULT_SETTINGS, claim('more', true))).toHaveLength(2);
  });

  test.each(EXPERIMENT_IDS)('finds the lock of the experiment %s in order', (id) => {
    const settings = withHypothesis(defaultSettings(id), { expected: 'more' });
    const locked = withHypothesis(settings, { lock: lockOf(settings, FIXED_AT) });
    const study = studyOf(locked, 'data');
    expect(study.registration!.lock).not.toBeNull();
    expect(faultsOfLock({ study, manifest, verdict })).toEqual([]);
  });

  test('finds nothing to check where nothing was stated', () => {
    expect(faultsOfLock({ study: studyOf(DEFAULT_SETTINGS, 'data'), manifest, verdict })).toEqual([]);
  });

  test('sees a design that was changed afterwards, a study that is not of the design, and a lock that came too late', () => {
    const study = studyOf(fixed, 'data');
    const { design, lock } = study.registration!;
    const faults = (over: object, when = manifest): string[] =>
      faultsOfLock({ study: { ...study, ...over }, manifest: when, verdict });
    expect(faults({ registration: { lock, design: { ...design, expected: 'more' } } })).toEqual([
      expect.stringMatching(/^invalid study\.registration\.lock\.hash: /),
    ]);
    expect(faults({ seed: 5 })).toEqual(['invalid study.registration.design.seed: 1 (wanted 5)']);
    expect(faults({ arms: study.arms.slice(1) })).toEqual([
      expect.stringMatching(/^invalid study\.registration\.design\.values: /),
    ]);
    const early = { createdAt: '2026-01-02T03:04:30.000Z', durationMs: 60_000 } as never;
    expect(faults({}, early)).toEqual([
      expect.stringMatching(
        /fixedAt: "2026-01-02T03:04:05\.000Z" \(wanted a time before the study began, 2026-01-02T03:03:30/,
      ),
    ]);
  });
});
