/** @file Stores a training of the transformer on disk, so that it can be resumed after an interruption. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NanoCheckpoint } from '../src/training/nano/training-state';

/** What the file begins with, as JSON behind its length in bytes; the numbers follow as float32. */
interface Header {
  readonly fields: Pick<NanoCheckpoint, 'fingerprint' | 'step' | 'epochNats' | 'epochTokens'>;
  readonly lengths: readonly number[];
  readonly losses: readonly EpochLosses[];
}

/** [training, validation] nats a token. */
export type EpochLosses = readonly [trainingLoss: number, validationLoss: number];

const LISTS = ['weights', 'firstMoments', 'secondMoments'] as const;

/** The whole file or none: it is written under another name first. @param losses of the epochs that are done */
export function writeCheckpoint(
  file: string,
  checkpoint: NanoCheckpoint,
  losses: readonly EpochLosses[],
): void {
  const { fingerprint, step, epochNats, epochTokens, weights } = checkpoint;
  const fields = { fingerprint, step, epochNats, epochTokens };
  const header = Buffer.from(
    JSON.stringify({ fields, lengths: weights.map((list) => list.length), losses } satisfies Header),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32LE(header.length);
  const numbers = LISTS.flatMap((name) =>
    checkpoint[name].map((list) => Buffer.from(list.buffer, list.byteOffset, list.byteLength)),
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, Buffer.concat([size, header, ...numbers]));
  renameSync(`${file}.part`, file);
}

/** What `writeCheckpoint` wrote; null where there is no such file. */
export function readCheckpoint(
  file: string,
): { checkpoint: NanoCheckpoint; losses: readonly EpochLosses[] } | null {
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  const headerEnd = 4 + bytes.readUInt32LE(0);
  const { fields, lengths, losses } = JSON.parse(bytes.toString('utf8', 4, headerEnd)) as Header;
  let offset = bytes.byteOffset + headerEnd;
  const [weights, firstMoments, secondMoments] = LISTS.map(() =>
    lengths.map((length) => {
      const list = new Float32Array(bytes.buffer.slice(offset, offset + 4 * length));
      offset += 4 * length;
      return list;
    }),
  ) as [Float32Array[], Float32Array[], Float32Array[]];
  return { checkpoint: { ...fields, weights, firstMoments, secondMoments }, losses };
}
