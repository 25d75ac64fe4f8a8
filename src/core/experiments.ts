/**
 * @file The experiments by name: what the arms of each differ in, between which bounds, and what is chosen where the
 * visitor chooses nothing. How an experiment makes its arms is in `experiment/`; what it means is in the page's texts.
 */
import type { TrainingSettings } from './training-settings';

/** Who writes the rows: an n-gram model, the small transformer, or a language model on the visitor's GPU. */
export type GeneratorKind = 'markov' | 'nano' | 'webllm';

export type ExperimentId =
  | 'temperature'
  | 'top-p'
  | 'prompt-breadth'
  | 'near-duplicates'
  | 'subsets'
  | 'suppression'
  | 'mixing'
  | 'shift'
  | 'self-consumption'
  | 'topics'
  | 'prompt-ladder'
  | 'penalties'
  | 'label-repair'
  | 'pre-training';

/** `log`: equal factors at equal distances; `log1p`: the same of one more than the value, so that 0 has a place. */
export type AxisScale = 'linear' | 'log' | 'log1p';

/** The number that an experiment's arms differ in. */
export interface AxisInfo {
  /** Names the quantity in records: `temperature`, `share`, `generation`. */
  readonly id: string;
  readonly least: number;
  readonly greatest: number;
  /** Whole numbers only. */
  readonly whole: boolean;
  /** How many values a study may have. */
  readonly fewest: number;
  readonly most: number;
  readonly defaults: readonly number[];
  /** How the plot spreads the values. */
  readonly spacing: AxisScale;
  /** The scale on which a parabola is fitted to accuracy. */
  readonly fitScale: AxisScale;
}

/** What the curves of an experiment with several curves differ in. */
export type SeriesInfo =
  | {
      readonly id: string;
      readonly kind: 'number';
      readonly least: number;
      readonly greatest: number;
      readonly whole: boolean;
      readonly most: number;
      readonly defaults: readonly string[];
    }
  | {
      readonly id: string;
      readonly kind: 'choice';
      readonly choices: readonly string[];
      readonly defaults: readonly string[];
    };

export interface ExperimentInfo {
  readonly id: ExperimentId;
  readonly axis: AxisInfo;
  readonly series: SeriesInfo | null;
  /** Ways to run it, the default first; empty where there is one way only. */
  readonly variants: readonly string[];
  /** Who can write its rows, the default first. */
  readonly generators: readonly GeneratorKind[];
  /** Settings it starts with that differ from those of every other experiment. */
  readonly defaults: {
    readonly rowsPerClass?: number;
    readonly realRowsPerClass?: number;
    readonly manyRealRowsPerClass?: number;
    readonly replicates?: number;
    readonly temperature?: number;
    readonly topP?: number;
    readonly training?: Partial<TrainingSettings>;
  };
}

/** How many topics a class's texts are split into, where the text itself must say what a topic is. */
export const MOST_TOPICS = 32;

const TEMPERATURE_AXIS: AxisInfo = {
  id: 'temperature',
  least: 0.05,
  greatest: 10,
  whole: false,
  fewest: 2,
  most: 24,
  defaults: [0.2, 0.5, 0.8, 1.1, 1.5, 2.2],
  spacing: 'linear',
  fitScale: 'log',
};

const SHARE_AXIS: AxisInfo = {
  id: 'share',
  least: 0,
  greatest: 1,
  whole: false,
  fewest: 2,
  most: 24,
  defaults: [0, 0.25, 0.5, 0.75, 1],
  spacing: 'linear',
  fitScale: 'linear',
};

const TEMPERATURE_SERIES = {
  id: 'temperature',
  kind: 'number',
  least: TEMPERATURE_AXIS.least,
  greatest: TEMPERATURE_AXIS.greatest,
  whole: false,
  most: 6,
} as const;

const EMBEDDED = ['markov', 'nano'] as const;
const ALL = ['markov', 'nano', 'webllm'] as const;

