/** @file What a study worker does that another study worker started: makes single runs of its study. */
import { LabError, shown } from '../core/errors';
import type { Run } from '../core/run';
import type { Arm } from '../core/study';
import { RunMaker } from '../experiment/run/make-run';
import type { RunStep } from '../experiment/run/study-ports';
import { studyOf } from '../experiment/run/study-of';
import { needSameParts, openRunPorts, partsOf } from './open-study';
import type { HelperStudy } from './study-protocol';

let opening: ReturnType<typeof openMaker> | null = null;

/** Once, before the first run. */
export async function openRuns(study: HelperStudy, siteUrl: string): Promise<void> {
  opening = openMaker(study, siteUrl);
  await opening;
}

/** @throws LabError where the study could not be opened, or a step fails; AbortError */
export async function* makeRun(
  armId: string,
  replicate: number,
  signal: AbortSignal,
): AsyncGenerator<RunStep, Run> {
  if (!opening) throw new LabError('internal', 'makeRun: missing study — open one first');
  const { maker, armOf } = await opening;
  return yield* maker.make(armOf(armId), replicate, signal);
}

async function openMaker({ settings, dataset, backend, parts }: HelperStudy, siteUrl: string) {
  const never = new AbortController().signal;
  const { ports } = await openRunPorts(settings, siteUrl, never, { backend, dataset });
  needSameParts(parts, partsOf(ports));
  const { id, classNames } = ports.dataset;
  const study = studyOf(settings, id, classNames.length);
  const armOf = (id: string): Arm => {
    const arm = study.arms.find((one) => one.id === id);
    if (arm) return arm;
    throw new LabError(
      'internal',
      `makeRun: unknown arm: ${shown(id)} (wanted ${study.arms.map(({ id }) => id).join(', ')}) — reload the page`,
    );
  };
  return { maker: new RunMaker(study, ports), armOf };
}
