/** @file A dataset from its JSON file, checked before anything trusts it. */
import * as v from 'valibot';
import { checkJson, readJson } from '../core/checked-json';
import type { Dataset } from '../core/example';

const texts = v.array(v.string());
const someTexts = v.pipe(texts, v.minLength(1));
const split = v.array(someTexts);

const schema = v.pipe(
  v.looseObject({
    id: v.string(),
    title: v.string(),
    fingerprint: v.string(),
    source: v.string(),
    classNames: v.pipe(texts, v.minLength(2)),
    splits: v.looseObject({ test: split, validation: split, pool: split, corpus: split }),
    outside: v.exactOptional(texts),
    textNoun: v.exactOptional(v.tuple([v.string(), v.string()])),
  }),
  v.check(
    ({ classNames, splits: { test, validation, pool, corpus } }) =>
      [test, validation, pool, corpus].every(({ length }) => length === classNames.length),
    'a list of texts for each class in every split',
  ),
);

const ERRORS = {
  place: 'readDataset',
  code: 'bad-dataset',
  wanted: 'a dataset',
  wayOut: 'make the file again with `npm run data`, or reload the page',
} as const;

/**
 * The dataset in a JSON text.
 * @throws LabError `bad-dataset` naming the first field that is missing or of the wrong form.
 */
export function readDataset(text: string): Dataset {
  return readJson(text, schema, ERRORS);
}

/** The same of a dataset that is here as a value. */
export function checkDataset(value: unknown): Dataset {
  return checkJson(value, schema, ERRORS);
}
