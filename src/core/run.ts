/** @file What a study leaves behind. */
import type { GeneratedRow } from './example';
import type { OracleInfo } from './explain';
import type { GpuName } from './gpu-name';
import type { Estimate, MeasureInfo, MeasureValues } from './measure';
import type { Generation } from './llm-report';
import type { ResolvedGenerationSettings } from './generation-settings';
import type { Expectation } from './hypothesis';
import type { Statement } from './statement';
import type { Arm, Study } from './study';

export type { Estimate };

/** Milliseconds spent in each step of one run. */
export interface RunDurations {
  readonly generateMs: number;
  readonly measureMs: number;
  readonly trainMs: number;
  readonly evaluateMs: number;
  /** In the first run of a pre-trained encoder, which later runs share; absent where the encoder is the site's. */
  readonly preTrainMs?: number;
}

/** One arm, one replicate: a training set was made, measured, learned from and tested. */
export interface Run {
  readonly arm: string;
  /** 0, 1, … below `study.replicates`. Runs of one replicate share their real rows and their initial weights. */
  readonly replicate: number;
  readonly seed: number;
  /** Share of test rows classified rightly, 0 to 1. */
  readonly accuracy: number;
  /** Mean over the classes of the share of their test rows that was found, 0 to 1; absent in older records. */
  readonly balancedAccuracy?: number;
  /** Unweighted mean of the classes' F1, 0 to 1. */
  readonly macroF1: number;
  /** `confusion[true][predicted]`, counts. */
  readonly confusion: readonly (readonly number[])[];
  /** Predicted class of each test row, in the order of the test split. */
  readonly yPred: readonly number[];
  /** Measures of the generated rows; empty where there are none. */
  readonly measures: MeasureValues;
  /**
   * Rows that a value was taken of, by measure id, where they are not all generated rows; of a comparison, rows of each
   * side. Absent in older records.
   */
  readonly rowsUsed?: Readonly<Record<string, number>>;
  /**
   * Rows in the training set: generated and real. Generated rows are brought to equal classes for training, and a row
   * taken twice counts twice; `made`: how many there were before, absent where as many.
   */
  readonly trainingRows: { readonly generated: number; readonly real: number; readonly made?: number };
  readonly steps: number;
  /** Mean cross-entropy of the last tenth of the steps, in nats. */
  readonly finalLoss: number;
  /** Share of the training rows that the classifier gets right at the end; absent where it was not asked (see `underfitting.ts`). */
  readonly trainingAccuracy?: number;
  readonly backend: string;
  readonly durations: RunDurations;
  /** The generated rows, class by class; a shortened record keeps only the first few (see `StudyRecord.rowsKept`). */
  readonly rows: readonly GeneratedRow[];
}

export interface ArmSummary {
  readonly arm: string;
  readonly replicates: number;
  /** Covers both sources: other seeds and other test rows. The interval the page draws. */
  readonly accuracy: Estimate;
  /** Covers other seeds only, the test rows held fixed. */
  readonly overReplicates: Estimate;
  /** Covers other test rows only, the replicates held fixed. */
  readonly overTestRows: Estimate;
  /** Mean over replicates; absent in older records. */
  readonly balancedAccuracy?: number;
  /** Balanced accuracy as `accuracy` is given, where the study's tests are of it; else absent. */
  readonly lead?: Estimate;
  readonly macroF1: number;
  /** Means over replicates; absent in older records. */
  readonly finalLoss?: number;
  readonly trainingAccuracy?: number;
  /** Mean of each measure over replicates. */
  readonly measures: MeasureValues;
}

/** `arm` minus `against`, paired by replicate and by test row. */
export interface Comparison {
  readonly arm: string;
  readonly against: string;
  readonly difference: Estimate;
  /** One-sided p-value of "arm is not better than against", before any correction. */
  readonly pValue: number;
  /** The same, corrected for having chosen `arm` as the best of several. */
  readonly pCorrected: number;
}

export type VerdictKind =
  /** `more` and `less` are of variety, whichever way the axis runs. */
  | 'moderate-is-best'
  | 'more-is-better'
  | 'less-is-better'
  /** One end of the axis is worse; where the best lies beyond it is open, or the curve is level from there. */
  | 'too-little-harms'
  | 'too-much-harms'
  | 'plateau'
  /** All tiers are within a margin of each other. */
  | 'level'
  /** No tier is shown to be better than the few real rows that all tiers have too. */
  | 'no-gain'
  /** What the axis adds raises accuracy, or lowers it. */
  | 'helps'
  | 'harms'
  /** Curves of the study contradict each other. */
  | 'depends'
  /** Something the text names goes with accuracy. */
  | 'effect'
  /** Why varied text does harm: its labels, itself, or both. */
  | 'harm-is-noise'
  | 'harm-is-diversity'
  | 'harm-is-both'
  | 'not-distinguishable';

