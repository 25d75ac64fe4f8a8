/**
 * @file `npm run example`: runs the default study and keeps it, shortened, as the finished example the page opens
 * with. `npm run example -- study.json` takes a record that is there already.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Run, StudyRecord } from '../src/core/run.js';
import { readRecord } from '../src/core/record-schema.js';

/** Generated rows kept per class and run: enough to read, little to download. */
const ROWS_KEPT = 5;
const EXAMPLE = fileURLToPath(new URL('../public/recorded/temperature.json', import.meta.url));
const STUDY = fileURLToPath(new URL('study.ts', import.meta.url));

function shortened(record: StudyRecord): StudyRecord {
  const firstRows = (run: Run): Run['rows'] =>
    record.classNames.flatMap((_, label) =>
      run.rows.filter((row) => row.label === label).slice(0, ROWS_KEPT),
    );
  return {
    ...record,
    rowsKept: ROWS_KEPT,
    runs: record.runs.map((run) => ({ ...run, rows: firstRows(run) })),
  };
}

let file = process.argv[2];
if (file === undefined) {
  file = join(mkdtempSync(join(tmpdir(), 'goldilocks-')), 'study.json');
  execFileSync(process.execPath, ['--import', 'tsx', STUDY, '--out', file], { stdio: 'inherit' });
}
const example = shortened(readRecord(JSON.parse(readFileSync(file, 'utf8'))));
mkdirSync(dirname(EXAMPLE), { recursive: true });
writeFileSync(EXAMPLE, JSON.stringify(example));
console.log(
  `public/recorded/temperature.json: ${statSync(EXAMPLE).size} bytes, ${ROWS_KEPT} rows kept per class and run`,
);
