/** @file The stages of `npm test` and the order in which they run. */
import { NOTHING, type Counts } from './test-counts.js';

const FAILED: Counts = { ...NOTHING, failed: 1 };

/** Takes what a stage says. */
export type Say = (text: string) => void;

export interface Stage {
  readonly name: string;
  /** Stages that make what this one needs; where one failed, this one is not run and counts as failed. */
  readonly needs: readonly string[];
  /** It keeps one core busy, no more: such stages that follow each other run two at a time. */
  readonly isOneThread?: boolean;
  /** @param say given where another stage runs at the same time, so that the two do not talk across each other */
  readonly run: (say: Say | null) => Promise<Counts>;
}

export interface StageResult {
  readonly name: string;
  readonly counts: Counts;
  readonly seconds: number;
  /** The stage that failed and without which this one was not run; null where it was run. */
  readonly missing: string | null;
}

/**
 * Runs all stages, each after those before it but for those of one thread. What a stage says beside another is said as
 * a whole when it has ended.
 * @returns the results in the order of `stages`
 */
export async function runStages(stages: readonly Stage[], say: Say): Promise<StageResult[]> {
  const results = new Map<string, StageResult>();

  const runStage = async (stage: Stage, isAlone: boolean): Promise<void> => {
    const { name, needs } = stage;
    const missing = needs.find((need) => results.get(need)!.counts.failed > 0) ?? null;
    const kept: string[] = [];
    const tell: Say = isAlone ? say : (text) => void kept.push(text);
    tell(`\n── ${name} ${'─'.repeat(60 - name.length)}\n`);
    const begun = performance.now();
    if (missing !== null) tell(`not run: it needs "${missing}", which failed\n`);
    const counts = missing === null ? await stage.run(isAlone ? null : tell) : FAILED;
    const seconds = (performance.now() - begun) / 1000;
    results.set(name, { name, counts, seconds, missing });
    tell(`${name}: ${counts.failed === 0 ? 'passed' : 'failed'} in ${seconds.toFixed(1)} s\n`);
    say(kept.join(''));
  };

  for (const group of groupsOf(stages)) {
    const waiting = [...group];
    const takeTurns = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await runStage(next, group.length === 1);
    };
    await Promise.all([takeTurns(), takeTurns()]);
  }
  return stages.map(({ name }) => results.get(name)!);
}

/** Neighbours of one thread together, every other stage by itself. */
function groupsOf(stages: readonly Stage[]): Stage[][] {
  const groups: Stage[][] = [];
  for (const stage of stages) {
    const last = groups.at(-1);
    if (stage.isOneThread && last?.[0]!.isOneThread) last.push(stage);
    else groups.push([stage]);
  }
  return groups;
}
