/** @file The generated rows of a run: written, or taken from those that arms share, and then edited. */
import type { Example } from '../../core/example';
import type { MeasureValues } from '../../core/measure';
import type { FitOptions, FittedGenerator, GenerationRequest, TextGenerator } from '../../core/ports';
import { realTexts } from '../../core/real-rows';
import type { Arm, RowSource, Study } from '../../core/study';
import { rowsToWrite } from '../../core/estimate';
import { RowEditor, type EditTools } from './row-edits';
import { SelfConsumption } from './self-consumption';
import { TopicTexts } from './topic-texts';
import { generationRequest, sharedName } from './training-set';

/** How far the writing of a run's rows is. */
export interface Written {
  /** Rows just written; none where something else is still to be made first. */
  readonly rows: readonly Example[];
  readonly done: number;
  readonly total: number;
}

export interface MadeRows {
  readonly rows: readonly Example[];
  /** Of the generator that wrote them, where it was fitted for these rows. */
  readonly measures: MeasureValues;
}

/** A generator and its request. */
interface Job {
  readonly generator: TextGenerator;
  readonly request: GenerationRequest;
}

/** Makes rows replicate by replicate: what arms of one replicate have in common is made once and kept as long. */
export class RowMaker {
  readonly #study: Study;
  readonly #tools: EditTools;
  readonly #editor: RowEditor;
  readonly #topics: TopicTexts;
  readonly #chains: SelfConsumption | null;
  readonly #shared = new Map<string, readonly Example[][]>();
  /** Generators fitted to topics, by the number of the topic, or that of all topics together; or to few rows, by their number. */
  readonly #fitted = new Map<string, Promise<FittedGenerator>>();
  #replicate = -1;

  constructor(study: Study, tools: EditTools) {
    this.#study = study;
    this.#tools = tools;
    this.#editor = new RowEditor(tools);
    this.#topics = new TopicTexts(tools.dataset, tools.embedder);
    this.#chains = tools.fitter && new SelfConsumption(study, tools.dataset, tools.fitter);
  }

