/** @file The form of what a record keeps of how classifiers are trained, and of what was stated before the run. */
import * as v from 'valibot';
import { CLASSIFIER_KINDS } from './classifiers';
import { EXPECTED_SHAPES } from './hypothesis';

const name = v.pipe(v.string(), v.minLength(1));
const number = v.pipe(v.number(), v.finite());
const positive = v.pipe(number, v.gtValue(0));
const whole = (least: number) => v.pipe(number, v.integer(), v.minValue(least));
const expectedShape = v.picklist(EXPECTED_SHAPES);

/** A time in UTC. */
export const instant = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/));

/** How classifiers are fine-tuned. */
export const training = v.strictObject({
  steps: whole(1),
  batchSize: whole(1),
  embeddingLearningRate: v.pipe(number, v.minValue(0)),
  learningRate: positive,
  hiddenSize: whole(1),
  wordDropout: v.pipe(number, v.minValue(0), v.ltValue(1)),
});

/** Of the design and its lock; further settings, which another version may have, are plain values. */
export const registration = v.strictObject({
  design: v.objectWithRest(
    {
      data: name,
      experiment: name,
      variant: v.nullable(name),
      generator: name,
      model: v.nullable(v.string()),
      values: v.pipe(v.array(number), v.minLength(1)),
      series: v.array(name),
      temperature: positive,
      topP: positive,
      rowsPerClass: whole(1),
      realRowsPerClass: whole(0),
      manyRealRowsPerClass: whole(1),
      replicates: whole(1),
      seed: whole(0),
      classifier: v.picklist(CLASSIFIER_KINDS),
      training: v.strictObject({ ...training.entries, steps: v.nullable(whole(1)) }),
      expected: v.nullable(expectedShape),
      margin: v.nullable(v.pipe(positive, v.maxValue(1))),
    },
    v.union([v.string(), number, v.boolean(), v.null()]),
  ),
  lock: v.nullable(v.strictObject({ hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), fixedAt: instant })),
});

export const expectation = v.strictObject({
  expected: expectedShape,
  isFixed: v.boolean(),
  isFound: v.nullable(v.boolean()),
});
