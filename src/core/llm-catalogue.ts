/** @file The catalogue of language models in its file, `models/catalogue/web-llm.json`, and the reader that checks it. */
import * as v from 'valibot';
import { readJson } from './checked-json';
import { isWebAddress, LIBRARY_VERSION, type LanguageModel } from './llm-model';

export interface Catalogue {
  readonly version: 1;
  /** What it was made from. */
  readonly madeFrom: string;
  readonly libraryVersion: string;
  readonly models: readonly LanguageModel[];
}

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const address = v.pipe(text, v.check(isWebAddress, 'an address that begins with https:// or http://'));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const model = v.object({
  id: text,
  family: text,
  title: text,
  parametersM: positive,
  quantisation: text,
  needsF16: v.boolean(),
  downloadBytes: positive,
  isSizeExact: v.boolean(),
  vramMB: positive,
  contextTokens: positive,
  bufferBytes: v.nullable(positive),
  isThinking: v.boolean(),
  weightsUrl: address,
  libraryUrl: address,
  revision: v.nullable(text),
  sha256: v.record(v.string(), sha256),
  licence: text,
  embedding: v.exactOptional(v.object({ dimensions: positive, batchSize: positive, begin: text, end: text })),
});

const catalogue = v.object({
  version: v.literal(1),
  madeFrom: text,
  libraryVersion: v.literal(LIBRARY_VERSION),
  models: v.pipe(
    v.array(model),
    v.minLength(1),
    v.check((models) => new Set(models.map(({ id }) => id)).size === models.length, 'no id twice'),
  ),
});

/** @throws LabError `bad-language-model` at the first thing that is not as it should be */
export function readCatalogue(json: string): Catalogue {
  return readJson(json, catalogue, {
    place: 'readCatalogue',
    code: 'bad-language-model',
    wanted: 'a catalogue',
    wayOut: 'make the catalogue again',
  });
}
