/** @file A study is a list of arms and how often each is repeated; nothing here knows how one is run. */
import type { ClassifierKind } from './classifiers';
import type { ExperimentId } from './experiments';
import type { GeneratorKind } from './generators';
import type { DesignLock, Hypothesis } from './hypothesis';
import type { TrainingChoice, TrainingSettings } from './training-settings';

/** The settings a visitor chooses; `experiment/` turns them into a `Study`. */
export interface StudySettings {
  /** The task: the name of the built-in one, or `own:` and the fingerprint of one of the visitor's. */
  readonly data: string;
  readonly experiment: ExperimentId;
  /** One of the experiment's ways to run; null where it has one way only. */
  readonly variant: string | null;
  readonly generator: GeneratorKind;
  /** Which language model writes, by its id in the catalogue or among the visitor's own; null for the embedded generators. */
  readonly model: string | null;
  /** Values of the experiment's axis, ascending. */
  readonly values: readonly number[];
  /** One curve for each of these; empty where the experiment has one curve. */
  readonly series: readonly string[];
  /** Sampling temperature and nucleus mass of every arm that does not differ in them. */
  readonly temperature: number;
  readonly topP: number;
  /** Generated rows per class in each tier. */
  readonly rowsPerClass: number;
  /** Real rows per class mixed into each tier, and the whole training set of the baseline "few". */
  readonly realRowsPerClass: number;
  /** Real rows per class in the baseline "many". */
  readonly manyRealRowsPerClass: number;
  readonly replicates: number;
  readonly seed: number;
  /** What learns from every training set, but where the experiment's curves are the classifiers. */
  readonly classifier: ClassifierKind;
  readonly training: TrainingChoice;
  /** What is stated before the run; absent where nothing is. */
  readonly hypothesis?: Hypothesis;
}

/** All that is fixed before a run: the settings with the expected shape and the margin among them. */
export type RegisteredDesign = Omit<StudySettings, 'hypothesis'> & Omit<Hypothesis, 'lock'>;

/** What a record keeps of it. */
export interface Registration {
  readonly design: RegisteredDesign;
  /** Null: not fixed before the run. */
  readonly lock: DesignLock | null;
}

/** How rows that have been written are changed before they are learned from; `share` is the share of a class's rows. */
export type RowEdit =
  /** Rows give way to close copies of the others: Zhu et al.'s replacement, at fixed n. */
  | { readonly kind: 'near-duplicates'; readonly share: number; readonly by: 'copies' | 'paraphrases' }
  /** From `pool` times as many rows, chosen one by one: each is at the quantile `spread` of distance from those chosen. */
  | { readonly kind: 'subset'; readonly pool: number; readonly spread: number }
  /** Rows give way to text about none of the classes. */
  | { readonly kind: 'other-topics'; readonly share: number }
  /** Rows get the label of another class. */
  | { readonly kind: 'label-noise'; readonly share: number }
  /** The words of rows are put in random order. */
  | { readonly kind: 'shuffled-words'; readonly share: number }
  /** Rows get the label that a classifier trained on real text gives them, one that has not seen their source (Chung et al. 2023). */
  | { readonly kind: 'label-repair'; readonly share: number };

/** What the generator is fitted to, where that is not the whole corpus; a language model has it in its prompt. */
export type RowSource =
  /** Texts of so many topics of each class; with `textsPerTopic`, that many rows a topic. */
  | { readonly kind: 'topics'; readonly topics: number; readonly textsPerTopic: number | null }
  /** The generator's own output, so many generations deep. */
  | {
      readonly kind: 'self-consumption';
      readonly generation: number;
      readonly form: 'replace' | 'accumulate' | 'fresh';
    }
  /** So many labelled real rows of each class, those that a training set of as many has; it knows no other label. */
  | { readonly kind: 'few-rows'; readonly rowsPerClass: number }
  /** A rung of the prompt ladder: topic, styles, persona, several topics. */
  | { readonly kind: 'prompt'; readonly rung: number };

export interface GeneratedRows {
  readonly rowsPerClass: number;
  readonly temperature: number;
  readonly topP: number;
  /** How strongly words that were often written are avoided; absent or 0 for not at all (Chung et al. 2023). */
  readonly suppression?: number;
  /** Off the logit of a token for each time an answer has used it, −2 to 2; absent for what the writing says. */
  readonly frequencyPenalty?: number;
  /** The same once, however often it was used. */
  readonly presencePenalty?: number;
  readonly source?: RowSource;
  /** In the order in which they are made. */
  readonly edits?: readonly RowEdit[];
  /** Arms with the same name here start from the same written rows, so that they differ in the edits alone. */
  readonly shared?: string;
}

/** Recipe for one training set. */
interface Recipe {
  readonly generated: GeneratedRows | null;
  readonly realRowsPerClass: number;
  /** The text that the classifier's encoder is pre-trained on, where the experiment varies it. */
  readonly preTraining?: string;
  /** What learns from the set, where it is not the averaging network. */
  readonly classifier?: 'linear';
}

export interface Arm {
  readonly id: string;
  readonly label: string;
  /** Where the arm stands on the study's axis; null for a baseline. */
  readonly value: number | null;
  readonly kind: 'tier' | 'baseline';
  /** The curve it is a point of, by the id of a series of the study; absent where the study has one curve. */
  readonly series?: string;
  readonly recipe: Recipe;
}

export interface StudySeries {
  readonly id: string;
  readonly label: string;
}

export interface Study {
  readonly experiment: StudySettings['experiment'];
  readonly title: string;
  readonly variant?: string;
  readonly axis: { readonly id: string; readonly label: string };
  /** The curves; absent where there is one. */
  readonly series?: readonly StudySeries[];
  readonly datasetId: string;
  readonly generator: GeneratorKind;
  readonly model: string | null;
  readonly arms: readonly Arm[];
  readonly replicates: number;
  readonly seed: number;
  readonly training: TrainingSettings;
  /** Ids of the measures taken of every generated set. */
  readonly measures: readonly string[];
  /** What was stated before the run; absent where nothing was. */
  readonly registration?: Registration;
}
