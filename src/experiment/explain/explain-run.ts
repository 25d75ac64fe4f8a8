/** @file Why one run did as it did: its rows are made and learned from once more, and this time watched. */
import { breathe } from '../../core/breathe';
import { LabError, shown } from '../../core/errors';
import { examplesOf, type Dataset, type Example } from '../../core/example';
import type { ClassOutcome, ExplainRequest, Explanation, RatedRow } from '../../core/explain';
import type { LabelOracle, RowRater } from '../../core/ports';
import { sampleWithout, stream } from '../../core/random';
import type { Arm, Study } from '../../core/study';
import { accuracy, confusionMatrix } from '../../evaluation/scores';
import { checkStudy, noPreTrainer } from '../run/check-study';
import { measuredRows, SetMeasurer } from '../run/measure-set';
import type { EditTools } from '../rows/row-edits';
import { RowMaker } from '../rows/row-maker';
import { rowsToTrainOn } from '../rows/balance';
import { realRows, trainingSeed } from '../rows/training-set';
import { findCauses } from './causes';
import { summaryText } from './texts';

/** Rows that are shown of those that hurt, and of those that helped. */
const ROWS_SHOWN = 20;
/** Share of the generated rows that counts as those that hurt most. */
const HURTING = 0.1;

export interface ExplainTools extends EditTools {
  readonly rater: RowRater;
}

/**
 * The rows of the run are those of the request, or made again. A classifier is fine-tuned on them from the run's own seed
 * and tells what each row did to the loss on the validation rows, never the test rows.
 * @throws LabError `bad-setting` at an unknown arm or replicate, at an encoder that the study pre-trained, or where the rows cannot be made here; AbortError
 */
export async function explainRun(
  study: Study,
  { arm: armId, replicate, rows: given }: Omit<ExplainRequest, 'settings'>,
  tools: ExplainTools,
  signal: AbortSignal,
): Promise<Explanation> {
  const { dataset } = tools;
  const arm = findArm(study, armId, replicate);
  if (arm.recipe.preTraining !== undefined) throw noPreTrainer('explainRun', study);
  if (arm.recipe.classifier)
    throw new LabError(
      'bad-setting',
      `explainRun: invalid classifier: ${shown(arm.recipe.classifier)} (wanted the averaging network, which can be asked row by row) — explain an arm that the network learned, or run the study with classifier=network`,
    );
  const numClasses = dataset.classNames.length;
  const rows = given ?? (await makeRows(study, arm, replicate, tools, signal));
  const real = realRows(study, dataset, replicate, arm.recipe.realRowsPerClass);
  const seed = trainingSeed(study, replicate);
  const test = examplesOf(dataset, 'test');
  const validation = examplesOf(dataset, 'validation');

  const oracle = await tools.oracle(signal);
  signal.throwIfAborted();
  const trained = rowsToTrainOn(arm, rows, numClasses, seed);
  const request = { examples: [...trained, ...real], numClasses, training: study.training, seed };
  const { yPred, scores } = await tools.rater(
    request,
    test.map(({ text }) => text),
    validation,
    signal,
  );
  const yTrue = test.map(({ label }) => label);
  const confusion = confusionMatrix(yTrue, yPred, numClasses);

  const learned = [...scoresByRow([...trained, ...real], scores)];
  const oracleLabels = oracle.labelsOf(learned.map(([{ text }]) => text));
  const isReal = new Set<Example>(real);
  const rated = learned.map(([row, score], i): RatedRow => ({
    text: row.text,
    label: row.label,
    oracleLabel: oracleLabels[i]!,
    isReal: isReal.has(row),
    score,
  }));
  const byScore = [...rated].sort((a, b) => a.score - b.score);
  const generated = byScore.filter(({ isReal }) => !isReal);
  const disputedOfHurting = disputedAmongWorst(generated);
  const causes =
    rows.length === 0 ? [] : await causesOf(study, arm, replicate, rows, validation, oracle, tools, signal);
  const parts = {
    accuracy: accuracy(yTrue, yPred),
    classes: confusion.map(outcomeOf),
    causes,
    disputedOfHurting,
  };
  return {
    ...parts,
    arm: arm.id,
    replicate,
    confusion,
    hurting: byScore.slice(0, ROWS_SHOWN).filter(({ score }) => score < 0),
    helping: byScore
      .slice(-ROWS_SHOWN)
      .reverse()
      .filter(({ score }) => score > 0),
    oracle: oracle.info,
    text: summaryText({
      ...parts,
      label: arm.label,
      classNames: dataset.classNames,
      disputed: shareOfDisputed(generated),
    }),
  };
}

