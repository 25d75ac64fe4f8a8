/**
 * @file How many labels of generated rows are wrong, by an oracle, added to finished runs once the oracle is
 * trained: the first runs do not wait for it.
 */
import type { Example } from '../../core/example';
import type { MeasureInfo, MeasureValues } from '../../core/measure';
import type { LabelOracle } from '../../core/ports';
import type { Run } from '../../core/run';
import { labelNoiseOfShares } from '../../generation/llm/label-check';

export const labelNoiseInfo: MeasureInfo = {
  id: 'labelNoise',
  label: 'label noise (oracle)',
  unit: 'share of labels',
  range: [0, 1],
  cost: 'O(nL)',
  source:
    'Chung et al. 2023, arXiv 2306.04140; by an oracle that has not seen a row’s source; corrected for its own mistakes by Rogan and Gladen 1978',
};

/** Label noise of a set of rows; none where the oracle is no better than chance. */
export function oracleNoise(
  rows: readonly Example[],
  oracle: LabelOracle,
  numClasses: number,
): MeasureValues {
  const labels = oracle.labelsOf(rows.map(({ text }) => text));
  const disputed = rows.filter(({ label }, i) => label !== labels[i]).length / rows.length;
  const noise = labelNoiseOfShares(disputed, oracle.disputedOfReal, numClasses);
  return noise === null ? {} : { [labelNoiseInfo.id]: Math.min(1, Math.max(0, noise)) };
}

export class DeferredLabelNoise {
  readonly #train: () => Promise<LabelOracle>;
  readonly #numClasses: number;
  readonly #waiting: Run[];
  #oracle: LabelOracle | null = null;
  #training: Promise<LabelOracle> | null = null;

  /**
   * @param train called after the first run, so that its accuracy is known as early as can be
   * @param resumed earlier runs; those stored without their noise get it with the others
   */
  constructor(train: () => Promise<LabelOracle>, numClasses: number, resumed: readonly Run[]) {
    this.#train = train;
    this.#numClasses = numClasses;
    this.#waiting = resumed.filter(
      ({ rows, measures }) => rows.length > 0 && !(labelNoiseInfo.id in measures),
    );
  }

  /** Whether `add` gives a run back at once. */
  get isReady(): boolean {
    return this.#oracle !== null;
  }

  /** The runs that have their noise now, this one and all that waited; none while the oracle is being trained. */
  add(run: Run): readonly Run[] {
    this.#waiting.push(run);
    // `rest` throws the failure.
    this.#start().catch(() => undefined);
    return this.#oracle ? this.#takeAll(this.#oracle) : [];
  }

  /** Those that still wait. */
  async rest(): Promise<readonly Run[]> {
    return this.#takeAll(await this.#start());
  }

  #start(): Promise<LabelOracle> {
    return (this.#training ??= this.#train().then((oracle) => (this.#oracle = oracle)));
  }

  #takeAll(oracle: LabelOracle): Run[] {
    return this.#waiting.splice(0).map((run) => {
      if (run.rows.length === 0) return run;
      return { ...run, measures: { ...run.measures, ...oracleNoise(run.rows, oracle, this.#numClasses) } };
    });
  }
}
