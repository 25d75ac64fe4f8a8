/** @file How far a study is, and how long it will still take. */
import { costsOfRun, sumOf, type Costs, type Plan } from '../core/estimate';
import type { Phase } from '../core/events';
import type { Run } from '../core/run';

/** Before this share of what is left to do is done, no remaining time is told. */
const LEAST_SHARE = 0.02;

/** The phases of a run in their order. */
const PHASES: readonly (keyof Costs)[] = ['preTrain', 'generate', 'measure', 'train', 'evaluate'];

/** Weighs each run, and each phase of it, by what it is known to cost. */
export class Progress {
  /** By arm: what its phases cost, in shares of the study. */
  readonly #costs: ReadonlyMap<string, Costs>;
  readonly #startedAt: number;
  readonly #aheadShare: number;
  /** Share that was done before this go. */
  readonly #startFraction: number;
  /** Share of the runs that is done. */
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
    const share = ({ preTrain, generate, measure, train, evaluate }: Costs): Costs => ({
      preTrain: preTrain / total,
      generate: generate / total,
      measure: measure / total,
      train: train / total,
      evaluate: evaluate / total,
    });
    this.#costs = new Map(costs.map(([arm, cost]) => [arm, share(cost)]));
    this.#aheadShare = aheadShare;
    this.#startedAt = now;
    for (const { arm, replicate } of resumed) this.finish(arm, replicate);
    this.#startFraction = aheadShare > 0 ? 0 : this.#finished;
    this.#fraction = this.#startFraction;
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
    const begun = [...this.#begun.values()].reduce((sum, share) => sum + share, 0);
    const ofRuns = Math.min(1, this.#finished + begun);
    this.#fraction = Math.max(this.#fraction, this.#aheadShare + (1 - this.#aheadShare) * ofRuns);
    return this.#fraction;
  }

  /** This run is done. */
  finish(arm: string, replicate: number): void {
    this.#begun.delete(`${arm} ${replicate}`);
    const costs = this.#costs.get(arm);
    if (costs) this.#finished += sumOf(costs);
  }

  /** This run is not being made any longer, and will be begun anew. */
  drop(arm: string, replicate: number): void {
    this.#begun.delete(`${arm} ${replicate}`);
  }

  /** Milliseconds left at the speed since the start; null while that is too short a time to tell. */
  remainingMs(now: number): number | null {
    const toDo = 1 - this.#startFraction;
    const done = this.#fraction - this.#startFraction;
    if (toDo <= 0) return 0;
    if (done < LEAST_SHARE * toDo) return null;
    return ((now - this.#startedAt) / done) * (toDo - done);
  }
}
