/**
 * @file Generators fitted to what the one before them wrote. The first is fitted to n real rows of each class and writes
 * n; each further one is fitted
 *
 * - `replace`: to the rows of the one before;
 * - `accumulate`: to the real rows and those of all before (Gerstgrasser et al. 2024);
 * - `fresh`: to the rows of the one before, a tenth of them replaced by real rows drawn anew (Shumailov et al. 2024).
 *
 * A chain is followed once a replicate; what arms ask for is kept on the way.
 */
import { breathe } from '../../core/breathe';
import type { Dataset, Example } from '../../core/example';
import type { MeasureValues } from '../../core/measure';
import type { FittedGenerator, GeneratorFitter } from '../../core/ports';
import { sampleWithout, stream, type SeedPart } from '../../core/random';
import type { Arm, RowSource, Study } from '../../core/study';
import { RealPerplexity, realPerplexityInfo } from './real-perplexity';

/** Share of a generation's rows that `fresh` replaces by real ones. */
const FRESH_SHARE = 0.1;

type ChainSource = Extract<RowSource, { readonly kind: 'self-consumption' }>;

/** A generation's rows, and what is measured of the generator that wrote them. */
export interface SelfGeneration {
  readonly rows: readonly Example[];
  readonly measures: MeasureValues;
}

/** Where a chain stands: the generator of this generation, what it was fitted to, and what it wrote. */
interface Link {
  readonly generation: number;
  readonly generator: FittedGenerator;
  readonly fittedTo: readonly (readonly string[])[];
  readonly written: readonly (readonly string[])[];
}

export class SelfConsumption {
  readonly #study: Study;
  readonly #dataset: Dataset;
  readonly #fitter: GeneratorFitter;
  readonly #chains = new Map<string, { link: Link; readonly kept: Map<number, SelfGeneration> }>();
  #perplexity: RealPerplexity | null = null;

  constructor(study: Study, dataset: Dataset, fitter: GeneratorFitter) {
    this.#study = study;
    this.#dataset = dataset;
    this.#fitter = fitter;
  }