export interface Verdict {
  readonly kind: VerdictKind;
  /** What is claimed, as data; absent in records of versions that kept the text alone. */
  readonly statement?: Statement;
  /** The sentence with its uncertainty, in plain English. */
  readonly text: string;
  /** The arm the sentence speaks of; null where none stands out. */
  readonly bestArm: string | null;
  /** Corrected p-value of the claim; 1 where no claim is made. */
  readonly pValue: number;
  /** Whether it is what was expected; absent where nothing was. */
  readonly expectation?: Expectation;
}

/** One thing a study shows beside its verdict: a trend, a turning point, a coefficient. */
export interface Finding {
  /** What was looked for: `rise`, `fall`, `inverted-u`, `coefficient`, `correlation`, … */
  readonly kind: string;
  /** The curve it is about; null where it is about all. */
  readonly series: string | null;
  /** A number of the unit the text names, with its 95 % interval; null where there is none. */
  readonly estimate: Estimate | null;
  /** Corrected for all findings of its kind in the study; 1 where nothing was tested. */
  readonly pValue: number;
  /** What was found, as data; absent in records of versions that kept the text alone. */
  readonly statement?: Statement;
  /** The finding in plain English, with its uncertainty. */
  readonly text: string;
}

/** As the analysis gives them; `words/` adds the text. */
export type UnwordedVerdict = Omit<Verdict, 'text'> & { readonly statement: Statement };
export type UnwordedFinding = Omit<Finding, 'text'> & { readonly statement: Statement };

export interface Analysis {
  readonly arms: readonly ArmSummary[];
  /** What comparisons, findings and verdict are of; absent where it is accuracy. */
  readonly score?: 'balancedAccuracy';
  readonly comparisons: readonly Comparison[];
  /** Absent in records of before there were any. */
  readonly findings?: readonly Finding[];
}

/** All that is said of a study, before `words/` makes sentences of it. */
export interface StudyFindings {
  readonly analysis: Omit<Analysis, 'findings'> & { readonly findings: readonly UnwordedFinding[] };
  readonly verdict: UnwordedVerdict;
}

/** What it takes to make the record again. */
export interface Manifest {
  readonly appVersion: string;
  readonly createdAt: string;
  readonly dataset: { readonly id: string; readonly fingerprint: string };
  readonly generator: {
    readonly id: string;
    readonly description: string;
    readonly fingerprint: string;
    /**
     * What a language model wrote on: several where the study was resumed elsewhere; absent where none wrote, or the
     * browser does not tell. Equal seeds give equal rows only on one GPU.
     */
    readonly gpus?: readonly GpuName[];
    /**
     * Labelled texts of the data that it had read before the study, in all and of the smallest class; what arms fit it to
     * anew is in their recipes. Absent where it had read none, and in records of versions that did not say so.
     */
    readonly fittedTo?: { readonly rows: number; readonly leastOfClass: number };
  };
  /** How the language model was asked; absent where none wrote. */
  readonly writing?: ResolvedGenerationSettings;
  /** The encoder that every classifier starts from. */
  readonly encoder: { readonly id: string; readonly fingerprint: string };
  /** How encoders were pre-trained; absent where all classifiers start from the one that the site ships. */
  readonly preTraining?: {
    readonly description: string;
    readonly parameters: number;
    readonly tokensPerClass: number;
  };
  /** The backend that really ran, read back from the library; several where a study was resumed elsewhere. */
  readonly backends: readonly string[];
  readonly adapter: string | null;
  readonly browser: string;
  readonly durationMs: number;
  /** What said which labels are right; absent where nobody asked. */
  readonly oracle?: OracleInfo;
}

export interface StudyRecord {
  readonly version: 1;
  readonly study: Study;
  readonly arms: readonly Pick<Arm, 'id' | 'label' | 'value' | 'kind' | 'series'>[];
  readonly classNames: readonly string[];
  readonly measures: readonly MeasureInfo[];
  readonly runs: readonly Run[];
  readonly analysis: Analysis;
  readonly verdict: Verdict;
  readonly manifest: Manifest;
  /** What became of what a language model was asked for; absent where none wrote. */
  readonly generation?: Generation;
  /** True class of each test row. */
  readonly yTrue: readonly number[];
  /** Most generated rows kept per class and run; null where all are kept. */
  readonly rowsKept: number | null;
  readonly warnings: readonly string[];
}
