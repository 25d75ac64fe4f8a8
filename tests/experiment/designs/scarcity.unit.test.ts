import { expect, test } from 'vitest';
import { planOf } from '../../../src/experiment/designs';
import { checkStudy } from '../../../src/experiment/run/check-study';
import { studyOf } from '../../../src/experiment/run/study-of';
import { RowMaker } from '../../../src/experiment/rows/row-maker';
import { realRows } from '../../../src/experiment/rows/training-set';
import { defaultSettings } from '../../../src/experiment/settings';
import type { FitOptions } from '../../../src/core/ports';
import { dataset, fakePorts } from '../fakes';

const usual = { ...defaultSettings('scarcity'), values: [0.2, 1.1] };

test('every number of rows seen has all temperatures; real rows alone are as few as in training, and as many as were seen', () => {
  const { arms, series } = planOf(usual);
  expect(series?.map(({ id }) => id)).toEqual(['8', '32', '128', 'all']);
  expect(arms.map(({ id }) => id)).toEqual([
    ...['s8-t0.2', 's8-t1.1', 's32-t0.2', 's32-t1.1', 's128-t0.2', 's128-t1.1', 'sall-t0.2', 'sall-t1.1'],
    ...['real8', 'real32', 'real128'],
  ]);
  const sources = arms.map(({ recipe }) => recipe.generated?.source ?? null);
  expect(sources[2]).toEqual({ kind: 'few-rows', rowsPerClass: 32 });
  expect(sources[6]).toBeNull();
});

test('no training set holds a real row that its generator has not seen', () => {
  const { arms } = planOf({ ...usual, series: ['4', '32', 'all'], realRowsPerClass: 8 });
  expect(new Set(arms.filter(({ kind }) => kind === 'tier').map((a) => a.recipe.realRowsPerClass))).toEqual(
    new Set([4]),
  );
  expect(arms.filter(({ kind }) => kind === 'baseline').map(({ id }) => id)).toEqual(['real4', 'real32']);
});

test('the generator is fitted to just the real rows that a training set of as many holds, once a replicate, and forgets labels', async () => {
  const settings = {
    ...usual,
    series: ['2', '4', 'all'],
    realRowsPerClass: 2,
    rowsPerClass: 3,
    replicates: 2,
  };
  const study = studyOf(settings, dataset.id);
  const ports = fakePorts();
  const fits: { readonly texts: readonly (readonly string[])[]; readonly options: FitOptions | undefined }[] =
    [];
  const fitter = {
    ...ports.fitter!,
    fit: (...args: Parameters<NonNullable<typeof ports.fitter>['fit']>) => {
      fits.push({ texts: args[0], options: args[3] });
      return ports.fitter!.fit(...args);
    },
  };
  const maker = new RowMaker(study, { ...ports, fitter });
  for (const replicate of [0, 1]) {
    fits.length = 0;
    const written = new Map<string, readonly string[]>();
    for (const arm of study.arms) {
      const making = maker.make(arm, replicate, new AbortController().signal);
      let next = await making.next();
      while (!next.done) next = await making.next();
      written.set(
        arm.id,
        next.value.rows.map(({ text }) => text),
      );
    }
    expect(fits).toHaveLength(2);
    const textsOf = (rows: number): string[][] => {
      const real = realRows(study, dataset, replicate, rows);
      return dataset.classNames.map((_, label) =>
        real.filter((row) => row.label === label).map(({ text }) => text),
      );
    };
    expect(fits.map(({ texts }) => texts)).toEqual([textsOf(2), textsOf(4)]);
    expect(fits.every(({ options }) => options?.forgetsLabels)).toBe(true);
    // The fake fitted generator says how many texts of each class it was fitted to.
    expect(written.get('s2-t0.2')!.every((text) => text.startsWith('fitted 2+2 '))).toBe(true);
    expect(written.get('s4-t1.1')!.every((text) => text.startsWith('fitted 4+4 '))).toBe(true);
    expect(written.get('sall-t1.1')!.some((text) => text.startsWith('fitted'))).toBe(false);
  }
  maker.dispose();
});

test('more rows than a class of the pool has are refused before anything runs', () => {
  const study = studyOf({ ...usual, series: ['8', '64'] }, dataset.id);
  const ports = fakePorts();
  expect(() => checkStudy(study, ports)).toThrow(/invalid real rows per class: 64 \(wanted at most 20/);
  const small = studyOf({ ...usual, series: ['8', '16'] }, dataset.id);
  expect(() => checkStudy(small, { ...ports, fitter: null })).toThrow(/wanted one that can be fitted/);
});