  /** Forgets the chains of the replicate before. */
  clear(): void {
    for (const { link } of this.#chains.values()) link.generator.dispose();
    this.#chains.clear();
  }

  /** The generation that an arm asks for; yields the number of generations still to go, as often as it changes. */
  async *generationOf(
    { recipe }: Arm,
    { form, generation }: ChainSource,
    replicate: number,
    signal: AbortSignal,
  ): AsyncGenerator<number, SelfGeneration> {
    const { rowsPerClass, temperature, topP } = recipe.generated!;
    const request = { rowsPerClass, temperature, topP, replicate };
    const key = JSON.stringify([form, request]);
    let chain = this.#chains.get(key);
    if (!chain) {
      chain = { link: await this.#begin(request, signal), kept: new Map() };
      this.#chains.set(key, chain);
      this.#keep(chain, form);
    }
    while (!chain.kept.has(generation)) {
      yield generation - chain.link.generation;
      await breathe();
      signal.throwIfAborted();
      const before = chain.link;
      chain.link = await this.#next(before, form, request, signal);
      before.generator.dispose();
      this.#keep(chain, form);
    }
    return chain.kept.get(generation)!;
  }

  /** Keeps a generation that some arm will ask for. */
  #keep(
    chain: { readonly link: Link; readonly kept: Map<number, SelfGeneration> },
    form: ChainSource['form'],
  ): void {
    const { generation, written, fittedTo } = chain.link;
    const isAskedFor = this.#study.arms.some(({ recipe: { generated } }) => {
      const source = generated?.source;
      return source?.kind === 'self-consumption' && source.form === form && source.generation === generation;
    });
    if (!isAskedFor) return;
    const { validation, corpus } = this.#dataset.splits;
    this.#perplexity ??= new RealPerplexity(validation.flat(), corpus.flat());
    chain.kept.set(generation, {
      rows: written.flatMap((texts, label) => texts.map((text) => ({ text, label }))),
      measures: {
        [realPerplexityInfo.id]: this.#perplexity.under(this.#sample(fittedTo, written, generation)),
      },
    });
  }

  /** As many of the texts a generator was fitted to as it wrote: those of accumulating ones grow. */
  #sample(
    fittedTo: readonly (readonly string[])[],
    written: readonly (readonly string[])[],
    generation: number,
  ): string[] {
    return fittedTo.flatMap((texts, label) => {
      const count = written[label]!.length;
      if (texts.length <= count) return texts;
      return sampleWithout(texts, count, stream(this.#study.seed, 'chain', 'sample', generation, label));
    });
  }

  /** Generation 0: the same for all forms. */
  async #begin(request: ChainRequest, signal: AbortSignal): Promise<Link> {
    const fittedTo = this.#realTexts(request.rowsPerClass, [request.replicate, 0]);
    const generator = await this.#fitter.fit(fittedTo, this.#seed('fit', request, 0), signal);
    const written = await write(generator, this.#seed('rows', request, 0), request, fittedTo.length, signal);
    return { generation: 0, generator, fittedTo, written };
  }

  async #next(
    before: Link,
    form: ChainSource['form'],
    request: ChainRequest,
    signal: AbortSignal,
  ): Promise<Link> {
    const generation = before.generation + 1;
    const fitSeed = this.#seed('fit', request, generation, form);
    const { written } = before;
    let fittedTo: readonly (readonly string[])[];
    let generator: FittedGenerator;
    if (form === 'accumulate') {
      fittedTo = before.fittedTo.map((texts, label) => [...texts, ...written[label]!]);
      generator = await before.generator.extend(written, fitSeed, signal);
    } else {
      fittedTo = form === 'fresh' ? this.#freshened(written, request, generation) : written;
      generator = await this.#fitter.fit(fittedTo, fitSeed, signal);
    }
    const rowSeed = this.#seed('rows', request, generation, form);
    const rows = await write(generator, rowSeed, request, written.length, signal);
    return { generation, generator, fittedTo, written: rows };
  }

  #freshened(
    written: readonly (readonly string[])[],
    { replicate }: ChainRequest,
    generation: number,
  ): string[][] {
    const counts = written.map((texts) => Math.round(FRESH_SHARE * texts.length));
    const fresh = this.#realTexts(Math.max(0, ...counts), [replicate, generation]);
    return written.map((texts, label) => {
      const rng = stream(this.#study.seed, 'chain', 'kept', replicate, generation, label);
      const kept = sampleWithout(texts, texts.length - counts[label]!, rng);
      return [...kept, ...fresh[label]!.slice(0, counts[label])];
    });
  }

  #realTexts(perClass: number, name: readonly SeedPart[]): string[][] {
    return this.#dataset.splits.corpus.map((texts, label) =>
      sampleWithout(texts, perClass, stream(this.#study.seed, 'chain', 'real', ...name, label)),
    );
  }

  #seed(
    what: string,
    { replicate }: ChainRequest,
    generation: number,
    form: ChainSource['form'] | 'all' = 'all',
  ): readonly SeedPart[] {
    return [this.#study.seed, 'chain', what, form, replicate, generation];
  }
}

interface ChainRequest {
  readonly rowsPerClass: number;
  readonly temperature: number;
  readonly topP: number;
  readonly replicate: number;
}

/** Frees the generator where it does not come to an end. */
async function write(
  generator: FittedGenerator,
  seed: readonly SeedPart[],
  { rowsPerClass: count, temperature, topP }: ChainRequest,
  numClasses: number,
  signal: AbortSignal,
): Promise<string[][]> {
  const classes: string[][] = [];
  try {
    for (let label = 0; label < numClasses; label++) {
      const texts: string[] = [];
      const request = { label, count, temperature, topP, seed: [...seed, label] };
      for await (const rows of generator.generate(request, signal))
        texts.push(...rows.map(({ text }) => text));
      classes.push(texts);
    }
  } catch (error) {
    generator.dispose();
    throw error;
  }
  return classes;
}
