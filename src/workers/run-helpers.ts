/** @file Further threads that make runs of a study. One that dies or hangs never leaves the study waiting. */
import type { RunWorker } from '../experiment/run/study-ports';
import { Connection } from './connection';
import type { HelperCalls, HelperStudy } from './study-protocol';

/** A helper that has not opened the study by then is given up: a download that it waits for may never come. */
const OPEN_MS = 60_000;

export interface HelperOptions extends HelperStudy {
  /** The address of the site's files, ending in a slash. */
  readonly siteUrl: string;
  /** Starts the worker; another one in tests. */
  readonly startWorker?: () => Worker;
}

export interface Helper extends RunWorker {
  /** Ends its thread. */
  close(): void;
}

/** Another worker of this worker's own script, which opens the study by itself; it starts with its first run. */
export function startHelper({
  siteUrl,
  startWorker = () => new Worker(self.location.href, { type: 'module' }),
  ...study
}: HelperOptions): Helper {
  let isOpened = false;
  const connection = new Connection<HelperCalls>({
    name: 'helper',
    start: startWorker,
    siteUrl,
    wayOut: 'its runs are made by the others',
    onEnd: () => (isOpened = false),
  });
  return {
    async *make({ id: arm }, replicate, signal) {
      signal.throwIfAborted();
      if (!isOpened) {
        isOpened = true;
        // A failure to open rejects the requests for runs.
        connection.call('open-runs', study, { silenceMs: () => OPEN_MS }).catch(() => undefined);
      }
      // One run at a time is made here, so that a thread whose run was stopped has nothing else to do.
      return yield* connection.stream('make-run', { arm, replicate }, { signal, stopMs: 0 });
    },
    close: () => connection.end(new DOMException('closed', 'AbortError')),
  };
}
