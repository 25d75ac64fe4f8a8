/** @file How rows are asked for, from a file: one that holds nothing else, or the record of a study. */
import * as v from 'valibot';
import { checkJson, readJson } from './checked-json';
import { resolveWriting, type GenerationSettings } from './generation-settings';
import { PROMPT_KINDS } from './llm-task';

const MOST_TEXTS = 200;
const texts = v.pipe(v.array(v.string()), v.maxLength(MOST_TEXTS));
const number = v.number();

const task = v.object({
  textNoun: v.string(),
  textNounPlural: v.string(),
  instruction: v.string(),
  labels: v.array(v.object({ name: v.string(), description: v.string(), topics: texts })),
  styles: texts,
  personas: texts,
  places: texts,
  words: v.tuple([number, number]),
});

const writing = v.object({
  task: v.nullable(task),
  prompts: v.object({
    kind: v.picklist(PROMPT_KINDS),
    fewShot: number,
    examplesPerRequest: number,
    topics: number,
    frequencyPenalty: number,
    presencePenalty: number,
    suppression: number,
  }),
  checkedPerClass: number,
});

const file = v.looseObject({ manifest: v.exactOptional(v.looseObject({ writing })) });

const ERRORS = {
  place: 'writing',
  code: 'bad-setting',
  wanted: 'a study’s record, or its part `manifest.writing`',
  wayOut: 'change it and start again',
} as const;

/**
 * A writing from JSON: of a file that holds one, or of a study's record, which holds it in its manifest.
 * @throws LabError `bad-setting` at the first thing that is not as it should be
 */
export function readWriting(text: string): GenerationSettings {
  const { manifest, ...rest } = readJson(text, file, ERRORS);
  const read = manifest?.writing ?? checkJson(rest, writing, ERRORS);
  resolveWriting(read, { classNames: read.task?.labels.map(({ name }) => name) ?? ['any'] });
  return read;
}
