/**
 * @file Shares one GPU between a language model and training: the model first generates every row of a study into its
 * journal and checks labels if requested. After it is unloaded the runs start and read their rows from the journal.
 */
import { EventQueue } from '../../core/event-queue';
import type { Example } from '../../core/example';
import { differentGpus, type GpuName } from '../../core/gpu-name';
import type { ChatEngine } from '../../core/llm-engine';
import { SpeedMeter } from '../../core/llm-loading';
import type { LabelChecks, PrefetchedGeneration, TierReport } from '../../core/llm-report';
import type { LabelOracle, TextGenerator } from '../../core/ports';
import type { Arm, Study } from '../../core/study';
import type { EditTools } from '../rows/row-edits';
import { RowMaker } from '../rows/row-maker';
import { generationRequest } from '../rows/training-set';
import { hasEdit } from './check-study';
import { checkLabels, PaceMeter, type PrefetchedRun } from './label-checks';
import type { LlmGeneratorPort } from './llm-generator-port';
import type { PrefetchStep } from './study-ports';

/** Milliseconds between two reports of generated text. */
const HEARD_MS = 200;

/** Generates all rows of a study, in the order of its runs; yields progress and returns the result. */
export async function* prefetchRows(
  study: Study,
  tools: EditTools,
  writer: LlmGeneratorPort,
  signal: AbortSignal,
): AsyncGenerator<PrefetchStep, PrefetchedGeneration> {
  const left = new AbortController();
  const either = AbortSignal.any([signal, left.signal]);
  const steps = new EventQueue<PrefetchStep>();
  const working = work(study, tools, writer, either, (step) => steps.push(step));
  steps.endWith(working);
  try {
    yield* steps;
    return await working;
  } finally {
    // Ending the iteration stops the work as well.
    left.abort();
  }
}

async function work(
  study: Study,
  tools: EditTools,
  writer: LlmGeneratorPort,
  signal: AbortSignal,
  emit: (step: PrefetchStep) => void,
): Promise<PrefetchedGeneration> {
  const { dataset } = tools;
  const reports: TierReport[] = [];
  const heardOf: GpuName[] = [];
  const runs: PrefetchedRun[] = [];
  const planned = new Map(study.arms.map((arm) => [arm.id, rowsToAskFor(study, tools, arm)]));
  const total = study.replicates * [...planned.values()].reduce((sum, rows) => sum + rows, 0);
  const pace = new PaceMeter();
  const listener = new Listener(writer.now ?? (() => performance.now()), emit);
  let before = 0;
  let at = { arm: '', replicate: 0, rows: 0 };
  const live = writer.open({
    onText: (delta, replyTokens) => listener.hear(delta, replyTokens),
    onRecord: (record) => {
      listener.endReply(record.replyTokens);
      pace.note(record.durationMs, record.rows.length);
    },
    onReport: (report, _request, gpus) => {
      heardOf.push(...gpus);
      const placed = { ...report, arm: at.arm, replicate: at.replicate };
      reports.push(placed);
      listener.flush();
      emit({ kind: 'report', report: placed });
    },
  });
  const reporting: TextGenerator = {
    id: live.id,
    description: live.description,
    fingerprint: live.fingerprint,
    async *generate(request, signal) {
      for await (const rows of live.generate(request, signal)) {
        const { arm, replicate } = at;
        const ofArm = planned.get(arm)!;
        at.rows = Math.min(ofArm, at.rows + rows.length);
        const done = before + at.rows;
        const remainingMs = pace.remainingMs(total - done);
        const ofRun = { done: at.rows, total: ofArm };
        emit({ kind: 'rows', arm, replicate, rows, ofRun, done, total, remainingMs });
        yield rows;
      }
    },
  };
  const maker = new RowMaker(study, { ...tools, generator: reporting, fitter: null, oracle: noOracle });
  for (let replicate = 0; replicate < study.replicates; replicate++) {
    for (const arm of study.arms) {
      at = { arm: arm.id, replicate, rows: 0 };
      const rows = await madeBy(maker, arm, replicate, signal);
      if (rows.length > 0 && !hasEdit([arm], 'label-repair')) runs.push({ arm: arm.id, replicate, rows });
      before += planned.get(arm.id)!; // rows that fell short count as done
    }
  }
  const labelChecks: LabelChecks | null =
    writer.writing.checkedPerClass > 0 ? await checkLabels(study, dataset, runs, writer, signal, emit) : null;
  if (labelChecks) emit({ kind: 'labels', checks: labelChecks });
  return { reports, labelChecks, gpus: differentGpus(heardOf) };
}

