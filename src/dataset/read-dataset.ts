/** @file A dataset from its JSON file, checked before anything trusts it. */
import { LabError, shown } from '../core/errors';
import { SPLIT_NAMES, type Dataset } from '../core/example';

/**
 * The dataset in a JSON text.
 * @throws LabError `bad-dataset` naming the first field that is missing or of the wrong form.
 */
export function readDataset(text: string): Dataset {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad('invalid dataset', text.slice(0, 60), 'JSON');
  }
  return checkDataset(value);
}

function bad(what: string, found: unknown, wanted: string): LabError {
  const wayOut = 'make the file again with `npm run data`, or reload the page';
  return new LabError('bad-dataset', `readDataset: ${what}: ${shown(found)} (wanted ${wanted}) — ${wayOut}`);
}

/** @throws LabError `bad-dataset` naming the first field that is missing or of the wrong form. */
export function checkDataset(value: unknown): Dataset {
  if (typeof value !== 'object' || value === null) throw bad('invalid dataset', value, 'a JSON object');
  const candidate = value as Partial<Record<keyof Dataset, unknown>>;
  for (const field of ['id', 'title', 'fingerprint', 'source'] as const) {
    if (typeof candidate[field] !== 'string') throw bad(`missing ${field}`, candidate[field], 'a text');
  }
  const { classNames, splits } = candidate;
  if (!isTexts(classNames) || classNames.length < 2)
    throw bad('invalid classNames', classNames, 'two texts or more');
  if (typeof splits !== 'object' || splits === null)
    throw bad('missing splits', splits, 'test, validation, pool, corpus');
  for (const name of SPLIT_NAMES) {
    const split = (splits as Record<string, unknown>)[name];
    const isWhole = Array.isArray(split) && split.length === classNames.length && split.every(isTexts);
    if (!isWhole)
      throw bad(
        `invalid split ${name}`,
        typeof split,
        `a list of texts for each of ${classNames.length} classes`,
      );
    if (split.some((texts) => texts.length === 0))
      throw bad(`empty class in split ${name}`, 0, 'at least one row');
  }
  const { outside, textNoun } = candidate;
  if (outside !== undefined && !isTexts(outside))
    throw bad('invalid outside', typeof outside, 'a list of texts');
  if (textNoun !== undefined && !(isTexts(textNoun) && textNoun.length === 2))
    throw bad('invalid textNoun', textNoun, 'two texts');
  return value as Dataset;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
