/** @file A dataset from its JSON file, checked before anything trusts it. */
import { LabError, shown } from '../core/errors';
import { SPLIT_NAMES, type Dataset } from '../core/example';

/**
 * The dataset in a JSON text.
 * @throws LabError `bad-dataset` naming the first field that is missing or of the wrong form.
 */
export function readDataset(text: string): Dataset {
  const bad = (what: string, found: unknown, wanted: string): never => {
    throw new LabError(
      'bad-dataset',
      `readDataset: ${what}: ${shown(found)} (wanted ${wanted}) — make the file again with \`npm run data\`, or reload the page`,
    );
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad('invalid dataset', text.slice(0, 60), 'JSON');
  }
  if (typeof value !== 'object' || value === null) return bad('invalid dataset', value, 'a JSON object');
  const candidate = value as Partial<Record<keyof Dataset, unknown>>;
  for (const field of ['id', 'title', 'fingerprint', 'source'] as const) {
    if (typeof candidate[field] !== 'string') bad(`missing ${field}`, candidate[field], 'a text');
  }
  const { classNames, splits } = candidate;
  if (!isTexts(classNames) || classNames.length < 2)
    return bad('invalid classNames', classNames, 'two texts or more');
  if (typeof splits !== 'object' || splits === null)
    return bad('missing splits', splits, 'test, validation, pool, corpus');
  for (const name of SPLIT_NAMES) {
    const split = (splits as Record<string, unknown>)[name];
    const isWhole = Array.isArray(split) && split.length === classNames.length && split.every(isTexts);
    if (!isWhole)
      bad(`invalid split ${name}`, typeof split, `a list of texts for each of ${classNames.length} classes`);
    if ((split as string[][]).some((texts) => texts.length === 0))
      bad(`empty class in split ${name}`, 0, 'at least one row');
  }
  const { outside } = candidate;
  if (outside !== undefined && !isTexts(outside)) bad('invalid outside', typeof outside, 'a list of texts');
  return value as Dataset;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
