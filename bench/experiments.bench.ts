/**
 * @file Seconds of every experiment at its default size with the Markov generator, under Node on one thread of WASM, as
 * the study worker runs them; and what it was estimated to take. `npm run bench -- experiments`.
 */
import { estimateSeconds } from '../src/core/estimate';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../src/core/experiments';
import { defaultSettings } from '../src/core/settings';
import type { StudyRecord } from '../src/core/run';
import { runStudy } from '../src/experiment/run-study';
import { studyOf } from '../src/experiment/study-of';
import type { StudyPorts } from '../src/experiment/study-ports';
import { openNodeLaboratory } from '../scripts/node-laboratory';

export const name = 'experiments';

/** Those that Markov can write the rows of; `EXPERIMENTS=pre-training,topics` measures these alone. */
const CHOSEN = process.env.EXPERIMENTS?.split(',') ?? EXPERIMENT_IDS;
const MEASURED = EXPERIMENT_IDS.filter(
  (id) => EXPERIMENTS[id].generators.includes('markov') && CHOSEN.includes(id),
);

export async function run(): Promise<Record<string, number | string>> {
  const { ports, dataset } = await openNodeLaboratory();
  const figures: Record<string, number | string> = {};
  for (const id of MEASURED) {
    const settings = defaultSettings(id);
    const study = studyOf(settings, dataset.id);
    const from = performance.now();
    const record = await runWhole(study, settings, ports);
    figures[`${id}Seconds`] = Number(((performance.now() - from) / 1000).toFixed(1));
    figures[`${id}EstimatedSeconds`] = Math.round(estimateSeconds(study, dataset.classNames.length));
    figures[`${id}Runs`] = record.runs.length;
    figures[`${id}Verdict`] = record.verdict.kind;
  }
  return figures;
}

async function runWhole(
  study: ReturnType<typeof studyOf>,
  settings: Parameters<typeof studyOf>[0],
  ports: StudyPorts,
): Promise<StudyRecord> {
  for await (const event of runStudy(study, settings, ports, new AbortController().signal)) {
    if (event.type === 'finished') return event.record;
  }
  throw new Error('bench: the study did not finish');
}
