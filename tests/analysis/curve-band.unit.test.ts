import { describe, expect, test } from 'vitest';
import { curveBands } from '../../src/analysis';
import type { Run } from '../../src/core/run';
import { gridStudy } from './simulated-grid';
import { analyseTiers, runOf, simulateStudy, smallStudy } from './simulated-study';

const ROWS = 1000;
const yTrue = new Array<number>(ROWS).fill(1);

function runsOf(numRight: readonly (readonly number[])[]): Run[] {
  return numRight.flatMap((line, t) =>
    line.map((count, r) =>
      runOf(
        `t${t}`,
        r,
        Array.from({ length: ROWS }, (_, i) => Number(i < count)),
      ),
    ),
  );
}

describe('the band through a curve', () => {
  test('is the parabola in the logarithm of temperature', () => {
    const runs = runsOf([[600, 610, 605], [650, 655, 640], [700, 690, 705], [680, 700, 695], [640, 630, 645]]); // prettier-ignore
    const [band] = curveBands(smallStudy([0.2, 0.5, 1.1, 1.5, 2.2], 3), runs, yTrue, 'log', 5);
    // numpy 1.24.2: u = np.log([.2, .5, 1.1, 1.5, 2.2]); p = np.polyfit(u, Y.mean(1), 2); g = np.linspace(u[0], u[-1], 5)
    //   np.exp(g), np.polyval(p, g)
    const values = [0.2, 0.3642320573675744, 0.66332495807108, 1.2080210709074475, 2.2];
    const fitted = [0.5979871826960768, 0.6530731835211707, 0.6808675563398928, 0.6813703011522431, 0.6545814179582214]; // prettier-ignore
    expect(band).toMatchObject({ series: null, degree: 2 });
    band!.points.forEach(({ value, accuracy }, k) => {
      expect(value).toBeCloseTo(values[k]!, 12);
      expect(accuracy.mean).toBeCloseTo(fitted[k]!, 12);
      expect(accuracy.low).toBeLessThan(accuracy.mean);
      expect(accuracy.high).toBeGreaterThan(accuracy.mean);
    });
  });

  test('at three tiers goes through them, with their own intervals', () => {
    const {
      study,
      runs,
      yTrue: truth,
    } = simulateStudy(
      { gains: [-0.1, 0, -0.05], replicates: 4, rows: 300, seedSd: 0.02, replicateSd: 0.02 },
      'band',
    );
    const [band] = curveBands(study, runs, truth, 'linear', 3);
    const { arms } = analyseTiers(study, runs, truth).analysis;
    band!.points.forEach(({ accuracy }, k) => {
      for (const side of ['mean', 'low', 'high'] as const)
        expect(accuracy[side]).toBeCloseTo(arms[k]!.accuracy[side], 9);
    });
  });

  test('is straight through two tiers, and absent below', () => {
    const study = smallStudy([1, 2], 2);
    expect(curveBands(study, runsOf([[600, 610], [700, 710]]), yTrue, 'log')[0]!.degree).toBe(1); // prettier-ignore
    expect(curveBands(study, runsOf([[600, 610]]), yTrue, 'log')).toEqual([]);
    expect(curveBands(study, [], yTrue, 'log')).toEqual([]);
    // 0 has no logarithm: the axis stays as it is
    expect(
      curveBands(smallStudy([0, 2], 2), runsOf([[600, 610], [700, 710]]), yTrue, 'log', 3)[0]!.points[1]!.value, // prettier-ignore
    ).toBeCloseTo(1, 12);
  });

  test('stands for each series, over the replicates that its tiers share', () => {
    const study = gridStudy({
      experiment: 'mixing',
      series: ['8', '32'],
      values: [0, 0.5, 1],
      replicates: 2,
    });
    const runs = runsOf([[600, 610], [700, 710], [650, 655]]).map((run) => ({ ...run, arm: `8-${[0, 0.5, 1][Number(run.arm.slice(1))]}` })); // prettier-ignore
    expect(curveBands(study, runs, yTrue, 'linear').map((band) => band.series)).toEqual(['8']);
    const partial = curveBands(study, runs.slice(0, -1), yTrue, 'linear');
    expect(partial[0]!.points[0]!.accuracy.mean).toBeCloseTo(0.6, 12); // replicate 0 alone
  });
});
