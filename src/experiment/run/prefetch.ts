/**
 * @file How one GPU serves a language model and the training: the model writes every row of a study into its journal,
 * checks labels where that is wished, and only when it is unloaded do the runs begin, which then find their rows there.
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

/** Between two reports of what is being said. */
const HEARD_MS = 200;

/** Writes all rows of a study, in the runner's order, and tells of it; ends with what came of it. */
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
  tell: (step: PrefetchStep) => void,
): Promise<PrefetchedGeneration> {
  const { dataset } = tools;
  const reports: TierReport[] = [];
  const heardOf: GpuName[] = [];
  const runs: PrefetchedRun[] = [];
  const planned = new Map(study.arms.map((arm) => [arm.id, rowsToAskFor(study, tools, arm)]));
  const total = study.replicates * [...planned.values()].reduce((sum, rows) => sum + rows, 0);
  const pace = new PaceMeter();
  const listener = new Listener(writer.now ?? (() => performance.now()), tell);
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
      tell({ kind: 'report', report: placed });
    },
  });
  const told: TextGenerator = {
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
        tell({ kind: 'rows', arm, replicate, rows, ofRun, done, total, remainingMs });
        yield rows;
      }
    },
  };
  const maker = new RowMaker(study, { ...tools, generator: told, fitter: null, oracle: nobody });
  for (let replicate = 0; replicate < study.replicates; replicate++) {
    for (const arm of study.arms) {
      at = { arm: arm.id, replicate, rows: 0 };
      const rows = await madeBy(maker, arm, replicate, signal);
      if (rows.length > 0 && !hasEdit([arm], 'label-repair')) runs.push({ arm: arm.id, replicate, rows });
      before += planned.get(arm.id)!; // what fell short is done all the same
    }
  }
  const labelChecks: LabelChecks | null =
    writer.writing.checkedPerClass > 0 ? await checkLabels(study, dataset, runs, writer, signal, tell) : null;
  if (labelChecks) tell({ kind: 'labels', checks: labelChecks });
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

/** Rows that the model is asked for in one run of an arm: none for rows that an arm before it shares. */
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
 * Labels are repaired when the model has left the GPU, by a classifier that is trained then. Until then every text keeps
 * the label 0 that nobody looks at: no edit has the model write after a repair.
 */
const nobody = (): Promise<LabelOracle> =>
  Promise.resolve({
    rows: 0,
    testAccuracy: 0,
    disputedOfReal: 0,
    labelsOf: (texts) => texts.map(() => 0),
    outOfScope: () => null,
  });

/** Gathers what a model says, a few times a second, with its speed. */
class Listener {
  readonly #meter = new SpeedMeter();
  readonly #now: () => number;
  readonly #tell: (step: PrefetchStep) => void;
  #heard = '';
  #toldAt = -Infinity;
  #tokens = 0;

  constructor(now: () => number, tell: (step: PrefetchStep) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  /** @param replyTokens of this reply so far */
  hear(delta: string, replyTokens: number): void {
    const now = this.#now();
    this.#meter.note(now, this.#tokens + replyTokens);
    this.#heard += delta;
    if (now - this.#toldAt >= HEARD_MS) this.flush();
  }

  endReply(replyTokens: number): void {
    this.#tokens += replyTokens;
    this.#heard += '\n';
  }

  flush(): void {
    if (this.#heard === '') return;
    this.#toldAt = this.#now();
    this.#tell({ kind: 'heard', delta: this.#heard, tokensPerSecond: this.#meter.perSecond });
    this.#heard = '';
  }
}

/** Goes through the writing as it would be done, and ends where the model would first be asked for something. */
export async function isWritten(
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
  const reader: LlmGeneratorPort = { ...writer, engine, open: (told) => writer.open({ ...told, engine }) };
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
