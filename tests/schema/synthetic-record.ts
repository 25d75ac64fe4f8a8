/** @file A small study record made up by hand, whole and free of contradictions. */
import type { Run, StudyRecord } from '../../src/core/run';
import type { Arm } from '../../src/core/study';

const arms: Arm[] = [
  {
    id: 'few',
    label: 'Few real rows',
    value: null,
    kind: 'baseline',
    recipe: { generated: null, realRowsPerClass: 2 },
  },
  ...[0.2, 1.1, 2.2].map((temperature): Arm => ({
    id: `t${temperature}`,
    label: `Temperature ${temperature}`,
    value: temperature,
    kind: 'tier',
    recipe: { generated: { rowsPerClass: 1, temperature, topP: 1 }, realRowsPerClass: 2 },
  })),
];

const yTrue = [0, 0, 1, 1];

function run(arm: Arm, replicate: number, yPred: readonly number[]): Run {
  const confusion = [0, 1].map((actual) =>
    [0, 1].map((predicted) => yPred.filter((label, i) => label === predicted && yTrue[i] === actual).length),
  );
  const isTier = arm.kind === 'tier';
  return {
    arm: arm.id,
    replicate,
    seed: 17 + replicate,
    accuracy: yPred.filter((label, i) => label === yTrue[i]).length / yTrue.length,
    macroF1: 0.5,
    confusion,
    yPred,
    measures: isTier ? { distinct2: 0.75 } : {},
    trainingRows: { generated: isTier ? 2 : 0, real: 4 },
    steps: 60,
    finalLoss: 0.31,
    backend: 'wasm',
    durations: { generateMs: 1.5, measureMs: 2, trainMs: 100, evaluateMs: 5 },
    rows: isTier ? [0, 1].map((label) => ({ text: `row of class ${label}`, label })) : [],
  };
}

const estimate = { mean: 0.75, low: 0.5, high: 1 };

/** A fresh copy each time, so that a test may spoil it. */
export function syntheticRecord(): StudyRecord {
  const record: StudyRecord = {
    version: 1,
    study: {
      experiment: 'temperature',
      title: 'Diversity by temperature',
      axis: { id: 'temperature', label: 'Sampling temperature' },
      datasetId: 'what-kind',
      generator: 'markov',
      model: null,
      arms,
      replicates: 2,
      seed: 1,
      training: {
        steps: 60,
        batchSize: 32,
        embeddingLearningRate: 0.001,
        learningRate: 0.01,
        hiddenSize: 64,
        wordDropout: 0.3,
      },
      measures: ['distinct2'],
    },
    arms: arms.map(({ id, label, value, kind }) => ({ id, label, value, kind })),
    classNames: ['animal', 'plant'],
    measures: [
      {
        id: 'distinct2',
        label: 'Distinct bigrams',
        unit: 'ratio',
        range: [0, 1],
        moreDiverseWhen: 'higher',
        cost: 'n·L',
        source: 'Li et al. 2016',
      },
    ],
    runs: arms.flatMap((arm) => [run(arm, 0, [0, 0, 1, 0]), run(arm, 1, [0, 1, 1, 1])]),
    analysis: {
      arms: arms.map((arm) => ({
        arm: arm.id,
        replicates: 2,
        accuracy: estimate,
        overReplicates: estimate,
        overTestRows: estimate,
        macroF1: 0.5,
        measures: arm.kind === 'tier' ? { distinct2: 0.75 } : {},
      })),
      comparisons: [
        {
          arm: 't1.1',
          against: 't0.2',
          difference: { mean: 0, low: -0.2, high: 0.2 },
          pValue: 0.5,
          pCorrected: 0.8,
        },
      ],
    },
    verdict: { kind: 'not-distinguishable', text: 'No tier stands out.', bestArm: null, pValue: 1 },
    manifest: {
      appVersion: '0.1.0',
      createdAt: '2026-01-02T03:04:05.678Z',
      dataset: { id: 'what-kind', fingerprint: 'ab12' },
      generator: { id: 'markov', description: 'Class-wise trigrams', fingerprint: 'cd34' },
      encoder: { id: 'averaging', fingerprint: 'ef56' },
      backends: ['wasm'],
      adapter: null,
      browser: 'Chromium 156',
      durationMs: 30_000,
    },
    yTrue,
    rowsKept: null,
    warnings: [],
  };
  return structuredClone(record);
}
