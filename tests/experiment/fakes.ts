/** @file Stand-ins behind the ports whose answers tell where they came from. */
import type { Dataset, Example } from '../../src/core/example';
import type {
  FineTuneRequest,
  FittedGenerator,
  GenerationRequest,
  LabelOracle,
  PreTrainer,
  PreTrainingRequest,
  RunStore,
  StoredStudy,
} from '../../src/core/ports';
import type { Run, StudyRecord } from '../../src/core/run';
import { stream } from '../../src/core/random';
import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import type { StudySettings } from '../../src/core/study';
import type { StudyPorts } from '../../src/experiment/run/study-ports';

export const settings: StudySettings = {
  ...DEFAULT_SETTINGS,
  values: [0.2, 1, 3],
  rowsPerClass: 6,
  realRowsPerClass: 2,
  manyRealRowsPerClass: 5,
  replicates: 2,
};

const texts = (split: string, count: number): string[][] =>
  ['x', 'y'].map((name) => Array.from({ length: count }, (_, i) => `${split} ${name} ${i}`));

export const dataset: Dataset = {
  id: 'fake',
  title: 'Fake',
  classNames: ['x', 'y'],
  splits: {
    test: texts('test', 10),
    validation: texts('validation', 3),
    pool: texts('pool', 20),
    corpus: texts('corpus', 20),
  },
  outside: Array.from({ length: 12 }, (_, i) => `off ${i}`),
  fingerprint: 'fake-data',
  source: 'made up',
};

/** Accuracy of the fake classifier at each temperature; the baselines are told by their numbers of rows. */
const SKILL: Readonly<Record<string, number>> = { '0.2': 0.6, '1': 0.9, '3': 0.7 };

export interface FakePorts extends StudyPorts {
  readonly requests: FineTuneRequest[];
  readonly generated: GenerationRequest[];
  readonly preTrained: PreTrainingRequest[];
}

