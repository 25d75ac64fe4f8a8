/**
 * @file Seconds of every experiment at its default size with the Markov generator, in the built page from the button to
 * the verdict; and what it was estimated to take. `npm run bench -- experiments`.
 */
import { estimateSeconds } from '../src/core/estimate';
import type { ExperimentId } from '../src/core/experiments';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../src/experiment/designs';
import { defaultSettings } from '../src/experiment/settings';
import type { StudyRecord } from '../src/core/run';
import { planOf } from '../src/experiment/designs';
import { awaitEnd, downloadRecord, openLab, studyUrl, testId, type Lab } from '../scripts/lab';
import { ensureBuilt } from '../scripts/site-build';

export const name = 'experiments';

/** Those that Markov can write the rows of; `EXPERIMENTS=pre-training,topics` measures these alone. */
const CHOSEN = process.env.EXPERIMENTS?.split(',') ?? EXPERIMENT_IDS;
const MEASURED = EXPERIMENT_IDS.filter(
  (id) => EXPERIMENTS[id].generators.includes('markov') && CHOSEN.includes(id),
);

export async function run(): Promise<Record<string, number | string>> {
  ensureBuilt((line) => process.stderr.write(`${line}\n`));
  const lab = await openLab();
  const figures: Record<string, number | string> = {};
  try {
    for (const id of MEASURED) {
      const { seconds, record } = await runOnPage(lab, id);
      figures[`${id}Seconds`] = Number(seconds.toFixed(1));
      figures[`${id}EstimatedSeconds`] = Math.round(
        estimateSeconds(planOf(defaultSettings(id)), record.classNames.length),
      );
      figures[`${id}Runs`] = record.runs.length;
      figures[`${id}Verdict`] = record.verdict.kind;
      process.stderr.write(`${id}: ${seconds.toFixed(1)} s\n`);
    }
  } finally {
    await lab.close();
  }
  return figures;
}

/** In a browser context of its own, so that nothing is found in its storage. */
async function runOnPage(lab: Lab, id: ExperimentId): Promise<{ seconds: number; record: StudyRecord }> {
  const context = await lab.browser.newContext({ acceptDownloads: true });
  try {
    const page = await context.newPage();
    await page.goto(studyUrl(lab.url, defaultSettings(id)));
    await testId(page, 'run').waitFor();
    const from = performance.now();
    await testId(page, 'run').click();
    const ending = await awaitEnd(page);
    const seconds = (performance.now() - from) / 1000;
    if (ending.state !== 'finished') throw new Error(`bench: the study ${id} ended as ${ending.state}`);
    return { seconds, record: (await downloadRecord(page)) as StudyRecord };
  } finally {
    await context.close();
  }
}
