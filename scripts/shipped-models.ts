/** @file The models of `models/`, read from disk. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEncoder, type Encoder } from '../src/training/encoder.js';
import type { NanoWeights } from '../src/training/nano/model.js';
import { readNano } from '../src/training/nano/weights-file.js';

export function readShippedEncoder(): Promise<Encoder> {
  return readEncoder(...filesOf('encoder'));
}

export function readShippedNano(): Promise<NanoWeights> {
  return readNano(...filesOf('nano'));
}

function filesOf(name: string): [manifest: string, bytes: ArrayBuffer] {
  const path = join(dirname(fileURLToPath(import.meta.url)), '..', 'models', name);
  return [readFileSync(`${path}.json`, 'utf8'), Uint8Array.from(readFileSync(`${path}.bin`)).buffer];
}
