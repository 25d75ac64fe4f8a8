/** @file The prefetch of a study's rows by a language model, as events for the page. */
import type { StudyEvent } from '../../core/events';
import type { Generation, TierReport, PrefetchedGeneration } from '../../core/llm-report';
import type { Study } from '../../core/study';
import type { StudyProgress } from './progress';
import type { EditTools } from '../rows/row-edits';
import type { Prefetch } from './study-ports';

/** Rows shown of each batch during the prefetch. */
const ROWS_SHOWN = 3;
/** Of the part before the first run, what the check of labels takes where there is one. */
const CHECK_SHARE = 0.2;

/** Prefetches all rows, and yields what happens; returns the result. */
export async function* runPrefetch(
  writeAhead: Prefetch,
  study: Study,
  tools: EditTools,
  progress: StudyProgress,
  runs: { readonly finishedRuns: number; readonly totalRuns: number },
  signal: AbortSignal,
): AsyncGenerator<StudyEvent, PrefetchedGeneration> {
  const checkShare = writeAhead.writing.checkedPerClass > 0 ? CHECK_SHARE : 0;
  const steps = writeAhead.write(study, tools, signal);
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

/** A sentence for each class of a tier of which fewer rows were generated than requested. */
export function shortfallsOf({ reports }: Generation, study: Study, classNames: readonly string[]): string[] {
  const sentenceOf = ({ arm, replicate, label, written, wanted }: TierReport): string => {
    const tier = study.arms.find(({ id }) => id === arm)?.label ?? arm;
    return `${tier}, replicate ${replicate + 1}, ${classNames[label]}: ${written} of ${wanted} rows could be written`;
  };
  return reports.filter(({ written, wanted }) => written < wanted).map(sentenceOf);
}
