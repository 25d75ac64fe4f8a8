/** @file The encoders that a study pre-trains: one for each level and replicate, shared by all its fine-tunings. */
import { breathe } from '../../core/breathe';
import { MOST_ROWS_MEASURED } from '../../core/estimate';
import { EventQueue } from '../../core/event-queue';
import type { Dataset, Example } from '../../core/example';
import type { PreTrainer, TextClassifier, TextEmbedder } from '../../core/ports';
import { sampleWithout, stream } from '../../core/random';
import type { Study } from '../../core/study';
import { HELD_OUT_PERPLEXITY, PROBE_ACCURACY } from '../../analysis/roles';
import { ofCorpus } from './encoder-measures';
import type { SetMeasurer, SetMeasures } from './measure-set';
import { PreTrainingCorpora } from './pre-training-corpus';
import { realRows } from '../rows/training-set';

export interface PreTrainedEncoder {
  readonly classifier: Pick<TextClassifier, 'fineTuneAndPredict'>;
  /** Of the encoder before it is fine-tuned, and of its corpus. */
  readonly measures: SetMeasures;
}

/** Real rows of each class that the probe learns from, where the pool has as many. */
const PROBE_ROWS = 100;

/** Keeps the last encoder only: arms that share one follow each other. */
export class PreTrainedEncoders {
  readonly #study: Study;
  readonly #dataset: Dataset;
  readonly #preTrainer: PreTrainer;
  readonly #measurer: SetMeasurer;
  readonly #corpora: PreTrainingCorpora;
  #last: { readonly key: string; readonly encoder: PreTrainedEncoder } | null = null;

  constructor(
    study: Study,
    { dataset, embedder }: { readonly dataset: Dataset; readonly embedder: TextEmbedder },
    preTrainer: PreTrainer,
    measurer: SetMeasurer,
  ) {
    this.#study = study;
    this.#dataset = dataset;
    this.#preTrainer = preTrainer;
    this.#measurer = measurer;
    this.#corpora = new PreTrainingCorpora(dataset, embedder, study.seed);
  }

  /**
   * The encoder of this level and replicate, the same whichever others were made before. Yields the share of its making that
   * is done.
   */
  async *of(
    level: string,
    replicate: number,
    signal: AbortSignal,
  ): AsyncGenerator<number, PreTrainedEncoder> {
    const key = `${level} ${replicate}`;
    if (this.#last?.key === key) return this.#last.encoder;
    this.#last = null;
    yield 0;
    const texts = await this.#corpora.write(level, replicate, this.#preTrainer, signal);
    await breathe();
    signal.throwIfAborted();

    const progress = new EventQueue<number>();
    const request = {
      texts,
      probe: realRows(this.#study, this.#dataset, replicate, this.#probeRows),
      // Levels of one replicate begin with the same weights.
      seed: [this.#study.seed, 'pre-training', replicate],
    };
    const training = this.#preTrainer.preTrain(request, signal, (share) => {
      progress.push(share);
      return breathe();
    });
    progress.endWith(training);
    yield* progress;
    const { heldOutPerplexity, probeAccuracy, classifier } = await training;
    const { values, rowsUsed } = await this.#measure(texts, level, replicate, signal);
    const ofEncoder = { [HELD_OUT_PERPLEXITY.id]: heldOutPerplexity, [PROBE_ACCURACY.id]: probeAccuracy };
    const encoder: PreTrainedEncoder = {
      classifier,
      measures: { values: { ...ofEncoder, ...values }, rowsUsed },
    };
    this.#last = { key, encoder };
    return encoder;
  }

  /** Measures grow or fall with the number of rows: of every corpus as many are measured. */
  #measure(
    texts: readonly Example[],
    level: string,
    replicate: number,
    signal: AbortSignal,
  ): Promise<SetMeasures> {
    const seed = [this.#study.seed, 'pre-training text', level, replicate, 'measured'];
    const sample = this.#dataset.classNames.flatMap((_, label) => {
      const own = texts.filter((row) => row.label === label);
      return sampleWithout(own, MOST_ROWS_MEASURED, stream(...seed, label));
    });
    return this.#measurer.measure(sample, seed, signal).then(ofCorpus);
  }

  get #probeRows(): number {
    return Math.min(PROBE_ROWS, ...this.#dataset.splits.pool.map((texts) => texts.length));
  }
}