/** The score of each row that was learned from; of a row that stood in the set several times the mean of its scores. */
function scoresByRow(examples: readonly Example[], scores: readonly number[]): Map<Example, number> {
  const all = new Map<Example, number[]>();
  examples.forEach((row, i) => all.set(row, [...(all.get(row) ?? []), scores[i]!]));
  return new Map(
    [...all].map(([row, own]) => [row, own.reduce((sum, score) => sum + score, 0) / own.length]),
  );
}

function findArm(study: Study, id: string, replicate: number): Arm {
  const arm = study.arms.find((one) => one.id === id);
  const bad = (what: string, value: unknown, wanted: string): LabError =>
    new LabError('bad-setting', `explainRun: ${what}: ${shown(value)} (wanted ${wanted}) — ask for another`);
  if (!arm) throw bad('unknown arm', id, `one of ${study.arms.map((one) => one.id).join(', ')}`);
  if (!Number.isInteger(replicate) || replicate < 0 || replicate >= study.replicates)
    throw bad('unknown replicate', replicate, `a whole number from 0 to ${study.replicates - 1}`);
  return arm;
}

async function makeRows(
  study: Study,
  arm: Arm,
  replicate: number,
  tools: ExplainTools,
  signal: AbortSignal,
): Promise<readonly Example[]> {
  checkStudy(study, tools);
  const maker = new RowMaker(study, tools);
  try {
    const making = maker.make(arm, replicate, signal);
    for (;;) {
      const next = await making.next();
      if (next.done) return next.value.rows;
      await breathe();
      signal.throwIfAborted();
    }
  } finally {
    maker.dispose();
  }
}

/** Holds the rows against as many of the corpus, which the pool they are both measured against does not hold. */
async function causesOf(
  study: Study,
  arm: Arm,
  replicate: number,
  rows: readonly Example[],
  validation: readonly Example[],
  oracle: LabelOracle,
  { dataset, embedder }: ExplainTools,
  signal: AbortSignal,
): Promise<Explanation['causes']> {
  const numClasses = dataset.classNames.length;
  const seed = [...trainingSeed(study, replicate), 'explain'];
  const measurer = new SetMeasurer(dataset, embedder);
  const generated = measuredRows(study, arm, rows, numClasses, seed);
  const real = corpusRows(dataset, generated, seed);
  return findCauses(
    { rows: generated, measures: (await measurer.measure(generated, [...seed, 'generated'], signal)).values },
    { rows: real, measures: (await measurer.measure(real, [...seed, 'real'], signal)).values },
    validation,
    oracle,
    numClasses,
  );
}

function corpusRows(
  dataset: Dataset,
  like: readonly Example[],
  seed: readonly (string | number)[],
): Example[] {
  return dataset.splits.corpus.flatMap((texts, label) => {
    const count = like.filter((row) => row.label === label).length;
    return sampleWithout(texts, count, stream(...seed, 'corpus', label)).map((text) => ({ text, label }));
  });
}

function outcomeOf(counts: readonly number[], label: number): ClassOutcome {
  const total = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
  const others = counts.map((count, other) => ({ label: other, share: count / total }));
  const [most] = others.filter((one) => one.label !== label).sort((a, b) => b.share - a.share);
  return {
    label,
    accuracy: counts[label]! / total,
    takenFor: most && most.share > 0 ? most : null,
  };
}

/** @param byScore generated rows, the worst first */
function disputedAmongWorst(byScore: readonly RatedRow[]): number | null {
  const worst = byScore.slice(0, Math.ceil(HURTING * byScore.length));
  return worst.length === 0 ? null : shareOfDisputed(worst);
}

function shareOfDisputed(rows: readonly RatedRow[]): number {
  return rows.filter(({ label, oracleLabel }) => label !== oracleLabel).length / Math.max(1, rows.length);
}
