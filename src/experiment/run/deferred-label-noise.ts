/** @file Adds the label noise to finished runs once the oracle is trained, for which the first of them do not wait. */
import type { LabelOracle } from '../../core/ports';
import type { Run } from '../../core/run';
import { labelNoiseInfo, oracleNoise } from './oracle-noise';

export class DeferredLabelNoise {
  readonly #train: () => Promise<LabelOracle>;
  readonly #numClasses: number;
  readonly #waiting: Run[];
  #oracle: LabelOracle | null = null;
  #training: Promise<LabelOracle> | null = null;

  /**
   * @param train called after the first run, so that its accuracy is known as early as can be
   * @param resumed runs of before; those that were kept without their noise get it with the others
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
    // A failure is told by `rest`.
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
