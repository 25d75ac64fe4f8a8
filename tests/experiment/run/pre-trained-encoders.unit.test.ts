/** @file Bodies that a study pre-trains: how often, from which text, and what of them the runs hold. */
import { expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../../src/core/errors';
import type { Dataset } from '../../../src/core/example';
import { defaultSettings } from '../../../src/experiment/settings';
import type { StudyEvent } from '../../../src/core/events';
import type { StudyRecord } from '../../../src/core/run';
import type { StudySettings } from '../../../src/core/study';
import { PreTrainingCorpora, TOPICS_OF_LEVEL } from '../../../src/experiment/run/pre-training-corpus';
import { runStudy, studyKey } from '../../../src/experiment/run/run-study';
import { studyOf } from '../../../src/experiment/run/study-of';
import type { StudyPorts } from '../../../src/experiment/run/study-ports';
import { tokenize } from '../../../src/text/tokenize';
import { dataset, fakePorts, MemoryStore } from '../fakes';

const settings: StudySettings = {
  ...defaultSettings('pre-training'),
  values: [0.3, 1],
  series: ['low', 'high'],
  rowsPerClass: 6,
  realRowsPerClass: 2,
  replicates: 2,
};
const study = studyOf(settings, dataset.id);
const { signal } = new AbortController();
// Every run is followed by an analysis of all so far, with its bootstrap.
vi.setConfig({ testTimeout: 120_000 });

async function* events(ports: StudyPorts, own = signal): AsyncGenerator<StudyEvent> {
  yield* runStudy(study, settings, ports, own);
}

async function recordOf(ports: StudyPorts): Promise<StudyRecord> {
  for await (const event of events(ports)) if (event.type === 'finished') return event.record;
  throw new Error('the study did not finish');
}

test('one pre-training serves all fine-tunings of its level and replicate', async () => {
  const ports = fakePorts();
  const { runs, manifest, study, analysis } = await recordOf(ports);
  expect(runs).toHaveLength(8);
  expect(ports.preTrained.map(({ seed }) => seed)).toEqual(
    [0, 0, 1, 1].map((replicate) => [1, 'pre-training', replicate]),
  );
  // Real rows that both classes have, for the probe.
  for (const { probe } of ports.preTrained) expect(probe).toHaveLength(2 * 20);
  for (const level of settings.series) {
    for (const replicate of [0, 1]) {
      const own = runs.filter((run) => run.arm.startsWith(level) && run.replicate === replicate);
      const ofBody = own.map(({ measures }) =>
        Object.entries(measures).filter(([id]) => /^(preTraining\.|heldOut|probe)/.test(id)),
      );
      expect(own).toHaveLength(2);
      expect(ofBody[0]!.length).toBeGreaterThanOrEqual(8);
      expect(ofBody[1]).toEqual(ofBody[0]);
      // What the second one waited is what it takes to look a body up.
      expect(own[0]!.durations.preTrainMs).toBeGreaterThanOrEqual(own[1]!.durations.preTrainMs!);
    }
  }
  expect(manifest.encoder).toEqual({ id: 'fake-body', fingerprint: 'fake-bodies' });
  expect(manifest.preTraining).toEqual({ description: 'no body at all', parameters: 1, tokensPerClass: 60 });
  expect(study.measures).toContain('preTraining.clusterAgentSurrogate');

  const texts = (analysis.findings ?? []).map(({ kind, text }) => `${kind}: ${text}`);
  expect(texts.filter((text) => text.startsWith('spread'))).toEqual([
    expect.stringMatching(/^spread: Spread after fine-tuning/),
    expect.stringMatching(/^spread: Spread after pre-training, in probe accuracy/),
    expect.stringMatching(/^spread: Spread after pre-training, in the perplexity of held-out text/),
  ]);
  expect(texts).toContainEqual(
    expect.stringMatching(/^correlation: .*surrogate.* of the pre-training text with probe accuracy/),
  );
});

test('an encoder that no run is left for is not made again', async () => {
  const store = new MemoryStore();
  const abort = new AbortController();
  const stopped = (async () => {
    // Both of "low" and one of "high".
    for await (const event of events(fakePorts({ store }), abort.signal))
      if (event.type === 'run' && store.runs.size === 3) abort.abort();
  })();
  await expect(stopped).rejects.toSatisfy(isAbort);
  const ports = fakePorts({ store });
  await recordOf(ports);
  expect(ports.preTrained).toHaveLength(3);
});

test('stops in the middle of a pre-training', async () => {
  const abort = new AbortController();
  const ports = fakePorts();
  let shown = 0;
  const stopped = (async () => {
    for await (const event of events(ports, abort.signal)) {
      if (event.type !== 'progress' || event.phase !== 'preTrain') continue;
      shown = event.fraction;
      if (shown > 0) abort.abort();
    }
  })();
  await expect(stopped).rejects.toSatisfy(isAbort);
  expect(shown).toBeGreaterThan(0);
  expect(ports.preTrained).toHaveLength(1);
  expect(ports.requests).toHaveLength(0);
});

test('a pre-training that fails fails the study', async () => {
  const ports = fakePorts();
  const preTrain = (): Promise<never> => Promise.reject(new Error('the loss is no number'));
  const failing = fakePorts({ preTrainer: { ...ports.preTrainer!, preTrain } });
  await expect(recordOf(failing)).rejects.toThrow('the loss is no number');
});

test('how encoders are pre-trained is part of the key of a study that pre-trains some', () => {
  const other = fakePorts({ preTrainer: { ...fakePorts().preTrainer!, fingerprint: 'other' } });
  expect(studyKey(study, other)).not.toBe(studyKey(study, fakePorts()));
  const plain = studyOf(defaultSettings('temperature'), dataset.id);
  expect(studyKey(plain, other)).toBe(studyKey(plain, fakePorts()));
});

/** 40 topics of each class, far apart, each with words of its own. */
const NUM_TOPICS = 40;
const broad: Dataset = {
  ...dataset,
  splits: {
    ...dataset.splits,
    corpus: ['x', 'y'].map((name) =>
      Array.from({ length: 4 * NUM_TOPICS }, (_, i) => {
        const topic = i % NUM_TOPICS;
        return `${name}${topic} of ${name}${topic} and word${i >> 3}`;
      }),
    ),
  },
};
const topicOf = (text: string): number => Number(/\d+/.exec(text)![0]);
const byTopic = {
  id: 'by topic',
  dimensions: NUM_TOPICS,
  embed: (texts: readonly string[]) =>
    Promise.resolve(
      Float32Array.from(
        texts.flatMap((text) => Array.from({ length: NUM_TOPICS }, (_, k) => (k === topicOf(text) ? 1 : 0))),
      ),
    ),
};

const countTokens = (text: string): number => tokenize(text).length + 1;

test('corpora of all levels are equally long, and are about ever more topics', async () => {
  const budget = { tokensPerClass: 2000, countTokens };
  const corpora = new PreTrainingCorpora(broad, byTopic, 7);
  const words: Set<string>[] = [];
  for (const level of Object.keys(TOPICS_OF_LEVEL)) {
    const rows = await corpora.write(level, 0, budget, signal);
    for (const label of [0, 1]) {
      const own = rows.filter((row) => row.label === label);
      const tokens = own.reduce((sum, { text }) => sum + countTokens(text), 0);
      expect(tokens).toBeLessThanOrEqual(2000);
      // The text that no longer fitted in is no longer than the longest of those that can be written.
      expect(tokens).toBeGreaterThan(2000 - 20);
    }
    words.push(new Set(rows.flatMap(({ text }) => tokenize(text))));
    expect(await new PreTrainingCorpora(broad, byTopic, 7).write(level, 0, budget, signal)).toEqual(rows);
  }
  const [low, moderate, high] = words as [Set<string>, Set<string>, Set<string>];
  expect(low.size).toBeLessThan(moderate.size / 2);
  expect(moderate.size).toBeLessThan(high.size / 2);
  for (const word of low) expect(moderate).toContain(word);
});

test('an unknown level is refused', async () => {
  const corpora = new PreTrainingCorpora(broad, byTopic, 7);
  const writing = corpora.write('lowest', 0, { tokensPerClass: 10, countTokens }, signal);
  await expect(writing).rejects.toThrow(LabError);
  await expect(writing).rejects.toThrow(/"lowest" \(wanted one of low, moderate, high\)/);
});
