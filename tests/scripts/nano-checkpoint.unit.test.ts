import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint, writeCheckpoint, type EpochLosses } from '../../scripts/nano-checkpoint';
import type { NanoCheckpoint } from '../../src/training/nano/training-state';

test('a training on disk reads back to the last bit; where there is none, there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nano-checkpoint-'));
  try {
    const file = join(folder, 'cache', 'one.bin');
    expect(readCheckpoint(file)).toBeNull();
    const lists = (from: number): Float32Array[] => [
      Float32Array.of(from, -0, 1e-40, Math.PI),
      new Float32Array(0),
      Float32Array.of(from + 0.1),
    ];
    const checkpoint: NanoCheckpoint = {
      fingerprint: 'ünlike', // two bytes a letter: lengths are of bytes
      step: 7,
      epochNats: 1 / 3,
      epochTokens: 5,
      weights: lists(1),
      firstMoments: lists(2),
      secondMoments: lists(3),
    };
    const losses: EpochLosses[] = [[5.5, 5.25]];
    for (let i = 0; i < 2; i++) writeCheckpoint(file, checkpoint, losses); // the second over the first
    expect(readCheckpoint(file)).toEqual({ checkpoint, losses });
    expect(existsSync(`${file}.part`)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
