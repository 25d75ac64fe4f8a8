/** @file Studies of several curves, drawn by chance from effects that are known; made as `simulated-study.ts` makes those of one. */
import { analyse, type AnalysedStudy } from '../../src/analysis';
import { EXPERIMENTS } from '../../src/experiment/designs';
import type { ExperimentId } from '../../src/core/experiments';
import { inWords } from '../../src/words/en/statements';
import { stream } from '../../src/core/random';
import type { Run } from '../../src/core/run';
import type { Arm } from '../../src/core/study';
import { runOf } from './simulated-study';

export interface SimulatedGrid {
  readonly experiment: ExperimentId;
  readonly series: readonly string[];
  readonly values: readonly number[];
  /** What an arm adds to the accuracy of an average one, about. */
  readonly gain?: (series: number, value: number) => number;
  readonly replicates: number;
  readonly rows: number;
  readonly seedSd?: number | ((series: number, value: number) => number);
  readonly replicateSd?: number;
  readonly rowByArmSd?: number;
  readonly measures?: (
    series: number,
    value: number,
    replicate: number,
    normal: () => number,
  ) => Record<string, number>;
}

const ACCURACY_PER_LOGIT = 0.14;

/** A study that knows which experiment it is of. */
export type GridStudy = AnalysedStudy & Pick<SimulatedGrid, 'experiment'>;

/** As its experiment is analysed. */
export function analyseGrid(
  study: GridStudy,
  runs: readonly Run[],
  yTrue: readonly number[],
): ReturnType<typeof inWords> {
  return inWords(analyse(study, runs, yTrue, EXPERIMENTS[study.experiment].analysis));
}

/** Arms `<series>-<value>`, with the baseline `few`. */
export function gridStudy({
  experiment,
  series,
  values,
  replicates,
}: Pick<SimulatedGrid, 'experiment' | 'series' | 'values' | 'replicates'>): GridStudy {
  const tiers = series.flatMap((id) =>
    values.map((value): Arm => ({
      id: `${id}-${value}`,
      label: `${id}, ${value}`,
      value,
      kind: 'tier',
      series: id,
      recipe: { generated: null, realRowsPerClass: 8 },
    })),
  );
  const few: Arm = {
    id: 'few',
    label: 'few',
    value: null,
    kind: 'baseline',
    recipe: { generated: null, realRowsPerClass: 8 },
  };
  return {
    experiment,
    arms: [...tiers, few],
    axis: { id: 'axis', label: 'Setting' },
    series: series.map((id) => ({ id, label: `Curve ${id}` })),
    replicates,
  };
}

/** Equal names give equal studies. */
export function simulateGrid(
  grid: SimulatedGrid,
  ...name: readonly (string | number)[]
): { study: GridStudy; runs: Run[]; yTrue: number[] } {
  const { series, values, gain = () => 0, replicates, rows, seedSd = 0.01 } = grid;
  const { replicateSd = 0.01, rowByArmSd = 0.3, measures = () => ({}) } = grid;
  const rng = stream('simulated-grid', ...name);
  const normal = (): number => rng.normal();
  const rowEase = Array.from({ length: rows }, () => 1.17 + 1.5 * rng.normal());
  const shifts = Array.from({ length: replicates }, () => (replicateSd * rng.normal()) / ACCURACY_PER_LOGIT);
  const runs = series.flatMap((id, s) =>
    values.flatMap((value, v) => {
      const ease = rowByArmSd === 0 ? rowEase : rowEase.map((x) => x + rowByArmSd * rng.normal());
      const sd = typeof seedSd === 'number' ? seedSd : seedSd(s, v);
      return shifts.map((shift, replicate) => {
        const logit = (gain(s, v) + sd * rng.normal()) / ACCURACY_PER_LOGIT + shift;
        const yPred = ease.map((x) => Number(rng.uniform() * (1 + Math.exp(-x - logit)) < 1));
        const accuracy = yPred.reduce((sum, right) => sum + right, 0) / rows;
        return runOf(`${id}-${value}`, replicate, yPred, {
          accuracy,
          measures: measures(s, v, replicate, normal),
        });
      });
    }),
  );
  return { study: gridStudy(grid), runs, yTrue: new Array<number>(rows).fill(1) };
}
