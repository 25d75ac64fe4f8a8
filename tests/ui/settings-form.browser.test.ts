import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AxisInfo, ExperimentId } from '../../src/core/experiments';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../src/experiment/designs';
import {
  defaultSettings,
  formatSettings,
  NUMBER_SETTINGS,
  parseSettings,
} from '../../src/experiment/settings';
import type { StudySettings } from '../../src/core/study';
import { readAddress, formatAddress } from '../../src/ui/address';
import { SettingsForm } from '../../src/ui/settings-form.svelte';

type Bounds = Pick<AxisInfo, 'least' | 'greatest' | 'whole'>;

function numberIn({ least, greatest, whole }: Bounds): fc.Arbitrary<number> {
  return whole
    ? fc.integer({ min: least, max: greatest })
    : fc.integer({ min: Math.ceil(least * 100), max: Math.floor(greatest * 100) }).map((n) => n / 100);
}

const ascending = (a: number, b: number): number => a - b;

/** Settings of any experiment that a visitor can type. */
function settingsOf(id: ExperimentId): fc.Arbitrary<StudySettings> {
  const { axis, series, variants, generators } = EXPERIMENTS[id];
  const values = fc
    .uniqueArray(numberIn(axis), { minLength: axis.fewest, maxLength: Math.min(axis.most, 6) })
    .map((found) => found.sort(ascending));
  let curves: fc.Arbitrary<readonly string[]> = fc.constant([]);
  if (series?.kind === 'choice') curves = fc.subarray([...series.choices], { minLength: 1 });
  else if (series) {
    curves = fc
      .uniqueArray(numberIn(series), { minLength: 1, maxLength: series.most })
      .map((found) => found.sort(ascending).map(String));
  }
  const numbers = fc.record(
    Object.fromEntries(
      Object.entries(NUMBER_SETTINGS).map(([name, { least, most, whole }]) => [
        name,
        numberIn({ least, greatest: most, whole }),
      ]),
    ),
  );
  const generator = fc.constantFrom(...generators);
  return fc.tuple(values, curves, numbers, generator).chain(([values, series, numbers, generator]) =>
    fc.constantFrom(...(variants.length > 0 ? variants : [null])).map((variant) => {
      let settings: StudySettings = { ...defaultSettings(id), values, series, variant, generator };
      if (variant === 'paraphrases') settings = { ...settings, generator: 'webllm' };
      if (settings.generator === 'webllm') settings = { ...settings, model: 'some-model' };
      for (const [name, value] of Object.entries(numbers))
        settings = NUMBER_SETTINGS[name]!.set(settings, value);
      return settings;
    }),
  );
}

describe.each(EXPERIMENT_IDS)('the form of the experiment %s', (id) => {
  test('gives back the settings it was filled with, through the address as well', () => {
    fc.assert(
      fc.property(settingsOf(id), (settings) => {
        const form = new SettingsForm(settings);
        expect(form.settings).toEqual(settings);
        const address = readAddress(formatAddress(form.settings!));
        expect(address).toEqual({ settings, failure: null });
        expect(new SettingsForm(address.settings).settings).toEqual(settings);
      }),
      { numRuns: 40 },
    );
  });

  test('says of each field alone whether it can be read, and makes no settings while one cannot', () => {
    const form = new SettingsForm(defaultSettings(id));
    form.model = 'some-model';
    expect(Object.values(form.faults)).not.toContain(true);
    for (const name of Object.keys(form.faults)) {
      if (name === 'variant') continue;
      if (name === 'series' && EXPERIMENTS[id].series?.kind === 'choice') continue;
      const before = form.texts[name]!;
      // Steps may be left to the lab.
      for (const text of [...(name === 'steps' ? [] : ['']), 'hot', '1e999', '-1']) {
        form.texts[name] = text;
        expect(form.faults[name]).toBe(true);
        expect(Object.values(form.faults).filter(Boolean)).toHaveLength(1);
        expect(form.settings).toBeNull();
      }
      form.texts[name] = before;
    }
    expect(form.settings).not.toBeNull();
  });

  test('starts with the defaults of the experiment when it is chosen, and keeps seed and writer where it can', () => {
    const form = new SettingsForm(parseSettings([['seed', '7']]));
    form.generator = 'webllm';
    form.model = 'some-model';
    form.choose(id);
    const { generators } = EXPERIMENTS[id];
    const isModel = generators.includes('webllm');
    expect(form.settings).toEqual({
      ...defaultSettings(id),
      seed: 7,
      generator: isModel ? 'webllm' : 'markov',
      model: isModel ? 'some-model' : null,
    });
  });
});

test('paraphrases want a language model', () => {
  const form = new SettingsForm(parseSettings([['experiment', 'near-duplicates']]));
  form.variant = 'paraphrases';
  expect([form.faults['variant'], form.settings]).toEqual([true, null]);
  form.generator = 'webllm';
  form.model = 'some-model';
  expect(form.settings?.variant).toBe('paraphrases');
});

test('curves that are ticked are a field like any other', () => {
  const form = new SettingsForm(defaultSettings('shift'));
  form.chosen = [];
  expect(form.faults['series']).toBe(true);
  expect(form.settings).toBeNull();
  form.chosen = ['label-noise'];
  expect(form.settings?.series).toEqual(['label-noise']);
  expect(formatSettings(form.settings!)).toContainEqual(['series', 'label-noise']);
});

test.each(['prompt-ladder', 'penalties'] as const)(
  '%s, for language models alone, has no settings until one is chosen',
  (experiment) => {
    const form = new SettingsForm(defaultSettings('temperature'));
    form.choose(experiment);
    expect([form.generator, form.settings]).toEqual(['webllm', null]);
    expect([form.draft, form.isDefault]).toEqual([defaultSettings(experiment), true]);
    form.model = 'some-model';
    expect(form.settings?.model).toBe('some-model');
  },
);