/** Every experiment, in the order in which the page lists them. */
export const EXPERIMENTS: Readonly<Record<ExperimentId, ExperimentInfo>> = {
  temperature: {
    id: 'temperature',
    axis: TEMPERATURE_AXIS,
    series: null,
    variants: [],
    generators: ALL,
    defaults: {},
  },
  'top-p': {
    id: 'top-p',
    axis: { ...SHARE_AXIS, id: 'topP', least: 0.01, defaults: [0.05, 0.2, 0.4, 0.6, 0.8, 1] },
    series: null,
    variants: [],
    generators: ALL,
    defaults: { temperature: 1.5 },
  },
  'prompt-breadth': {
    id: 'prompt-breadth',
    axis: {
      ...SHARE_AXIS,
      id: 'topics',
      least: 1,
      greatest: MOST_TOPICS,
      whole: true,
      defaults: [1, 2, 4, 8, 16, 32],
      spacing: 'log',
      fitScale: 'log',
    },
    series: null,
    variants: [],
    generators: ALL,
    defaults: { temperature: 0.8 },
  },
  'near-duplicates': {
    id: 'near-duplicates',
    axis: { ...SHARE_AXIS, defaults: [0, 0.25, 0.5, 0.75, 0.95] },
    series: null,
    variants: ['copies', 'paraphrases'],
    generators: ALL,
    defaults: { temperature: 0.8 },
  },
  subsets: {
    id: 'subsets',
    axis: { ...SHARE_AXIS, id: 'spread' },
    series: null,
    variants: [],
    generators: EMBEDDED,
    defaults: { temperature: 1.1 },
  },
  suppression: {
    id: 'suppression',
    axis: {
      ...SHARE_AXIS,
      id: 'strength',
      greatest: 20,
      defaults: [0, 0.5, 1, 2.5, 7.5],
      spacing: 'log1p',
      fitScale: 'log1p',
    },
    series: { ...TEMPERATURE_SERIES, defaults: ['0.8', '1.5'] },
    variants: [],
    // The small transformer samples whole texts at once and counts no words on the way.
    generators: ['markov', 'webllm'],
    defaults: {},
  },
  mixing: {
    id: 'mixing',
    axis: { ...SHARE_AXIS, defaults: [0, 0.2, 0.37, 0.5, 0.75, 0.9, 1] },
    series: {
      id: 'realRows',
      kind: 'number',
      least: 1,
      greatest: 400,
      whole: true,
      most: 6,
      defaults: ['8', '32', '128'],
    },
    variants: ['growing', 'fixed'],
    generators: ALL,
    defaults: { temperature: 0.8, replicates: 4 },
  },
  shift: {
    id: 'shift',
    axis: { ...TEMPERATURE_AXIS, defaults: [0.5, 0.8, 1.1, 1.5] },
    series: {
      id: 'shift',
      kind: 'choice',
      choices: ['none', 'other-topics', 'label-noise', 'shuffled-words'],
      defaults: ['none', 'other-topics', 'label-noise', 'shuffled-words'],
    },
    variants: [],
    generators: EMBEDDED,
    defaults: { replicates: 4 },
  },
  'self-consumption': {
    id: 'self-consumption',
    axis: {
      ...SHARE_AXIS,
      id: 'generation',
      greatest: 50,
      whole: true,
      defaults: [0, 1, 2, 5, 10, 20, 50],
      spacing: 'log1p',
      fitScale: 'log1p',
    },
    series: {
      id: 'form',
      kind: 'choice',
      choices: ['replace', 'accumulate', 'fresh'],
      defaults: ['replace', 'accumulate', 'fresh'],
    },
    variants: [],
    generators: EMBEDDED,
    defaults: { temperature: 1, replicates: 3 },
  },
  topics: {
    id: 'topics',
    axis: {
      ...SHARE_AXIS,
      id: 'topics',
      least: 1,
      greatest: MOST_TOPICS,
      whole: true,
      defaults: [1, 2, 4, 8, 16],
      spacing: 'log',
      fitScale: 'log',
    },
    series: {
      id: 'textsPerTopic',
      kind: 'number',
      least: 1,
      greatest: 500,
      whole: true,
      most: 6,
      defaults: ['4', '12', '36'],
    },
    variants: [],
    generators: ALL,
    defaults: { temperature: 0.8, replicates: 4 },
  },
  'prompt-ladder': {
    id: 'prompt-ladder',
    axis: { ...SHARE_AXIS, id: 'rung', greatest: 3, whole: true, most: 4, defaults: [0, 1, 2, 3] },
    series: null,
    variants: [],
    generators: ['webllm'],
    defaults: { temperature: 1 },
  },
  penalties: {
    id: 'penalties',
    axis: { ...SHARE_AXIS, id: 'penalty', least: -2, greatest: 2, defaults: [0, 0.5, 1, 1.5, 2] },
    series: null,
    variants: ['frequency', 'presence'],
    generators: ['webllm'],
    defaults: {},
  },
  'label-repair': {
    id: 'label-repair',
    axis: SHARE_AXIS,
    series: { ...TEMPERATURE_SERIES, defaults: ['0.8', '1.5', '2.2'] },
    variants: [],
    generators: ALL,
    defaults: { replicates: 4 },
  },
  'pre-training': {
    id: 'pre-training',
    axis: { ...TEMPERATURE_AXIS, defaults: [0.3, 0.8, 2.2] },
    series: {
      id: 'preTraining',
      kind: 'choice',
      choices: ['low', 'moderate', 'high'],
      defaults: ['low', 'moderate', 'high'],
    },
    variants: [],
    generators: EMBEDDED,
    defaults: {
      replicates: 2,
      // Rates chosen on the validation split by the mean accuracy of all nine arms, one replicate; no test row looked at. More
      // steps did better still (80: 4 points), and take longer.
      training: { steps: 60, embeddingLearningRate: 0.006, learningRate: 0.06, wordDropout: 0.2 },
    },
  },
};

export const EXPERIMENT_IDS = Object.keys(EXPERIMENTS) as readonly ExperimentId[];
