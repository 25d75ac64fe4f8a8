/** @file The study worker: registers what the host does with each kind of message. */
import { toFailure } from '../core/errors';
import type { StudyEvent } from '../core/events';
import * as host from './study-worker-host';
import type { FileProgress, FromWorker, Request, Result, ToWorker } from './study-protocol';

const aborts = new Map<number, AbortController>();
const send = (message: FromWorker): void => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'hello':
      host.setSiteUrl(data.siteUrl);
      send({ type: 'alive' });
      break;
    case 'request':
      void answer(data.id, data.request);
      break;
    case 'abort':
      aborts.get(data.id)?.abort();
      break;
    case 'help':
      void host.help(data.port);
      break;
    case 'pause':
      host.gate.pause();
      break;
    case 'resume':
      host.gate.resume();
      break;
    default:
      data satisfies never;
  }
});

async function answer(id: number, request: Request): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  try {
    send({ type: 'result', id, result: await resultOf(id, request, abort.signal) });
  } catch (error) {
    send({ type: 'failed', id, failure: toFailure(error) });
  } finally {
    aborts.delete(id);
  }
}

async function resultOf(id: number, request: Request, signal: AbortSignal): Promise<Result> {
  const onProgress = (progress: FileProgress): void => send({ type: 'progress', id, progress });
  switch (request.kind) {
    case 'run':
      for await (const event of host.run(request.settings, request.writing, signal)) sendEvent(id, event);
      return null;
    case 'list':
      return host.list();
    case 'record':
      return host.record(request.key);
    case 'remove':
      await host.remove(request.key);
      return null;
    case 'explain':
      return host.explain(request.request, signal);
    case 'columns':
      return host.columns(request.file, signal);
    case 'measure':
      return host.measure(request.request, signal, onProgress);
    case 'prepare-judge':
      return host.prepareJudge(request.request, signal, onProgress);
    case 'judge':
      return host.judge(request.request, signal, onProgress);
    case 'release-judge':
      await host.releaseJudge();
      return null;
    case 'ablate':
      return host.ablate(request.request, signal, onProgress);
    case 'model':
      return host.askModel(request.question, signal);
    case 'train':
      return host.trainModel(request.training, (event) => send({ type: 'training', id, event }), signal);
  }
}

/** An event without the runs it holds, which go one by one, and not again at the end. */
function sendEvent(id: number, event: StudyEvent): void {
  if (event.type === 'started') {
    for (const run of event.resumedRuns) send({ type: 'run', id, run });
    send({ type: 'event', id, event: { ...event, resumedRuns: [] } });
  } else if (event.type === 'finished') {
    send({ type: 'event', id, event: { ...event, record: { ...event.record, runs: [] } } });
  } else send({ type: 'event', id, event });
}