  /**
   * The rows of one run, class by class. Equal arms, replicates and seeds give equal rows, whichever other arms were made
   * before.
   */
  async *make(arm: Arm, replicate: number, signal: AbortSignal): AsyncGenerator<Written, MadeRows> {
    const { generated } = arm.recipe;
    if (!generated) return { rows: [], measures: {} };
    if (replicate !== this.#replicate) this.#clear();
    this.#replicate = replicate;
    let rows: readonly Example[];
    let measures: MeasureValues = {};
    if (generated.source?.kind === 'self-consumption' && this.#chains) {
      ({ rows, measures } = yield* this.#follow(arm, generated.source, replicate, signal));
    } else {
      rows = yield* this.#write(arm, replicate, signal);
    }
    const seed = [this.#study.seed, 'edit', sharedName(arm), replicate];
    return { rows: await this.#editor.edit(rows, generated, sharedName(arm), seed, signal), measures };
  }

  /** Frees all generators that were fitted; nothing is made afterwards. */
  dispose(): void {
    this.#clear();
    this.#editor.dispose();
  }

  #clear(): void {
    this.#shared.clear();
    for (const fitted of this.#fitted.values()) {
      // One that failed has nothing to free, and its error has been thrown where it was requested.
      fitted.then(
        (generator) => generator.dispose(),
        () => undefined,
      );
    }
    this.#fitted.clear();
    this.#editor.clear();
    this.#chains?.clear();
  }

  async *#follow(
    arm: Arm,
    source: Extract<RowSource, { readonly kind: 'self-consumption' }>,
    replicate: number,
    signal: AbortSignal,
  ): AsyncGenerator<Written, MadeRows> {
    const steps = this.#chains!.generationOf(arm, source, replicate, signal);
    const total = this.#numClasses * arm.recipe.generated!.rowsPerClass;
    let most = 1;
    for (;;) {
      const next = await steps.next();
      if (next.done) {
        yield { rows: next.value.rows, done: total, total };
        return next.value;
      }
      most = Math.max(most, next.value);
      yield { rows: [], done: Math.floor((total * (most - next.value)) / (most + 1)), total };
    }
  }

  /** The rows as the generator writes them. */
  async *#write(
    arm: Arm,
    replicate: number,
    signal: AbortSignal,
  ): AsyncGenerator<Written, readonly Example[]> {
    const generated = arm.recipe.generated!;
    const { shared } = generated;
    const own = rowsToWrite(generated);
    let classes = shared === undefined ? undefined : this.#shared.get(shared);
    if (classes) {
      const rows = classes.flatMap((texts) => texts.slice(0, own));
      yield { rows, done: rows.length, total: rows.length };
      return rows;
    }
    const jobs = await this.#jobsOf(arm, replicate, signal);
    const total = jobs.reduce((sum, { request }) => sum + request.count, 0);
    classes = Array.from({ length: this.#numClasses }, (): Example[] => []);
    let done = 0;
    for (const { generator, request } of jobs) {
      for await (const rows of generator.generate(request, signal)) {
        classes[request.label]!.push(...rows);
        done += rows.length;
        yield { rows, done, total };
      }
    }
    if (shared !== undefined) this.#shared.set(shared, classes);
    return classes.flatMap((texts) => texts.slice(0, own));
  }

  /** The requests, class by class. A generator that can be fitted is fitted to topics or rows; another gets topics in its prompt. */
  async #jobsOf(arm: Arm, replicate: number, signal: AbortSignal): Promise<Job[]> {
    const requests = Array.from({ length: this.#numClasses }, (_, label) =>
      generationRequest(this.#study, this.#tools.dataset, arm, replicate, label)!,
    );
    const { source } = arm.recipe.generated!;
    if (source?.kind === 'few-rows' && this.#tools.fitter) {
      const generator = await this.#fitToFew(source.rowsPerClass, replicate, signal);
      return requests.map(({ source: _source, ...request }) => ({ generator, request }));
    }
    if (source?.kind !== 'topics')
      return requests.map((request) => ({ generator: this.#tools.generator, request }));
    const { topics, textsPerTopic } = source;
    if (!this.#tools.fitter) {
      const { generator } = this.#tools;
      return textsPerTopic === null
        ? requests.map((request) => ({ generator, request }))
        : this.#perTopic(requests, topics, textsPerTopic).map((request) => ({ generator, request }));
    }

    const texts = await this.#topics.first(topics, this.#study.seed, replicate);
    const plain = requests.map(({ source: _source, ...request }) => request);
    if (textsPerTopic === null) {
      const generator = await this.#fit(
        `first ${topics}`,
        texts.map((own) => own.flat()),
        signal,
      );
      return plain.map((request) => ({ generator, request }));
    }
    const jobs: Job[] = [];
    for (const { topic, ...request } of this.#perTopic(plain, topics, textsPerTopic)) {
      // A class with fewer topics begins again with its first.
      const own = texts.map((ofClass) => ofClass[topic % ofClass.length]!);
      jobs.push({ generator: await this.#fit(`topic ${topic}`, own, signal), request });
    }
    return jobs;
  }

  /** The requests topic by topic. */
  #perTopic(
    requests: readonly GenerationRequest[],
    topics: number,
    count: number,
  ): (GenerationRequest & { readonly topic: number })[] {
    return Array.from({ length: topics }, (_, topic) => topic).flatMap((topic) => {
      // Named by the topic and not by the arm: arms with more topics, or more texts, have the rows of the others too.
      const seed = [this.#study.seed, 'row', 'topic', topic, this.#replicate];
      return requests.map((request) => ({ ...request, count, topic, seed: [...seed, request.label] }));
    });
  }

  /** To the real rows that a training set of as many has; what one was told of labels before is forgotten. */
  #fitToFew(rowsPerClass: number, replicate: number, signal: AbortSignal): Promise<FittedGenerator> {
    const texts = this.#tools.dataset.splits.pool.map((own, label) =>
      realTexts(own, this.#study.seed, replicate, label, rowsPerClass),
    );
    return this.#fit(`few ${rowsPerClass}`, texts, signal, { forgetsLabels: true });
  }

  #fit(
    name: string,
    textsByClass: readonly (readonly string[])[],
    signal: AbortSignal,
    options: FitOptions = {},
  ): Promise<FittedGenerator> {
    let fitted = this.#fitted.get(name);
    if (!fitted) {
      fitted = this.#tools.fitter!.fit(
        textsByClass,
        [this.#study.seed, 'fit', name, this.#replicate],
        signal,
        options,
      );
      this.#fitted.set(name, fitted);
    }
    return fitted;
  }

  get #numClasses(): number {
    return this.#tools.dataset.classNames.length;
  }
}
