/** @file The published schema and the lab's own reader, which must judge every record alike. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { faultsOfRecord } from '../../src/core/record-schema';

export const SCHEMA = JSON.parse(
  readFileSync(new URL('../../public/schema/study-record.v1.schema.json', import.meta.url), 'utf8'),
) as { readonly $schema: string };

const isOfSchema = new Ajv2020({ allowUnionTypes: true }).compile(SCHEMA);

/** What the reader finds wrong with the form of a record; the schema must refuse the same records. */
export function agreedFaults(value: unknown): string[] {
  const faults = faultsOfRecord(value);
  expect(faults.length === 0, `${faults.join()} and the schema disagree`).toBe(isOfSchema(value));
  return faults;
}
