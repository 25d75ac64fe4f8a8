/** @file What a study worker does that was started to help another one: makes single runs of its study. */
import { LabError, toFailure, shown } from '../core/errors';
import type { Arm } from '../core/study';
import { RunMaker, studyOf } from '../experiment';
import type { FromHelper, ToHelper } from './helper-protocol';
import { openRunPorts } from './open-study';
import { needSameParts, partsOf } from './run-parts';

const ALIVE_EVERY_MS = 2_000;

type Open = Extract<ToHelper, { readonly type: 'open' }>;

/** Answers until this worker is ended. */
export function serveRuns(port: MessagePort, siteUrl: string): void {
  const send = (message: FromHelper): void => port.postMessage(message);
  const aborts = new Map<number, AbortController>();
  let opening: ReturnType<typeof openMaker> | null = null;

  const make = async (id: number, name: string, replicate: number): Promise<void> => {
    const abort = new AbortController();
    aborts.set(id, abort);
    try {
      const { maker, armOf } = await opening!;
      const making = maker.make(armOf(name), replicate, abort.signal);
      let next = await making.next();
      for (; !next.done; next = await making.next()) send({ type: 'step', id, step: next.value });
      send({ type: 'run', id, run: next.value });
    } catch (error) {
      send({ type: 'failed', id, failure: toFailure(error) });
    } finally {
      aborts.delete(id);
    }
  };

  port.onmessage = ({ data }: MessageEvent<ToHelper>) => {
    switch (data.type) {
      case 'open':
        opening = openMaker(data, siteUrl);
        // A failure is told to whoever asks for the first run.
        opening.then(
          () => send({ type: 'ready' }),
          () => undefined,
        );
        break;
      case 'make':
        void make(data.id, data.arm, data.replicate);
        break;
      case 'abort':
        aborts.get(data.id)?.abort();
        break;
      default:
        data satisfies never;
    }
  };
  setInterval(() => send({ type: 'alive' }), ALIVE_EVERY_MS);
}

async function openMaker({ settings, backend, parts }: Open, siteUrl: string) {
  const never = new AbortController().signal;
  const { ports } = await openRunPorts(settings, siteUrl, never, backend);
  needSameParts(parts, partsOf(ports));
  const study = studyOf(settings, ports.dataset.id);
  const armOf = (name: string): Arm => {
    const arm = study.arms.find(({ id }) => id === name);
    if (arm) return arm;
    throw new LabError(
      'internal',
      `serveRuns: unknown arm: ${shown(name)} (wanted ${study.arms.map(({ id }) => id).join(', ')}) — reload the page`,
    );
  };
  return { maker: new RunMaker(study, ports), armOf };
}
