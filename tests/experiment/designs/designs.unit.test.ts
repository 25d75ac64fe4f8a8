import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AxisInfo, ExperimentId } from '../../../src/core/experiments';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../../src/experiment/designs';
import { rowsToWrite } from '../../../src/core/estimate';
import { PROMPT_BOUNDS } from '../../../src/core/llm-task';
import { DEFAULT_SETTINGS, defaultSettings } from '../../../src/experiment/settings';
import type { Arm, GeneratedRows, StudySettings } from '../../../src/core/study';
import { planOf } from '../../../src/experiment/designs';
import { fixedMixtures, growingMixtures } from '../../../src/experiment/designs/mixing';
import { STUDY_MEASURES } from '../../../src/experiment/run/measure-set';
import { measuresOf, studyOf } from '../../../src/experiment/run/study-of';

const tiersOf = (settings: StudySettings): Arm[] =>
  planOf(settings).arms.filter((arm) => arm.kind === 'tier');
const generatedOf = (arms: readonly Arm[]): GeneratedRows[] =>
  arms.flatMap(({ recipe }) => recipe.generated ?? []);

/** Any values, curves and numbers of rows within an experiment's own bounds. */
function settingsOf(experiment: ExperimentId): fc.Arbitrary<StudySettings> {
  const { axis, series, variants } = EXPERIMENTS[experiment];
  const curves =
    series === null
      ? fc.constant([] as string[])
      : series.kind === 'choice'
        ? fc.subarray([...series.choices], { minLength: 1 })
        : valuesOf({ ...series, fewest: 1 }, 3).map((values) => values.map(String));
  return fc
    .record({
      values: valuesOf(axis, 6),
      series: curves,
      variant: variants.length === 0 ? fc.constant(null) : fc.constantFrom(...variants),
      rowsPerClass: fc.integer({ min: 1, max: 2000 }),
      realRowsPerClass: fc.integer({ min: 0, max: 400 }),
      manyRealRowsPerClass: fc.integer({ min: 1, max: 400 }),
      topP: fc.integer({ min: 1, max: 100 }).map((hundredths) => hundredths / 100),
    })
    .map((chosen) => {
      // Paraphrases need a language model.
      const isParaphrase = chosen.variant === 'paraphrases';
      const generator = isParaphrase ? 'webllm' : defaultSettings(experiment).generator;
      return { ...defaultSettings(experiment), ...chosen, generator, model: isParaphrase ? 'a-model' : null };
    });
}

type Bounds = Pick<AxisInfo, 'least' | 'greatest' | 'whole' | 'fewest' | 'most'>;

function valuesOf({ least, greatest, whole, fewest, most }: Bounds, count: number): fc.Arbitrary<number[]> {
  const steps = whole ? greatest - least : 1000;
  return fc
    .uniqueArray(fc.integer({ min: 0, max: steps }), { minLength: fewest, maxLength: Math.min(most, count) })
    .map((picked) => picked.map((step) => least + (step * (greatest - least)) / steps).sort((a, b) => a - b));
}