async function madeBy(
  maker: RowMaker,
  arm: Arm,
  replicate: number,
  signal: AbortSignal,
): Promise<readonly Example[]> {
  const making = maker.make(arm, replicate, signal);
  for (;;) {
    const next = await making.next();
    if (next.done) return next.value.rows;
  }
}

/** Rows that one run of an arm requests from the model: none for rows that it shares with an earlier arm. */
function rowsToAskFor(study: Study, { dataset }: EditTools, arm: Arm): number {
  const { generated } = arm.recipe;
  if (!generated) return 0;
  const numClasses = dataset.classNames.length;
  const { shared, edits = [], rowsPerClass } = generated;
  const first = study.arms.find(({ recipe }) => recipe.generated?.shared === shared);
  const written =
    shared !== undefined && first !== arm ? 0 : (generationRequest(study, dataset, arm, 0, 0)?.count ?? 0);
  const paraphrased = edits.reduce(
    (sum, edit) =>
      edit.kind === 'near-duplicates' && edit.by === 'paraphrases' ? sum + edit.share * rowsPerClass : sum,
    0,
  );
  return numClasses * Math.round(written + paraphrased);
}

/**
 * Stands in for the oracle during the prefetch. Labels are repaired later, when the GPU is free, by a classifier that is
 * trained then. Until then every text has the label 0, which nothing reads: no edit generates rows after a repair.
 */
const noOracle = (): Promise<LabelOracle> =>
  Promise.resolve({
    info: { rows: 0, testAccuracy: 0 },
    disputedOfReal: 0,
    labelsOf: (texts) => texts.map(() => 0),
    outOfScope: () => null,
  });

/** Collects generated text and reports it a few times a second, with the model's speed. */
class Listener {
  readonly #meter = new SpeedMeter();
  readonly #now: () => number;
  readonly #emit: (step: PrefetchStep) => void;
  #heard = '';
  #reportedAt = -Infinity;
  #tokens = 0;

  constructor(now: () => number, emit: (step: PrefetchStep) => void) {
    this.#now = now;
    this.#emit = emit;
  }

  /** @param replyTokens of this reply so far */
  hear(delta: string, replyTokens: number): void {
    const now = this.#now();
    this.#meter.note(now, this.#tokens + replyTokens);
    this.#heard += delta;
    if (now - this.#reportedAt >= HEARD_MS) this.flush();
  }

  endReply(replyTokens: number): void {
    this.#tokens += replyTokens;
    this.#heard += '\n';
  }

  flush(): void {
    if (this.#heard === '') return;
    this.#reportedAt = this.#now();
    this.#emit({ kind: 'heard', delta: this.#heard, tokensPerSecond: this.#meter.perSecond });
    this.#heard = '';
  }
}

/** Whether all rows of a study are in the journal. Runs the prefetch with an engine that refuses every request. */
export async function isInJournal(
  study: Study,
  tools: EditTools,
  writer: LlmGeneratorPort,
  signal: AbortSignal,
): Promise<boolean> {
  const missing = new AbortController();
  const refuse = (): Promise<never> => {
    missing.abort();
    return Promise.reject(missing.signal.reason as Error);
  };
  const engine: ChatEngine = { ...identityOf(writer.engine), prepare: refuse, chat: refuse };
  const reader: LlmGeneratorPort = {
    ...writer,
    engine,
    open: (options) => writer.open({ ...options, engine }),
  };
  try {
    for await (const step of prefetchRows(study, tools, reader, signal)) void step;
    return true;
  } catch (error) {
    if (!missing.signal.aborted || signal.aborted) throw error;
    return false;
  }
}

function identityOf({ id, description, fingerprint, contextTokens }: ChatEngine) {
  return { id, description, fingerprint, contextTokens };
}
