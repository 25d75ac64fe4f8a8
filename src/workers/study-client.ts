/** @file The page's handle on the study worker. */
import type { StudyEvent } from '../core/events';
import type { Run } from '../core/run';
import { Connection, type Limits } from './connection';
import type { StudyCalls, StudyClient } from './study-protocol';

interface ClientOptions {
  /** Starts the worker; another one in tests. */
  readonly startWorker?: () => Worker;
  /** The address of the site's files, ending in a slash. */
  readonly siteUrl?: string;
  readonly limits?: Partial<Limits>;
}

/** The worker starts with the first call, and again with the first call after it died. */
export function createStudyClient({
  startWorker = () => new Worker(new URL('./study.worker.ts', import.meta.url), { type: 'module' }),
  siteUrl = new URL('./', document.baseURI).href,
  limits,
}: ClientOptions = {}): StudyClient {
  const connection = new Connection<StudyCalls>({
    name: 'study worker',
    start: startWorker,
    siteUrl,
    wayOut: 'resume: finished runs are kept; close other tabs if memory is short',
    limits,
  });
  return {
    call: (kind, request, options) => connection.call(kind, request, options),
    stream: (kind, request, options) => connection.stream(kind, request, options),
    async *run(settings, signal, writing = null): AsyncGenerator<StudyEvent> {
      // By arm and replicate: a run is sent again when more is known of it.
      const runs = new Map<string, Run>();
      for await (const event of connection.stream('run', { settings, writing }, { signal })) {
        if (event.type === 'run' || event.type === 'earlier-run')
          runs.set(`${event.run.arm} ${event.run.replicate}`, event.run);
        if (event.type !== 'earlier-run') yield withRuns(event, runs);
      }
    },
  };
}

/** The event as it was before the worker took its runs out: all so far in `started`, arm by arm in `finished`. */
function withRuns(event: StudyEvent, runs: ReadonlyMap<string, Run>): StudyEvent {
  if (event.type === 'started') return { ...event, resumedRuns: [...runs.values()] };
  if (event.type !== 'finished') return event;
  const order = new Map(event.record.arms.map((arm, i) => [arm.id, i]));
  const sorted = [...runs.values()].sort(
    (a, b) => order.get(a.arm)! - order.get(b.arm)! || a.replicate - b.replicate,
  );
  return { ...event, record: { ...event.record, runs: sorted } };
}
