/**
 * @file The form of a study record, for JSON that comes from a file: the same rules as the published
 * `public/schema/study-record.v1.schema.json`, and what a schema cannot say, that the parts fit each other.
 */
import * as v from 'valibot';
import { LabError } from './errors';
import type { GpuName } from './gpu-name';
import { faultOf } from './checked-json';
import { contradictionsOf } from './record-contradictions';
import { REJECTIONS } from './llm-report';
import { expectation, instant, registration, training } from './registration-schema';
import type { Statement } from './statement';
import type { StudyRecord } from './run';

const text = v.string();
const name = v.pipe(v.string(), v.minLength(1));
// `v.number()` alone lets Infinity pass.
const number = v.pipe(v.number(), v.finite());
const atLeast = (least: number) => v.pipe(number, v.minValue(least));
const between = (least: number, most: number) => v.pipe(number, v.minValue(least), v.maxValue(most));
const whole = (least: number) => v.pipe(number, v.integer(), v.minValue(least));
const positive = v.pipe(number, v.gtValue(0));
const share = between(0, 1);
const penalty = between(-2, 2);
const count = whole(0);
const direction = v.optional(v.picklist(['higher', 'lower']));
const distinct = <T>() =>
  v.check(
    (values: T[]) => new Set(values.map((value) => JSON.stringify(value))).size === values.length,
    'each once',
  );
const someNames = v.pipe(v.array(name), v.minLength(1), distinct<string>());
const measureValues = v.record(name, number);
const estimate = v.strictObject({ mean: number, low: number, high: number });

const rowSource = v.variant('kind', [
  v.strictObject({ kind: v.literal('topics'), topics: whole(1), textsPerTopic: v.nullable(whole(1)) }),
  v.strictObject({
    kind: v.literal('self-consumption'),
    generation: count,
    form: v.picklist(['replace', 'accumulate', 'fresh']),
  }),
  v.strictObject({ kind: v.literal('few-rows'), rowsPerClass: whole(1) }),
  v.strictObject({ kind: v.literal('prompt'), rung: count }),
]);

const rowEdit = v.variant('kind', [
  v.strictObject({
    kind: v.literal('near-duplicates'),
    share,
    by: v.picklist(['copies', 'paraphrases']),
  }),
  v.strictObject({ kind: v.literal('subset'), pool: whole(1), spread: share }),
  v.strictObject({
    kind: v.picklist(['other-topics', 'label-noise', 'shuffled-words', 'label-repair']),
    share,
  }),
]);

const generatedRows = v.strictObject({
  rowsPerClass: whole(1),
  temperature: positive,
  topP: v.pipe(positive, v.maxValue(1)),
  suppression: v.optional(atLeast(0)),
  frequencyPenalty: v.optional(penalty),
  presencePenalty: v.optional(penalty),
  source: v.optional(rowSource),
  edits: v.optional(v.array(rowEdit)),
  shared: v.optional(name),
});

const armPlace = {
  id: name,
  label: name,
  value: v.nullable(number),
  kind: v.picklist(['tier', 'baseline']),
  series: v.optional(name),
};

const study = v.strictObject({
  experiment: name,
  title: text,
  variant: v.optional(name),
  axis: v.strictObject({ id: name, label: text }),
  series: v.optional(v.pipe(v.array(v.strictObject({ id: name, label: name })), v.minLength(1))),
  datasetId: name,
  generator: name,
  model: v.nullable(text),
  arms: v.pipe(
    v.array(
      v.strictObject({
        ...armPlace,
        recipe: v.strictObject({
          generated: v.nullable(generatedRows),
          realRowsPerClass: count,
          preTraining: v.optional(name),
          classifier: v.optional(v.literal('linear')),
        }),
      }),
    ),
    v.minLength(1),
  ),
  replicates: whole(1),
  seed: count,
  training,
  measures: v.pipe(v.array(name), distinct<string>()),
  registration: v.optional(registration),
});

