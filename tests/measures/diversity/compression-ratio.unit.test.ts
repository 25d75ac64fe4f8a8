/** @file Compression ratio. Reference numbers: `python3 tests/diversity/golden.py ORIGINALS`, Python 3.11.2. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/core/errors.js';
import { compressionRatio } from '../../../src/measures/diversity/compression-ratio.js';
import { rng, SENTENCES } from './fixtures.js';

const MANY = Array.from({ length: 20 }, () => SENTENCES).flat();

describe('compression ratio', () => {
  it('is that of one gzip, within what zlibs differ by', async () => {
    // golden.py · Python 3.11.2 gzip.compress(' '.join(SENTENCES * 20), 6): 37.65
    expect(Math.abs((await compressionRatio(MANY)) / 37.6536458333333 - 1)).toBeLessThan(0.05);
  });

  it('deviates from the original, which compresses what it has compressed: 40.388', async () => {
    // golden.py · cshaib/diversity 25127cc: compression_ratio(SENTENCES * 20, 'gzip')
    expect(await compressionRatio(MANY)).toBeLessThan(40);
  });

  it('counts bytes, not characters, and every one of them', async () => {
    const texts = ['naïve café 🐦', 'Übermut', ''];
    const bytes = new TextEncoder().encode(texts.join(' '));
    const packed = new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip')));
    const gzip = new Uint8Array(await packed.arrayBuffer());
    expect(gunzipSync(gzip).length).toBe(bytes.length);
    expect(await compressionRatio(texts)).toBeCloseTo(bytes.length / gzip.length, 12);
  });

  it('reads texts longer than a piece, and does not cut a character of two units in half', async () => {
    const texts = Array.from({ length: 40_000 }, (_, i) => (i % 3 === 0 ? '🐦🐦' : `bird ${i}`));
    const bytes = new TextEncoder().encode(texts.join(' '));
    const packed = new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip')));
    const size = (await packed.arrayBuffer()).byteLength;
    expect(Math.abs((await compressionRatio(texts)) / (bytes.length / size) - 1)).toBeLessThan(0.01);
  });

  it('rises with repetition and stays low for random letters', async () => {
    const random = rng();
    const word = (): string =>
      Array.from({ length: 8 }, () => String.fromCharCode(97 + random.integer(26))).join('');
    const unlike = Array.from({ length: 300 }, word);
    const same = unlike.map(() => unlike[0]!);
    expect(await compressionRatio(unlike)).toBeLessThan(1.8);
    expect(await compressionRatio(same)).toBeGreaterThan(20);
    expect(await compressionRatio([...unlike, ...unlike])).toBeGreaterThan(await compressionRatio(unlike));
    expect(await compressionRatio(['a'])).toBeLessThan(0.1); // the frame of gzip alone is 18 bytes
    expect(await compressionRatio([''.padEnd(1e6, 'a')])).toBeLessThanOrEqual(1032);
  });

  it('refuses a set without a byte', async () => {
    for (const texts of [[], ['']]) await expect(compressionRatio(texts)).rejects.toThrow(LabError);
    await expect(compressionRatio([])).rejects.toThrow(
      'compressionRatio: missing text (wanted at least one character)',
    );
  });
});
