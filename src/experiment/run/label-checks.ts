/** @file Has the language model check the labels of what it wrote, and of real rows, which tell how often it errs. */
import type { Dataset, Example } from '../../core/example';
import type { LabelChecks, LabelCounts } from '../../core/llm-report';
import type { MeasureInfo, MeasureValues } from '../../core/measure';
import { fingerprintText, sampleWithout, shuffled, stream } from '../../core/random';
import type { Study } from '../../core/study';
import {
  countDisputes,
  judgeLabels,
  judgeWording,
  labelNoise,
  labelNoiseInterval,
} from '../../generation/llm/label-check';
import { patientEngine } from '../../generation/llm/patient-engine';
import type { LlmGeneratorPort } from './llm-generator-port';
import type { PrefetchStep } from './study-ports';

export const judgedNoiseInfo: MeasureInfo = {
  id: 'judgedLabelNoise',
  label: 'label noise (language model)',
  unit: 'share of labels',
  range: [null, null],
  cost: 'one answer for 8 texts',
  source:
    'Rogan and Gladen 1978: the share of labels the language model disputes, corrected for those it disputes of real rows',
};

/** Real rows of each class that the judge is tried on, where the validation split has as many. */
const REAL_PER_CLASS = 25;

/** The name the check of real rows goes by where else an arm's stands. */
const REAL_ROWS = 'real';

export interface PrefetchedRun {
  readonly arm: string;
  readonly replicate: number;
  /** Class by class. */
  readonly rows: readonly Example[];
}

/**
 * The same sample of each class in every run; the real rows come from the validation split, of which no training set and
 * no prompt holds any. Labels given before are found in the journal.
 */
export async function checkLabels(
  study: Study,
  dataset: Dataset,
  runs: readonly PrefetchedRun[],
  { engine, writing, journal, gate, now = () => performance.now() }: LlmGeneratorPort,
  signal: AbortSignal,
  tell: (step: PrefetchStep) => void,
): Promise<LabelChecks> {
  const numClasses = dataset.classNames.length;
  const judge = patientEngine(engine, gate);
  const sets = [
    { arm: REAL_ROWS, replicate: 0, rows: realSample(study, dataset) },
    ...runs.map((run) => ({ ...run, rows: sampleOf(study, run, writing.checkedPerClass, numClasses) })),
  ];
  const total = sets.reduce((sum, { rows }) => sum + rows.length, 0);
  const pace = new PaceMeter();
  let done = 0;
  const check = async ({ arm, replicate, rows }: PrefetchedRun): Promise<LabelCounts> => {
    const texts = rows.map((row) => row.text);
    const asked = [engine.fingerprint, writing.task, judgeWording(writing.task), texts];
    const key = fingerprintText(JSON.stringify(asked));
    let labels = await journal.readLabels(key);
    if (!labels) {
      const before = done;
      await judge.prepare?.(signal);
      let from = now() - gate.waitedMs;
      labels = await judgeLabels(
        judge,
        writing.task,
        texts,
        [study.seed, arm, replicate],
        signal,
        (count) => {
          const at = now() - gate.waitedMs;
          pace.note(at - from, before + count - done);
          from = at;
          done = before + count;
          tell({ kind: 'checked', arm, replicate, done, total, remainingMs: pace.remainingMs(total - done) });
        },
      );
      await journal.keepLabels(key, labels);
    } else {
      done += texts.length;
      tell({ kind: 'checked', arm, replicate, done, total, remainingMs: pace.remainingMs(total - done) });
    }
    return countDisputes(rows, labels);
  };

  const [first, ...others] = sets;
  const real = await check(first!);
  const checked: LabelChecks['runs'][number][] = [];
  for (const set of others) checked.push({ arm: set.arm, replicate: set.replicate, ...(await check(set)) });
  const arms = [...new Set(checked.map(({ arm }) => arm))];
  const tiers = arms.map((arm) => {
    const ofArm = checked.filter((one) => one.arm === arm);
    const counts: LabelCounts = {
      asked: ofArm.reduce((sum, { asked = 0 }) => sum + asked, 0),
      judged: ofArm.reduce((sum, { judged }) => sum + judged, 0),
      disputed: ofArm.reduce((sum, { disputed }) => sum + disputed, 0),
    };
    return { arm, ...counts, noise: labelNoiseInterval(counts, real, numClasses) };
  });
  return { real, runs: checked, tiers };
}

/** The measure of one run; none where it was not checked or says nothing. */
export function judgedNoiseOf(
  checks: LabelChecks | null,
  arm: string,
  replicate: number,
  numClasses: number,
): MeasureValues {
  if (!checks) return {};
  const { real, runs } = checks;
  const counts = runs.find((run) => run.arm === arm && run.replicate === replicate);
  const noise = counts ? labelNoise(counts, real, numClasses) : null;
  return noise === null ? {} : { [judgedNoiseInfo.id]: noise };
}

function sampleOf(study: Study, run: PrefetchedRun, perClass: number, numClasses: number): Example[] {
  const { arm, replicate, rows } = run;
  const rng = stream(study.seed, 'checked', arm, replicate);
  const sample = Array.from({ length: numClasses }, (_, label) =>
    sampleWithout(
      rows.filter((row) => row.label === label),
      perClass,
      rng,
    ),
  );
  return shuffled(sample.flat(), rng);
}

function realSample(study: Study, dataset: Dataset): Example[] {
  const rng = stream(study.seed, 'checked', REAL_ROWS);
  const sample = dataset.splits.validation.map((texts, label) =>
    sampleWithout(texts, REAL_PER_CLASS, rng).map((text) => ({ text, label })),
  );
  return shuffled(sample.flat(), rng);
}

/** Time for a unit of work, from what was done in this go; what a journal gave costs none. */
export class PaceMeter {
  #ms = 0;
  #units = 0;

  note(durationMs: number, units: number): void {
    this.#ms += durationMs;
    this.#units += units;
  }

  remainingMs(left: number): number | null {
    return this.#units > 0 ? (this.#ms / this.#units) * left : null;
  }
}