const most = v.optional(whole(1));
const measureInfo = v.strictObject({
  id: name,
  label: name,
  unit: text,
  range: v.strictTuple([v.nullable(number), v.nullable(number)]),
  moreDiverseWhen: direction,
  closerWhen: direction,
  cost: text,
  source: text,
  embedder: v.optional(name),
  limits: v.optional(v.strictObject({ rowsPerClass: most, rows: most, pairs: most, tokensPerRow: most })),
});
const plainRow = v.strictObject({ text, label: count });
const writtenRow = v.strictObject({ text, label: count, seed: whole(1), request: count, position: count });

const run = v.strictObject({
  arm: name,
  replicate: count,
  seed: count,
  accuracy: share,
  balancedAccuracy: v.optional(share),
  macroF1: share,
  confusion: v.pipe(v.array(v.pipe(v.array(count), v.minLength(2))), v.minLength(2)),
  yPred: v.array(count),
  measures: measureValues,
  rowsUsed: v.optional(v.record(name, count)),
  trainingRows: v.strictObject({ generated: count, real: count, made: v.optional(count) }),
  steps: count,
  finalLoss: atLeast(0),
  trainingAccuracy: v.optional(share),
  backend: name,
  durations: v.strictObject({
    generateMs: atLeast(0),
    measureMs: atLeast(0),
    trainMs: atLeast(0),
    evaluateMs: atLeast(0),
    preTrainMs: v.optional(atLeast(0)),
  }),
  // A row of a language model says which request made it; a row says all of that or nothing.
  rows: v.array(v.lazy((row) => (isObject(row) && 'seed' in row ? writtenRow : plainRow))),
});

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What is claimed as data. `says` names the statement; the rest depends on it, and is never relied on: the text counts. */
const statement = v.custom<Statement>(
  (value) =>
    typeof value === 'object' && value !== null && typeof (value as { says?: unknown }).says === 'string',
  'an object with the name of the statement in `says`',
);

const analysis = v.strictObject({
  score: v.optional(v.literal('balancedAccuracy')),
  arms: v.array(
    v.strictObject({
      arm: name,
      replicates: whole(1),
      accuracy: estimate,
      overReplicates: estimate,
      overTestRows: estimate,
      balancedAccuracy: v.optional(share),
      lead: v.optional(estimate),
      macroF1: share,
      finalLoss: v.optional(atLeast(0)),
      trainingAccuracy: v.optional(share),
      measures: measureValues,
    }),
  ),
  comparisons: v.array(
    v.strictObject({ arm: name, against: name, difference: estimate, pValue: share, pCorrected: share }),
  ),
  findings: v.optional(
    v.array(
      v.strictObject({
        statement: v.optional(statement),
        kind: name,
        series: v.nullable(text),
        estimate: v.nullable(estimate),
        pValue: share,
        text: name,
      }),
    ),
  ),
});

const verdict = v.strictObject({
  statement: v.optional(statement),
  kind: v.picklist([
    'moderate-is-best',
    'more-is-better',
    'less-is-better',
    'too-little-harms',
    'too-much-harms',
    'plateau',
    'level',
    'no-gain',
    'helps',
    'harms',
    'depends',
    'effect',
    'harm-is-noise',
    'harm-is-diversity',
    'harm-is-both',
    'not-distinguishable',
  ]),
  text: name,
  bestArm: v.nullable(name),
  pValue: share,
  expectation: v.optional(expectation),
});

