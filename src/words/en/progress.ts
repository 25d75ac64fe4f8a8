/** @file What the page says while something is under way, in English. */
import type { Phase } from '../../core/events';
import { count, number, rate } from './numbers';
import { capital } from './page';

const phases: Record<Phase, string> = {
  prepare: 'Fitting the generator',
  preTrain: 'Pre-training',
  oracle: 'Training the judge of labels on real rows',
  generate: 'Writing rows',
  check: 'Checking labels',
  measure: 'Measuring their variety',
  train: 'Training the classifier',
  evaluate: 'Testing it on real rows',
};

/** "about 12 s left": coarser the farther away, so that it does not flicker. */
function remaining(ms: number | null): string {
  if (ms === null) return 'estimating the time left';
  const seconds = ms / 1000;
  if (seconds < 4) return 'a few seconds left';
  if (seconds < 20) return `about ${Math.round(seconds)} s left`;
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}

export const enProgress = {
  label: 'Progress of the study',
  pause: 'Pause',
  goOn: 'Go on',
  paused: 'Paused. The answer in hand is finished first.',
  tokens: (perSecond: number): string => `${rate(perSecond)} tokens a second`,
  phase: (phase: Phase, arm: string | null, replicate: number): string =>
    // One judge serves all runs.
    phase === 'oracle'
      ? phases.oracle
      : arm === null
        ? `${phases[phase]} of real rows first`
        : `${phases[phase]} · ${capital(arm)} · replicate ${replicate + 1}`,
  runs: (done: number, total: number): string => `${done} of ${total} runs`,
  rows: (done: number, total: number): string => `${number(done)} of ${number(total)} rows`,
  remaining,
  resumed: (n: number): string => `${count(n, 'run was', 'runs were')} kept from before.`,
};
