/** @file How far a study is, and how long it will still take. */
import { costsOfRun, sumOf, type Costs, type Plan } from '../../core/estimate';
import type { Phase } from '../../core/events';
import type { Run } from '../../core/run';

/** What the first run of a go takes besides its own costs: code is compiled, real text embedded. Reference milliseconds. */
const SET_UP_MS = 1000;
/** Right after it the oracle is trained and further threads start. Reference milliseconds. */
const LATER_SET_UP_MS = 2500;
/** So much work at the speed expected beforehand is counted in with what was measured; reference milliseconds. */
const PRIOR_MS = 3000;
/** Set-up hides the speed of the first run: until it is done, or this time has passed, no remaining time is given. */
const TELL_AFTER_MS = 10_000;

/** The phases of a run in their order. */
const PHASES: readonly (keyof Costs)[] = ['preTrain', 'generate', 'measure', 'train', 'evaluate'];

/** Weighs each run, and each phase of it, by what it is known to cost. */
export class StudyProgress {
  /** By arm: what its phases cost, in shares of the study. */
  readonly #costs: ReadonlyMap<string, Costs>;
  readonly #aheadShare: number;
  /** What all runs cost at the reference pace, in milliseconds. */
  readonly #totalMs: number;
  /** When the first run of this go began; null while rows are written ahead. */
  #startedAt: number | null;
  /** Share of the runs that was done before this go. */
  readonly #startShare: number;
  /** When the first run of this go was done, which share of all was done then, and how many times its cost it had taken. */
  #first: { readonly at: number; readonly share: number; readonly slowness: number } | null = null;
  /** Share that finished runs are of all. */
  #finished = 0;
  /** Of each run that is being made, the share of the study that is done of it. */
  readonly #begun = new Map<string, number>();
  #fraction: number;

  /** @param aheadShare share of the study that writing all rows ahead takes; 0 where each run writes its own */
  constructor(
    plan: Plan,
    numClasses: number,
    resumed: readonly Pick<Run, 'arm' | 'replicate'>[],
    now: number,
    aheadShare = 0,
  ) {
    const costs = plan.arms.map((arm) => [arm.id, costsOfRun(arm, plan, numClasses)] as const);
    const total = plan.replicates * costs.reduce((sum, [, cost]) => sum + sumOf(cost), 0);
    this.#totalMs = total;
    const share = ({ preTrain, generate, measure, train, evaluate }: Costs): Costs => ({
      preTrain: preTrain / total,
      generate: generate / total,
      measure: measure / total,
      train: train / total,
      evaluate: evaluate / total,
    });
    this.#costs = new Map(costs.map(([arm, cost]) => [arm, share(cost)]));
    this.#aheadShare = aheadShare;
    this.#startedAt = aheadShare > 0 ? null : now;
    for (const { arm, replicate } of resumed) this.#add(arm, replicate);
    this.#startShare = this.#finished;
    this.#fraction = aheadShare > 0 ? 0 : this.#finished;
  }

  /** Share of the study that is done when this share of its rows is written ahead of all runs. */
  ahead(share: number): number {
    this.#fraction = Math.max(this.#fraction, this.#aheadShare * Math.min(1, share));
    return this.#fraction;
  }

  /** Share of the study that is done when `within` (0 to 1) of this phase of this run is; never falls. */
  at(arm: string, replicate: number, phase: Phase, within: number): number {
    const costs = this.#costs.get(arm)!;
    const at = PHASES.findIndex((one) => one === phase);
    const before = PHASES.slice(0, Math.max(0, at)).reduce((sum, one) => sum + costs[one], 0);
    this.#begun.set(`${arm} ${replicate}`, before + (at < 0 ? 0 : within * costs[PHASES[at]!]));
    return this.#rise();
  }

  /** This run is done; gives the share of the study that is. */
  finish(arm: string, replicate: number, now: number): number {
    this.#add(arm, replicate);
    this.#first ??= { at: now, share: this.#share, slowness: this.#slownessOfFirst(now) };
    return this.#rise();
  }

  /** This run is not being made any longer, and will be begun anew. */
  drop(arm: string, replicate: number): void {
    this.#begun.delete(`${arm} ${replicate}`);
  }

  /**
   * Milliseconds left; null while there is too little to tell them from. The speed is that since the end of the first run,
   * which is like no other: it pays for the set-up, and is made alone. So does the set-up that follows it count as work.
   */
  remainingMs(now: number): number | null {
    const left = (1 - this.#share) * this.#totalMs;
    this.#startedAt ??= now;
    if (!this.#first) {
      const isTooSoon = now - this.#startedAt < TELL_AFTER_MS;
      return isTooSoon ? null : this.#slownessOfFirst(now) * (left + LATER_SET_UP_MS);
    }
    if (left <= 0) return 0;
    const { at, share, slowness } = this.#first;
    const setUp = Math.min(LATER_SET_UP_MS, (now - at) / slowness);
    const done = Math.max(0, this.#share - share) * this.#totalMs + setUp;
    return slownessOf(now - at, done, slowness) * (left + LATER_SET_UP_MS - setUp);
  }

  /** Share of the runs that is done. */
  get #share(): number {
    return Math.min(
      1,
      [...this.#begun.values()].reduce((sum, share) => sum + share, this.#finished),
    );
  }

  #rise(): number {
    this.#fraction = Math.max(this.#fraction, this.#aheadShare + (1 - this.#aheadShare) * this.#share);
    return this.#fraction;
  }

  #add(arm: string, replicate: number): void {
    this.#begun.delete(`${arm} ${replicate}`);
    const costs = this.#costs.get(arm);
    if (costs) this.#finished += sumOf(costs);
  }

  #slownessOfFirst(now: number): number {
    const done = (this.#share - this.#startShare) * this.#totalMs;
    return slownessOf(now - (this.#startedAt ?? now), SET_UP_MS + done, 1);
  }
}

/** How many times as long this took as at the reference pace; where little was done, close to what was expected. */
function slownessOf(tookMs: number, doneMs: number, expected: number): number {
  return (tookMs + PRIOR_MS * expected) / (doneMs + PRIOR_MS);
}
