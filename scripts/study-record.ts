/** @file Is this a study record? Judged by the published schema, and by what a schema cannot say. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import type { StudyRecord } from '../src/core/run.js';

export const SCHEMA_FILE = new URL('../public/schema/study-record.v1.schema.json', import.meta.url);

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object,
);

/** What is wrong with it, a sentence each; nothing where it is a record. */
export function faultsOfRecord(value: unknown): string[] {
  if (!validate(value)) {
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const name = 'additionalProperty' in params ? `: "${params.additionalProperty}"` : '';
      return `study record: invalid ${instancePath || 'record'}; it ${message ?? 'is wrong'}${name}`;
    });
  }
  return contradictionsOf(value as StudyRecord);
}

/** Parts of a well-formed record that do not fit each other. */
function contradictionsOf(record: StudyRecord): string[] {
  const faults: string[] = [];
  const arms = new Set(record.arms.map((arm) => arm.id));
  if (arms.size !== record.arms.length) faults.push('study record: invalid /arms; an id stands twice');
  const numClasses = record.classNames.length;
  const seen = new Set<string>();
  record.runs.forEach((run, runIdx) => {
    const place = `study record: invalid /runs/${runIdx}`;
    if (!arms.has(run.arm)) faults.push(`${place}; unknown arm "${run.arm}"`);
    const key = `${run.arm} ${run.replicate}`;
    if (seen.has(key)) faults.push(`${place}; arm "${run.arm}" has replicate ${run.replicate} twice`);
    seen.add(key);
    if (run.replicate >= record.study.replicates)
      faults.push(`${place}; replicate ${run.replicate} of ${record.study.replicates}`);
    if (run.yPred.length !== record.yTrue.length) {
      faults.push(`${place}; ${run.yPred.length} predictions for ${record.yTrue.length} test rows`);
    } else {
      const right = run.yPred.filter((label, i) => label === record.yTrue[i]).length;
      if (Math.abs(right / Math.max(1, run.yPred.length) - run.accuracy) > 1e-9) {
        faults.push(
          `${place}; accuracy ${run.accuracy}, but ${right} of ${run.yPred.length} predictions are right`,
        );
      }
    }
    const isSquare =
      run.confusion.length === numClasses && run.confusion.every((row) => row.length === numClasses);
    if (!isSquare) faults.push(`${place}; its confusion matrix is not ${numClasses} by ${numClasses}`);
  });
  for (const label of [
    ...record.yTrue,
    ...record.runs.flatMap((run) => [...run.yPred, ...run.rows.map((row) => row.label)]),
  ]) {
    if (label < numClasses) continue;
    faults.push(`study record: invalid label: ${label} (wanted less than ${numClasses})`);
    break;
  }
  if (record.verdict.bestArm !== null && !arms.has(record.verdict.bestArm)) {
    faults.push(`study record: invalid /verdict; unknown arm "${record.verdict.bestArm}"`);
  }
  return faults;
}
