/** @file What a record's form does not tell: whether its parts fit each other. */
import { shown } from './errors';
import type { StudyRecord } from './run';
import { faultsOfLock } from './design-lock';

/** Parts of a well-formed record that do not fit each other, a clause each. */
export function contradictionsOf(record: StudyRecord): string[] {
  const { arms, classNames, runs, study, verdict, yTrue } = record;
  const faults: string[] = [];
  const check = (isFine: boolean, place: string, found: unknown, wanted: string): void => {
    if (!isFine) faults.push(`invalid ${place}: ${shown(found)} (wanted ${wanted})`);
  };
  const ids = new Set(arms.map((arm) => arm.id));
  const numClasses = classNames.length;
  const isLabel = (label: number): boolean => label < numClasses;
  check(ids.size === arms.length, 'arms', [...ids], 'each id once');
  const seen = new Set<string>();
  runs.forEach((run, i) => {
    const { arm, replicate, yPred, accuracy, confusion, rows } = run;
    const place = `runs.${i}`;
    const key = JSON.stringify([arm, replicate]);
    check(ids.has(arm), `${place}.arm`, arm, 'one of the arms');
    check(!seen.has(key), place, key, 'each replicate of an arm once');
    seen.add(key);
    check(replicate < study.replicates, `${place}.replicate`, replicate, `less than ${study.replicates}`);
    if (yPred.length === yTrue.length) {
      const right = yPred.filter((label, row) => label === yTrue[row]).length;
      const isSame = Math.abs(right / Math.max(1, yPred.length) - accuracy) <= 1e-9;
      check(isSame, `${place}.accuracy`, accuracy, `${right} of ${yPred.length}, as the predictions say`);
    } else check(false, `${place}.yPred`, yPred.length, `${yTrue.length} predictions`);
    if (run.balancedAccuracy !== undefined) {
      const recalls = confusion.flatMap((row, k) => {
        const support = row.reduce((sum, count) => sum + count, 0);
        return support > 0 ? [(row[k] ?? 0) / support] : [];
      });
      const mean = recalls.reduce((sum, recall) => sum + recall, 0) / Math.max(1, recalls.length);
      const isSame = Math.abs(mean - run.balancedAccuracy) <= 1e-9;
      check(isSame, `${place}.balancedAccuracy`, run.balancedAccuracy, `${mean}, as the confusion says`);
    }
    const isSquare = [confusion, ...confusion].every(({ length }) => length === numClasses);
    check(isSquare, `${place}.confusion`, confusion, `${numClasses} rows of ${numClasses}`);
    const label = [...yPred, ...rows.map((row) => row.label)].find((one) => !isLabel(one));
    check(label === undefined, `${place}: label`, label, `less than ${numClasses}`);
  });
  const wrong = yTrue.find((label) => !isLabel(label));
  check(wrong === undefined, 'yTrue', wrong, `less than ${numClasses}`);
  const { bestArm } = verdict;
  check(bestArm === null || ids.has(bestArm), 'verdict.bestArm', bestArm, 'one of the arms');
  return [...faults, ...faultsOfLock(record)];
}