describe.each(EXPERIMENT_IDS)('%s', (experiment) => {
  test('has one arm for each value and curve, under ids and labels of its own', () => {
    fc.assert(
      fc.property(settingsOf(experiment), (settings) => {
        const plan = planOf(settings);
        const tiers = plan.arms.filter((arm) => arm.kind === 'tier');
        const curves = Math.max(1, settings.series.length);
        expect(tiers).toHaveLength(settings.values.length * curves);
        expect(new Set(plan.arms.map((arm) => arm.id)).size).toBe(plan.arms.length);
        expect(new Set(plan.arms.map((arm) => arm.label)).size).toBe(plan.arms.length);
        expect((plan.series ?? []).map(({ id }) => id)).toEqual(settings.series);
        for (const id of settings.series.length > 0 ? settings.series : [undefined]) {
          const own = tiers.filter((arm) => arm.series === id);
          expect(own.map((arm) => arm.value)).toEqual(settings.values);
        }
      }),
    );
  });

  test('equal settings make equal studies, and a study is plain data', () => {
    fc.assert(
      fc.property(settingsOf(experiment), (settings) => {
        const study = studyOf(settings, 'data');
        expect(studyOf(settings, 'data')).toEqual(study);
        expect(JSON.parse(JSON.stringify(study))).toEqual(study);
        expect(measuresOf(study).map(({ id }) => id)).toEqual(expect.arrayContaining([...study.measures]));
      }),
    );
  });

  test('every arm has something to learn from, and equally many rows where n is not the question', () => {
    fc.assert(
      fc.property(settingsOf(experiment), (settings) => {
        const tiers = tiersOf(settings);
        for (const { recipe } of tiers) {
          expect((recipe.generated?.rowsPerClass ?? 0) + recipe.realRowsPerClass).toBeGreaterThan(0);
          expect(Number.isInteger(recipe.generated?.rowsPerClass ?? 0)).toBe(true);
        }
        if (experiment === 'mixing' || experiment === 'topics') return;
        expect(new Set(generatedOf(tiers).map((rows) => rows.rowsPerClass))).toEqual(
          new Set([settings.rowsPerClass]),
        );
        // No more than the generator of any curve has seen.
        const seen =
          experiment === 'scarcity' ? settings.series.filter((id) => id !== 'all').map(Number) : [];
        expect(new Set(tiers.map(({ recipe }) => recipe.realRowsPerClass))).toEqual(
          new Set([Math.min(settings.realRowsPerClass, ...seen)]),
        );
      }),
    );
  });

  test('arms that share their rows ask for the same ones', () => {
    fc.assert(
      fc.property(settingsOf(experiment), (settings) => {
        const asked = new Map<string, string>();
        for (const { shared, temperature, topP, suppression, source } of generatedOf(tiersOf(settings))) {
          if (shared === undefined) continue;
          const same = JSON.stringify([temperature, topP, suppression, source]);
          expect(asked.get(shared) ?? same).toBe(same);
          asked.set(shared, same);
        }
      }),
    );
  });

  test('arms differ in their recipe', () => {
    fc.assert(
      fc.property(settingsOf(experiment), (settings) => {
        // Mixtures of few rows may come to the same numbers.
        if (experiment === 'mixing') return;
        const recipes = tiersOf(settings).map(({ recipe }) => JSON.stringify(recipe));
        expect(new Set(recipes).size).toBe(recipes.length);
      }),
    );
  });

  test('shares and strengths reach the recipe as they were asked for', () => {
    fc.assert(
      fc.property(settingsOf(experiment), (settings) => {
        for (const arm of tiersOf(settings)) {
          const generated = arm.recipe.generated;
          const edit = generated?.edits?.[0];
          if (experiment === 'near-duplicates' || experiment === 'label-repair')
            expect(edit).toMatchObject({ share: arm.value });
          if (experiment === 'subsets') expect(edit).toMatchObject({ spread: arm.value });
          if (experiment === 'suppression') {
            expect(generated?.suppression).toBe(arm.value);
            expect(generated?.temperature).toBe(Number(arm.series));
          }
          if (experiment === 'penalties') {
            const { frequencyPenalty, presencePenalty } = generated!;
            const [own, other] =
              settings.variant === 'frequency'
                ? [frequencyPenalty, presencePenalty]
                : [presencePenalty, frequencyPenalty];
            expect([own, other]).toEqual([arm.value, undefined]);
          }
          if (experiment === 'top-p') expect(generated?.topP).toBe(arm.value);
          else if (generated) expect(generated.topP).toBe(settings.topP);
          if (['temperature', 'shift', 'pre-training'].includes(experiment))
            expect(generated?.temperature).toBe(arm.value);
        }
      }),
    );
  });
});

test('the default study has six tiers, two baselines and five replicates', () => {
  const study = studyOf(DEFAULT_SETTINGS, 'what-kind');
  expect(study.arms.map((arm) => `${arm.kind} ${arm.id} ${arm.label}`)).toEqual([
    'tier t0.2 temperature 0.2',
    'tier t0.5 temperature 0.5',
    'tier t0.8 temperature 0.8',
    'tier t1.1 temperature 1.1',
    'tier t1.5 temperature 1.5',
    'tier t2.2 temperature 2.2',
    'baseline real8 8 real rows a class only',
    'baseline real100 100 real rows a class',
  ]);
  expect(study.replicates).toBe(5);
  expect(study.arms[0]!.recipe).toEqual({
    generated: { rowsPerClass: 100, temperature: 0.2, topP: 1 },
    realRowsPerClass: 8,
  });
});

test('without real rows there is no baseline of them, and equal baselines are one', () => {
  const baselines = (real: number, many: number): string[] =>
    planOf({ ...DEFAULT_SETTINGS, realRowsPerClass: real, manyRealRowsPerClass: many })
      .arms.filter((arm) => arm.kind === 'baseline')
      .map((arm) => arm.label);
  expect(baselines(0, 100)).toEqual(['100 real rows a class']);
  expect(baselines(1, 100)[0]).toBe('1 real row a class only');
  expect(baselines(50, 50).length).toBe(1);
});

