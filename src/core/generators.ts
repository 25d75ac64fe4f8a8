/** @file The generators of rows, one entry each. Code checks what a generator `can` do, never its name. */
import { BUILT_IN_TASK } from './built-in-task';

/** What an experiment, or one way to run it, may need of a generator. */
export type Capability =
  /** It can be fitted to any texts, so also to its own output. */
  | 'fitting'
  /** It writes thousands of rows within seconds or minutes. */
  | 'many-rows'
  /** It can avoid words that were written often. */
  | 'suppression'
  /** It can lower the logits of tokens that an answer has used. */
  | 'penalties'
  /** It follows a prompt. */
  | 'prompts'
  /** It is given topics in words, and need not be fitted to their texts. */
  | 'named-topics'
  /** It can say a text in other words. */
  | 'paraphrases';

/** Milliseconds, on the machine of `REFERENCE_PACE`. */
interface GeneratorCosts {
  /** One generated row. */
  readonly row: number;
  /** One generator fitted to topics; 0 where it is given them in words. */
  readonly fit: number;
  /** One generation of self-consumption: its generator fitted, whatever it is fitted to, and what each row adds. */
  readonly chainFit: number;
  readonly chainRow: number;
}

interface GeneratorInfo {
  readonly can: readonly Capability[];
  /** Whether the visitor chooses a language model for it, which runs on the GPU and is named in `settings.model`. */
  readonly takesModel: boolean;
  /** Whether all rows are written before the first run, so that the model's memory is free for training. */
  readonly isPrefetched: boolean;
  /** Whether it knows the classes of the built-in task alone. */
  readonly isBuiltInOnly: boolean;
  /** Whether it has read the task's labelled corpus before a study begins. */
  readonly hasReadCorpus: boolean;
  readonly costs: GeneratorCosts;
}

const ALL = {
  /** Class-wise trigrams, fitted to the task on the spot. */
  markov: {
    can: ['fitting', 'many-rows', 'suppression'],
    takesModel: false,
    isPrefetched: false,
    isBuiltInOnly: false,
    hasReadCorpus: true,
    costs: { row: 0.05, fit: 60, chainFit: 0, chainRow: 0.045 },
  },
  /** The small transformer whose weights the site ships. It samples whole texts at once and counts no words on the way. */
  nano: {
    can: ['fitting', 'many-rows'],
    takesModel: false,
    isPrefetched: false,
    isBuiltInOnly: true,
    hasReadCorpus: true,
    costs: { row: 6, fit: 17_500, chainFit: 17_500, chainRow: 8 },
  },
  /** A language model on the visitor's GPU. Its costs are a guess that its own speed replaces. */
  webllm: {
    can: ['suppression', 'penalties', 'prompts', 'named-topics', 'paraphrases'],
    takesModel: true,
    isPrefetched: true,
    isBuiltInOnly: false,
    hasReadCorpus: false,
    costs: { row: 1500, fit: 0, chainFit: 0, chainRow: 1500 },
  },
} as const satisfies Readonly<Record<string, GeneratorInfo>>;

/** As settings, links and records name it. */
export type GeneratorKind = keyof typeof ALL;

export const GENERATORS: Readonly<Record<GeneratorKind, GeneratorInfo>> = ALL;

/** In the order in which the page lists them. */
export const GENERATOR_KINDS = Object.keys(GENERATORS) as readonly GeneratorKind[];

/** Those that can do all of this. */
export function generatorsThat(...needs: readonly Capability[]): readonly GeneratorKind[] {
  return GENERATOR_KINDS.filter((kind) => needs.every((need) => GENERATORS[kind].can.includes(need)));
}

/** Those of an experiment's generators that can write for this task, by its id. */
export function generatorsOf(kinds: readonly GeneratorKind[], data: string): readonly GeneratorKind[] {
  return kinds.filter((kind) => !GENERATORS[kind].isBuiltInOnly || data === BUILT_IN_TASK.id);
}

/** Whether a language model has still to be chosen. */
export function lacksModel({
  generator,
  model,
}: {
  readonly generator: GeneratorKind;
  readonly model: string | null;
}): boolean {
  return GENERATORS[generator].takesModel && model === null;
}
