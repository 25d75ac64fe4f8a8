/** @file Registers what a host does with each kind of message to the language model's worker. */
import { toFailure } from '../core/errors';
import type { FromLlmWorker, LlmRequest, ToLlmWorker } from './llm-protocol';
import type { LlmHost } from './llm-worker-host';

/** To be called once, in the worker. */
export function serveLlm(host: LlmHost): void {
  const aborts = new Map<number, AbortController>();
  const send = (message: FromLlmWorker): void => postMessage(message);

  const answer = async (id: number, request: LlmRequest): Promise<void> => {
    const abort = new AbortController();
    aborts.set(id, abort);
    try {
      const result = await host.answer(request, abort.signal, (event) => send({ type: 'event', id, event }));
      // Vectors of many texts go over without being copied.
      if (result instanceof Float32Array)
        postMessage({ type: 'result', id, result } satisfies FromLlmWorker, { transfer: [result.buffer] });
      else send({ type: 'result', id, result });
    } catch (error) {
      send({ type: 'failed', id, failure: toFailure(error) });
    } finally {
      aborts.delete(id);
    }
  };

  addEventListener('message', ({ data }: MessageEvent<ToLlmWorker>) => {
    switch (data.type) {
      case 'hello':
        send({ type: 'alive' });
        break;
      case 'request':
        void answer(data.id, data.request);
        break;
      case 'abort':
        aborts.get(data.id)?.abort();
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
}