const writing = v.strictObject({
  task: v.strictObject({
    textNoun: name,
    textNounPlural: name,
    instruction: name,
    labels: v.pipe(
      v.array(v.strictObject({ name, description: text, topics: v.array(text) })),
      v.minLength(2),
    ),
    styles: v.array(text),
    personas: v.array(text),
    places: v.array(text),
    words: v.strictTuple([whole(1), whole(1)]),
  }),
  prompts: v.strictObject({
    kind: v.picklist(['plain', 'topic', 'styles', 'persona', 'several', 'attributes']),
    fewShot: count,
    examplesPerRequest: whole(1),
    topics: whole(1),
    frequencyPenalty: penalty,
    presencePenalty: penalty,
    suppression: v.pipe(number, v.maxValue(0)),
  }),
  checkedPerClass: count,
});

const fingerprinted = { id: name, fingerprint: name };

const manifest = v.strictObject({
  appVersion: name,
  createdAt: instant,
  dataset: v.strictObject(fingerprinted),
  generator: v.strictObject({
    ...fingerprinted,
    description: text,
    gpus: v.optional(
      v.pipe(
        v.array(v.strictObject({ vendor: text, architecture: text, description: text })),
        v.minLength(1),
        distinct<GpuName>(),
      ),
    ),
    fittedTo: v.optional(v.strictObject({ rows: whole(1), leastOfClass: whole(1) })),
  }),
  writing: v.optional(writing),
  encoder: v.strictObject(fingerprinted),
  preTraining: v.optional(
    v.strictObject({ description: name, parameters: whole(1), tokensPerClass: whole(1) }),
  ),
  backends: someNames,
  adapter: v.nullable(text),
  browser: text,
  durationMs: atLeast(0),
  oracle: v.optional(
    v.strictObject({
      rows: whole(1),
      testAccuracy: share,
      folds: v.optional(v.array(v.strictObject({ rows: whole(1), testAccuracy: share }))),
    }),
  ),
});

const labelCounts = { asked: v.optional(count), judged: count, disputed: count };

const generation = v.strictObject({
  reports: v.array(
    v.strictObject({
      arm: name,
      replicate: count,
      label: count,
      wanted: count,
      written: count,
      requests: count,
      interruptions: count,
      rejections: v.strictObject(v.entriesFromList(REJECTIONS, count)),
      promptTokens: count,
      replyTokens: count,
      durationMs: atLeast(0),
    }),
  ),
  labelChecks: v.nullable(
    v.strictObject({
      real: v.strictObject(labelCounts),
      runs: v.array(v.strictObject({ arm: name, replicate: count, ...labelCounts })),
      tiers: v.array(v.strictObject({ arm: name, ...labelCounts, noise: v.nullable(estimate) })),
    }),
  ),
});

const studyRecord = v.strictObject({
  version: v.literal(1),
  study,
  arms: v.pipe(v.array(v.strictObject(armPlace)), v.minLength(1)),
  classNames: v.pipe(v.array(name), v.minLength(2), distinct<string>()),
  measures: v.array(measureInfo),
  runs: v.array(run),
  analysis,
  verdict,
  manifest,
  generation: v.optional(generation),
  yTrue: v.array(count),
  rowsKept: v.nullable(count),
  warnings: v.array(text),
});

/**
 * The record in a parsed JSON file, of whatever depth and size: nothing but what the schema names is looked into.
 * @throws LabError `bad-record` with the first part that is wrong
 */
export function readRecord(value: unknown): StudyRecord {
  const { record, faults } = judge(value, true);
  if (record && faults.length === 0) return record;
  const [fault] = faults;
  throw new LabError('bad-record', `readRecord: ${fault} — choose a record that the lab has saved`);
}

/** What is wrong with a record, a clause each; nothing where it is one. */
export function faultsOfRecord(value: unknown): string[] {
  return judge(value, false).faults;
}

function judge(value: unknown, abortEarly: boolean): { record: StudyRecord | null; faults: string[] } {
  const { success, output, issues } = v.safeParse(studyRecord, value, { abortEarly });
  if (!success) return { record: null, faults: issues.map(faultOf) };
  // The schema knows experiments, generators and measures as names only.
  const record = output as StudyRecord;
  return { record, faults: contradictionsOf(record) };
}
