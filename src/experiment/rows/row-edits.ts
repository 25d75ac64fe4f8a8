/** @file Changes rows that have been written, edit by edit: what each edit needs is fetched here, what it does is its own. */
import { LabError } from '../../core/errors';
import type { Dataset, Example } from '../../core/example';
import type {
  FittedGenerator,
  GeneratorFitter,
  LabelOracle,
  TextEmbedder,
  TextGenerator,
} from '../../core/ports';
import { sampleWithout, stream, type SeedPart } from '../../core/random';
import type { GeneratedRows, RowEdit } from '../../core/study';
import {
  foreignTextsNeeded,
  greedySubset,
  mislabel,
  repairLabels,
  replaceByCopies,
  replaceByForeign,
  replaceByRepeats,
  rowsByClass,
  shuffleWords,
  textsToRepeat,
} from '../../generation/edits';

export interface EditTools {
  readonly dataset: Dataset;
  readonly generator: TextGenerator;
  /** Fits generators of the same kind; null where that cannot be done. */
  readonly fitter: GeneratorFitter | null;
  readonly embedder: TextEmbedder;
  /** Trained when first asked for. */
  readonly oracle: (signal: AbortSignal) => Promise<LabelOracle>;
}

/** Texts about none of the classes are halved: from the first half rows are written, from the second the oracle learns. */
export function outsideHalves({ outside = [] }: Dataset): readonly [writing: string[], oracle: string[]] {
  const middle = Math.ceil(outside.length / 2);
  return [outside.slice(0, middle), outside.slice(middle)];
}

export class RowEditor {
  readonly #tools: EditTools;
  /** Embeddings of rows that several arms choose from, by the name of the rows and their class. */
  readonly #embeddings = new Map<string, Promise<Float32Array>>();
  #foreign: Promise<FittedGenerator> | null = null;

  constructor(tools: EditTools) {
    this.#tools = tools;
  }

  /** Forgets what was kept for the replicate before. */
  clear(): void {
    this.#embeddings.clear();
  }

  /** Frees what was fitted for all replicates. */
  dispose(): void {
    this.#foreign?.then(
      (generator) => generator.dispose(),
      () => undefined,
    );
    this.#foreign = null;
  }

  /**
   * @param rows as written, class by class
   * @param name of the rows: the same for arms that start from the same ones
   * @param seed belongs to these rows too, so that edits of one kind choose alike in all arms that share them
   */
  async edit(
    rows: readonly Example[],
    generated: GeneratedRows,
    name: string,
    seed: readonly SeedPart[],
    signal: AbortSignal,
  ): Promise<readonly Example[]> {
    let edited = rows;
    for (const edit of generated.edits ?? []) {
      edited = await this.#apply(edit, edited, generated, name, [...seed, edit.kind], signal);
      signal.throwIfAborted();
    }
    return edited;
  }

  async #apply(
    edit: RowEdit,
    rows: readonly Example[],
    generated: GeneratedRows,
    name: string,
    seed: readonly SeedPart[],
    signal: AbortSignal,
  ): Promise<readonly Example[]> {
    const { dataset, oracle } = this.#tools;
    switch (edit.kind) {
      case 'near-duplicates':
        return edit.by === 'copies'
          ? replaceByCopies(rows, edit.share, seed)
          : replaceByRepeats(
              rows,
              edit.share,
              seed,
              await this.#paraphrase(textsToRepeat(rows, edit.share, seed), generated, seed, signal),
            );
      case 'subset':
        return this.#choose(rows, edit.spread, generated.rowsPerClass, name, seed);
      case 'other-topics': {
        const count = foreignTextsNeeded(rows, edit.share);
        return replaceByForeign(
          rows,
          edit.share,
          seed,
          await this.#foreignTexts(count, generated, seed, signal),
        );
      }
      case 'label-noise':
        return mislabel(rows, edit.share, dataset.classNames.length, seed);
      case 'shuffled-words':
        return shuffleWords(rows, edit.share, seed);
      case 'label-repair': {
        const labels = (await oracle(signal)).labelsOf(rows.map(({ text }) => text));
        return repairLabels(rows, edit.share, labels, seed);
      }
    }
  }

  /** The texts in other words, class by class; fewer where the model does not answer. */
  async #paraphrase(
    texts: ReadonlyMap<number, readonly string[]>,
    { temperature, topP }: GeneratedRows,
    seed: readonly SeedPart[],
    signal: AbortSignal,
  ): Promise<Map<number, string[]>> {
    const repeats = new Map<number, string[]>();
    for (const [label, paraphrasesOf] of texts) {
      const request = {
        label,
        count: paraphrasesOf.length,
        temperature,
        topP,
        seed: [...seed, 'paraphrase', label],
        paraphrasesOf,
      };
      const own: string[] = [];
      for await (const rows of this.#tools.generator.generate(request, signal))
        own.push(...rows.map(({ text }) => text));
      repeats.set(label, own);
    }
    return repeats;
  }

  async #choose(
    rows: readonly Example[],
    spread: number,
    count: number,
    name: string,
    seed: readonly SeedPart[],
  ): Promise<Example[]> {
    const { embedder } = this.#tools;
    const chosen: Example[] = [];
    for (const [label, own] of rowsByClass(rows)) {
      const key = JSON.stringify([name, label]);
      let embedding = this.#embeddings.get(key);
      if (!embedding) {
        embedding = embedder.embed(own.map(({ text }) => text));
        this.#embeddings.set(key, embedding);
      }
      const picked = greedySubset(
        await embedding,
        embedder.dimensions,
        count,
        spread,
        stream(...seed, label),
      );
      chosen.push(...picked.map((row) => own[row]!));
    }
    return chosen;
  }

  /**
   * Texts about none of the classes: written as daringly as the rows, by a generator of the same kind that is fitted to
   * such text; real ones, drawn at random, where the generator cannot be fitted anew.
   */
  async #foreignTexts(
    count: number,
    { temperature, topP }: GeneratedRows,
    seed: readonly SeedPart[],
    signal: AbortSignal,
  ): Promise<string[]> {
    const { dataset, fitter } = this.#tools;
    const [outside] = outsideHalves(dataset);
    if (outside.length === 0) throw noOutside();
    if (!fitter) return sampleWithout(outside, count, stream(...seed, 'outside'));
    this.#foreign ??= fitter.fit([outside], ['outside'], signal);
    this.#foreign.catch(() => (this.#foreign = null));
    const texts: string[] = [];
    const request = { label: 0, count, temperature, topP, seed: [...seed, 'outside'] };
    for await (const rows of (await this.#foreign).generate(request, signal))
      texts.push(...rows.map(({ text }) => text));
    return texts;
  }
}

export function noOutside(): LabError {
  return new LabError(
    'bad-dataset',
    'other topics: missing texts about none of the classes: 0 (wanted a dataset that has such texts) — leave the curve "other-topics" out',
  );
}
