/** @file Brings a study's parts together in the worker: data, encoder, backend, store; then runs it. */
import { LabError } from '../core/errors';
import type { StudyEvent, WarningCode } from '../core/events';
import type { RunStore } from '../core/ports';
import type { StudySettings } from '../core/study';
import { chooseBackend, type ChosenBackend } from '../engine/backend';
import { openLaboratory, rehearse, runStudy, temperatureStudy } from '../experiment';
import { loadSiteParts } from './site-parts';

interface Place {
  readonly siteUrl: string;
  readonly store: RunStore | null;
}

/** Kept between studies: loading is done once. A failed attempt is forgotten, so that the next one tries anew. */
let opened: Promise<Opened> | null = null;

type Opened = Awaited<ReturnType<typeof open>>;

async function open(siteUrl: string, signal: AbortSignal) {
  const { dataset, encoder } = await loadSiteParts(siteUrl, signal);
  const backend = await chooseBackend({
    wasmUrl: `${siteUrl}wasm/`,
    rehearse: (steps) => rehearse(encoder, steps),
  });
  return { dataset, backend, laboratory: openLaboratory(dataset, encoder, backend) };
}

export async function* openStudy(
  settings: StudySettings,
  { siteUrl, store }: Place,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent> {
  const opening = (opened ??= open(siteUrl, signal));
  opening.catch(() => (opened = null));
  const { dataset, backend, laboratory } = await opening;
  const study = temperatureStudy(settings, dataset.id);
  const ports = {
    ...laboratory,
    dataset,
    store,
    clock: { now: () => performance.now() },
    appVersion: __APP_VERSION__,
    browser: navigator.userAgent,
    notices: noticesOf(backend),
  };
  try {
    yield* runStudy(study, settings, ports, signal);
  } catch (error) {
    if (!backend.isLost()) throw error;
    opened = null; // the next try chooses a backend again
    throw new LabError({
      code: 'device-lost',
      place: 'openStudy',
      what: 'lost GPU',
      value: backend.adapter,
      wayOut: 'resume: the finished runs are kept',
      cause: error,
    });
  }
}

function noticesOf({ backend, problems }: ChosenBackend): { code: WarningCode; message: string }[] {
  if (backend !== 'cpu') return [];
  return [
    {
      code: 'slow-backend',
      message: `training runs in plain JavaScript, many times slower: ${problems.join('; ')}`,
    },
  ];
}
