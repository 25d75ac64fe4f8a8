/** @file Deals the runs of a study out to the workers that make them. */
import { costsOfRun, sumOf } from '../../core/estimate';
import type { Run } from '../../core/run';
import type { Arm, Study } from '../../core/study';

/** A run to be made. */
export interface RunToDo {
  readonly arm: Arm;
  readonly replicate: number;
}

/** Arms stay together where making what they share for each alone would take so many times as long. */
const WORTH_SHARING = 1.5;

/**
 * Runs in the order replicate by replicate, so that the whole curve stands early. Runs that share what is costly to make
 * (the encoder they start from, a chain of generators, rows of a slow generator) go to the worker that took the first of them.
 */
export class RunQueue {
  readonly #left: RunToDo[];
  /** By arm: what it shares with others. */
  readonly #groups: ReadonlyMap<string, string>;
  readonly #owners = new Map<string, number>();

  constructor(study: Study, numClasses: number, finished: readonly Pick<Run, 'arm' | 'replicate'>[]) {
    const done = new Set(finished.map(({ arm, replicate }) => `${arm} ${replicate}`));
    const replicates = Array.from({ length: study.replicates }, (_, replicate) => replicate);
    this.#left = replicates
      .flatMap((replicate) => study.arms.map((arm) => ({ arm, replicate })))
      .filter(({ arm, replicate }) => !done.has(`${arm.id} ${replicate}`));
    this.#groups = groupsOf(study, numClasses);
  }

  /** The next run for this worker; null where there is none for it. */
  take(worker: number): RunToDo | null {
    const at = this.#left.findIndex((run) => {
      const owner = this.#owners.get(this.#groupOf(run));
      return owner === undefined || owner === worker;
    });
    if (at < 0) return null;
    const [run] = this.#left.splice(at, 1);
    this.#owners.set(this.#groupOf(run!), worker);
    return run!;
  }

  /** A worker is gone: its unfinished run, and all runs reserved for it, go to the others. */
  giveUp(worker: number, unfinished: RunToDo): void {
    this.#left.unshift(unfinished);
    for (const [group, owner] of this.#owners) if (owner === worker) this.#owners.delete(group);
  }

  get isEmpty(): boolean {
    return this.#left.length === 0;
  }

  #groupOf({ arm, replicate }: RunToDo): string {
    return `${this.#groups.get(arm.id)!} ${replicate}`;
  }
}

/** By arm the name of its group; an arm that shares nothing worth the while is alone in its own. */
function groupsOf(study: Study, numClasses: number): ReadonlyMap<string, string> {
  const members = new Map<string, Arm[]>();
  for (const arm of study.arms) {
    const name = sharedBy(arm);
    members.set(name, [...(members.get(name) ?? []), arm]);
  }
  const groups = new Map<string, string>();
  for (const [name, arms] of members) {
    const together = { ...study, arms };
    const sum = (costs: readonly number[]): number => costs.reduce((total, cost) => total + cost, 0);
    const shared = sum(arms.map((arm) => sumOf(costsOfRun(arm, together, numClasses))));
    const alone = sum(arms.map((arm) => sumOf(costsOfRun(arm, { ...study, arms: [arm] }, numClasses))));
    // A later link of a chain needs all links before it: two workers would both compute nearly the whole chain.
    const isChain = arms.some(({ recipe }) => recipe.generated?.source?.kind === 'self-consumption');
    const isWorth = isChain || alone > WORTH_SHARING * shared;
    for (const arm of arms) groups.set(arm.id, isWorth ? name : `arm ${arm.id}`);
  }
  return groups;
}

/** What an arm has in common with others of its replicate. */
function sharedBy({ id, recipe: { preTraining, generated } }: Arm): string {
  if (preTraining !== undefined) return `body ${preTraining}`;
  const { source, shared } = generated ?? {};
  if (source?.kind === 'self-consumption') return `chain ${source.form}`;
  if (source?.kind === 'topics' && source.textsPerTopic !== null) return 'topics';
  if (source?.kind === 'few-rows') return `few rows ${source.rowsPerClass}`;
  return shared === undefined ? `arm ${id}` : `rows ${shared}`;
}
