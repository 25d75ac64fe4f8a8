/** @file The prefetch of a study's rows by a language model, as events for the page. */
import type { StudyEvent, StudyWarning } from '../../core/events';
import type { Generation, PrefetchedGeneration } from '../../core/llm-report';
import type { Study } from '../../core/study';
import type { StudyProgress } from './progress';
import type { EditTools } from '../rows/row-edits';
import type { Prefetch } from './study-ports';

/** Rows shown of each batch during the prefetch. */
const ROWS_SHOWN = 3;
/** Share of the prefetch's time that the check of labels takes, as a guess, where labels are checked. */
const CHECK_SHARE = 0.2;

/** Prefetches all rows, and yields what happens; returns the result. */
export async function* runPrefetch(
  prefetch: Prefetch,
  study: Study,
  tools: EditTools,
  progress: StudyProgress,
  runs: { readonly finishedRuns: number; readonly totalRuns: number },
  signal: AbortSignal,
): AsyncGenerator<StudyEvent, PrefetchedGeneration> {
  const checkShare = prefetch.writing.checkedPerClass > 0 ? CHECK_SHARE : 0;
  const steps = prefetch.write(study, tools, signal);
  for (;;) {
    const next = await steps.next();
    if (next.done) return next.value;
    const step = next.value;
    switch (step.kind) {
      case 'rows':
      case 'checked': {
        const { arm, replicate, done, total, remainingMs } = step;
        if (step.kind === 'rows')
          yield { type: 'rows', arm, replicate, rows: step.rows.slice(0, ROWS_SHOWN), ...step.ofRun };
        const share = done / total;
        yield {
          type: 'progress',
          phase: step.kind === 'rows' ? 'generate' : 'check',
          arm,
          replicate,
          ...runs,
          ahead: { done, total },
          fraction: progress.ahead(
            step.kind === 'rows' ? (1 - checkShare) * share : 1 - checkShare + checkShare * share,
          ),
          remainingMs,
        };
        break;
      }
      case 'heard':
        yield { type: 'writing', delta: step.delta, tokensPerSecond: step.tokensPerSecond };
        break;
      case 'report':
        yield { type: 'generation', report: step.report };
        break;
      case 'labels':
        yield { type: 'labels', checks: step.checks };
    }
  }
}

/** A warning for each class of a tier of which fewer rows were generated than requested. */
export function shortfallsOf(
  { reports }: Generation,
  study: Study,
  classNames: readonly string[],
): StudyWarning[] {
  return reports
    .filter(({ written, wanted }) => written < wanted)
    .map(({ arm, replicate, label, written, wanted }) => ({
      code: 'short-tier',
      tier: study.arms.find(({ id }) => id === arm)?.label ?? arm,
      replicate,
      className: classNames[label]!,
      numRows: written,
      numRequested: wanted,
    }));
}