describe('mixtures', () => {
  const shares = valuesOf(EXPERIMENTS.mixing.axis, 8);
  const real = fc.integer({ min: 1, max: 400 });

  test('of a fixed total keep the total, and the share as near as whole rows allow', () => {
    fc.assert(
      fc.property(shares, real, (values, total) => {
        fixedMixtures(values, total).forEach((mixture, i) => {
          expect(mixture.real + mixture.generated).toBe(total);
          expect(Math.abs(mixture.generated - values[i]! * total)).toBeLessThanOrEqual(0.5);
        });
      }),
    );
  });

  test('that grow keep all real rows, and add what makes up the share', () => {
    fc.assert(
      fc.property(shares, real, (values, rows) => {
        growingMixtures(values, rows).forEach((mixture, i) => {
          const share = values[i]!;
          if (share === 1) return expect(mixture.real).toBe(0);
          expect(mixture.real).toBe(rows);
          // One row more or less would miss the share by more.
          const missed = (generated: number): number => Math.abs(generated - (rows * share) / (1 - share));
          expect(missed(mixture.generated)).toBeLessThanOrEqual(missed(mixture.generated + 1));
          expect(missed(mixture.generated)).toBeLessThanOrEqual(missed(mixture.generated - 1));
        });
      }),
    );
  });

  test('by hand: 37 % of 8 rows, and of a total that grows from 8', () => {
    expect(fixedMixtures([0, 0.37, 1], 8)).toEqual([
      { real: 8, generated: 0 },
      { real: 5, generated: 3 },
      { real: 0, generated: 8 },
    ]);
    expect(growingMixtures([0, 0.37, 0.9, 1], 8)).toEqual([
      { real: 8, generated: 0 },
      { real: 8, generated: 5 },
      { real: 8, generated: 72 },
      { real: 0, generated: 80 },
    ]);
  });
});

test('only a language model paraphrases', () => {
  const settings = { ...defaultSettings('near-duplicates'), variant: 'paraphrases' };
  expect(() => planOf(settings)).toThrow(/invalid variant: "paraphrases".*generator=webllm$/);
  expect(() => planOf({ ...settings, generator: 'webllm', model: 'a-model' })).not.toThrow();
});

test('penalties go as far as the writing lets them, and both ways are studies of their own', () => {
  const { axis } = EXPERIMENTS.penalties;
  for (const bounds of [PROMPT_BOUNDS.frequencyPenalty, PROMPT_BOUNDS.presencePenalty])
    expect(bounds).toEqual([axis.least, axis.greatest]);
  const [frequency, presence] = EXPERIMENTS.penalties.variants.map((variant) =>
    planOf({ ...defaultSettings('penalties'), variant, model: 'a-model' }),
  );
  expect(frequency!.axis).toEqual({ id: 'penalty', label: 'Frequency penalty' });
  expect(presence!.axis).toEqual({ id: 'penalty', label: 'Presence penalty' });
  expect(frequency!.arms.slice(0, 2).map(({ id, label }) => [id, label])).toEqual([
    ['frequency0', 'frequency penalty 0'],
    ['frequency0.5', 'frequency penalty 0.5'],
  ]);
});

test('a pool is written for the rows that are chosen from it', () => {
  const [first] = generatedOf(tiersOf(defaultSettings('subsets')));
  expect(rowsToWrite(first!)).toBe(4 * first!.rowsPerClass);
});

test('ids of measures are unique', () => {
  expect(new Set(STUDY_MEASURES.map((measure) => measure.id)).size).toBe(STUDY_MEASURES.length);
});

test('a measure is one of diversity, or of distance from real text, and never both', () => {
  for (const measure of STUDY_MEASURES) {
    expect(measure.moreDiverseWhen !== undefined && measure.closerWhen !== undefined, measure.id).toBe(false);
  }
});

test('where arms differ in their rows, measures of sets say that so many of each class are taken', () => {
  const limits = (settings: StudySettings, id: string): unknown =>
    measuresOf(studyOf(settings, 'any')).find((info) => info.id === id)!.limits;
  const equal = { ...defaultSettings('temperature'), rowsPerClass: 400 };
  expect(limits(equal, 'vendiScore')).toBeUndefined();
  const mixed = { ...defaultSettings('mixing'), rowsPerClass: 400 };
  expect(limits(mixed, 'vendiScore')).toEqual({ rowsPerClass: 100 });
  expect(limits(mixed, 'dcScore')).toEqual({ rowsPerClass: 100, rows: 1000 });
  expect(limits(mixed, 'labelNoise')).toBeUndefined();
});