export function fakePorts(over: Partial<StudyPorts> = {}): FakePorts {
  const requests: FineTuneRequest[] = [];
  const generated: GenerationRequest[] = [];
  const preTrained: PreTrainingRequest[] = [];
  let now = 0;
  return {
    requests,
    generated,
    preTrained,
    preTrainer: fakePreTrainer(preTrained, requests),
    dataset,
    generator: {
      id: 'markov',
      description: 'fake',
      fingerprint: 'fake-generator',
      async *generate(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<readonly Example[]> {
        generated.push(request);
        for (let i = 0; i < request.count; i += 4) {
          signal.throwIfAborted();
          await Promise.resolve();
          const count = Math.min(4, request.count - i);
          yield Array.from({ length: count }, (_, k) => ({
            text: `${request.temperature} ${request.seed.join(' ')} ${i + k}`,
            label: request.label,
          }));
        }
      },
    },
    fitter: { fit: (textsByClass) => Promise.resolve(fakeFitted(textsByClass, generated)) },
    oracle: () => Promise.resolve(fakeOracle),
    embedder: {
      id: 'fake',
      dimensions: 2,
      embed: (list) => Promise.resolve(Float32Array.from(list.flatMap((_, i) => [Math.cos(i), Math.sin(i)]))),
    },
    classifier: {
      id: 'fake',
      fingerprint: 'fake-encoder',
      backend: 'fake',
      adapter: null,
      async fineTuneAndPredict(request, testTexts, signal, onStep) {
        requests.push(request);
        for (let step = 50; step <= 200; step += 50) {
          await onStep?.(step);
          signal.throwIfAborted();
        }
        const first = request.examples[0]!.text.split(' ')[0]!;
        const skill = SKILL[first] ?? (request.examples.length > 4 ? 0.8 : 0.5);
        const rng = stream('fake', first, ...request.seed);
        const yPred = testTexts.map((text) => {
          const label = text.split(' ')[1] === 'x' ? 0 : 1;
          return rng.uniform() < skill ? label : 1 - label;
        });
        return { yPred, steps: 200, finalLoss: 0.5, trainMs: 1, evaluateMs: 1 };
      },
    },
    store: null,
    clock: { now: () => (now += 10) },
    appVersion: '0.0.0',
    browser: 'fake',
    helpers: [],
    prefetch: null,
    notices: [],
    ...over,
  };
}

/** Bodies that are the better the more different texts they read. */
function fakePreTrainer(preTrained: PreTrainingRequest[], requests: FineTuneRequest[]): PreTrainer {
  return {
    id: 'fake-body',
    fingerprint: 'fake-bodies',
    description: 'no body at all',
    parameters: 1,
    tokensPerClass: 60,
    countTokens: (text) => text.split(' ').length + 1,
    async preTrain(request, signal, onStep) {
      preTrained.push(request);
      for (const share of [0.25, 0.5, 0.75]) {
        await onStep(share);
        signal.throwIfAborted();
      }
      const breadth = new Set(request.texts.map(({ text }) => text)).size / request.texts.length;
      return {
        heldOutPerplexity: 100 - 50 * breadth,
        probeAccuracy: 0.4 + 0.2 * breadth,
        classifier: {
          fineTuneAndPredict: (wanted, testTexts) => {
            requests.push(wanted);
            const rng = stream('fake body', ...wanted.seed, ...request.seed, breadth);
            const yPred = testTexts.map((text) => {
              const label = text.split(' ')[1] === 'x' ? 0 : 1;
              return rng.uniform() < 0.5 + 0.4 * breadth ? label : 1 - label;
            });
            return Promise.resolve({ yPred, steps: 200, finalLoss: 0.5, trainMs: 1, evaluateMs: 1 });
          },
        },
      };
    },
  };
}

/** Names the texts it was fitted to: how many of each class, and the first word of each split or generator among them. */
function fakeFitted(
  textsByClass: readonly (readonly string[])[],
  generated: GenerationRequest[],
): FittedGenerator {
  const about = textsByClass.map((texts) => texts.length).join('+');
  return {
    id: 'fitted',
    description: 'fake',
    fingerprint: about,
    async *generate(request, signal) {
      generated.push(request);
      signal.throwIfAborted();
      await Promise.resolve();
      const { label, count, seed } = request;
      yield Array.from({ length: count }, (_, i) => ({
        text: `fitted ${about} ${seed.join(' ')} ${i}`,
        label,
      }));
    },
    dispose: () => undefined,
    extend: (more) =>
      Promise.resolve(
        fakeFitted(
          textsByClass.map((texts, label) => [...texts, ...more[label]!]),
          generated,
        ),
      ),
  };
}

/** Gives every text that names a class this class, and all others the first; the word "off" is about neither. */
const fakeOracle: LabelOracle = {
  info: { rows: 80, testAccuracy: 0.9, folds: [0, 1].map(() => ({ rows: 40, testAccuracy: 0.9 })) },
  disputedOfReal: 0.1,
  labelsOf: (list) => list.map((text) => (text.split(' ').includes('y') ? 1 : 0)),
  outOfScope: (list) => list.map((text) => text.split(' ').includes('off')),
};

/** A store in memory; `failAfter` runs it throws, as a full disk does. */
export class MemoryStore implements RunStore {
  readonly runs = new Map<string, Run>();
  readonly records = new Map<string, StudyRecord>();
  readonly studies = new Map<string, Omit<StoredStudy, 'finishedRuns' | 'updatedAt' | 'finished'>>();
  failAfter = Infinity;

  begin(study: Omit<StoredStudy, 'finishedRuns' | 'updatedAt' | 'finished'>): Promise<void> {
    this.studies.set(study.key, study);
    return Promise.resolve();
  }
  runsOf(): Promise<readonly Run[]> {
    return Promise.resolve([...this.runs.values()]);
  }
  saveRun(_key: string, run: Run): Promise<void> {
    if (this.runs.size >= this.failAfter)
      return Promise.reject(new DOMException('no room', 'QuotaExceededError'));
    this.runs.set(`${run.arm} ${run.replicate}`, run);
    return Promise.resolve();
  }
  saveRecord(key: string, record: StudyRecord): Promise<void> {
    this.records.set(key, record);
    return Promise.resolve();
  }
  recordOf(key: string): Promise<StudyRecord | null> {
    return Promise.resolve(this.records.get(key) ?? null);
  }
  list(): Promise<readonly StoredStudy[]> {
    return Promise.resolve([]);
  }
  remove(): Promise<void> {
    this.runs.clear();
    return Promise.resolve();
  }
}
