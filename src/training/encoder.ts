/**
 * @file The pre-trained encoder: a subword vocabulary, one embedding per piece, and how much each piece counts.
 * A text is the weighted mean of its pieces' embeddings.
 */
import * as v from 'valibot';
import { readJson } from '../core/checked-json';
import { LabError, shown } from '../core/errors';
import { SubwordTokenizer } from '../text/subwords';
import { sha256Of } from './sha256';

export interface Encoder {
  readonly id: string;
  readonly fingerprint: string;
  readonly tokenizer: SubwordTokenizer;
  readonly dimensions: number;
  /** (pieces, d) row-major. */
  readonly embeddings: Float32Array;
  /**
   * Weight of each piece in a mean, a / (a + p(piece)) with p its share of the corpus: near 1 for rare pieces, small
   * for "of" and "the" (smooth inverse frequency, Arora, Liang & Ma 2017).
   */
  readonly pieceWeights: Float32Array;
  /** The bag of the whole corpus, as if it were one text. */
  readonly corpusBag: Bag;
}

/** Arora et al.'s a: pieces more frequent than this count less than half. */
const SMOOTH_INVERSE_FREQUENCY = 1e-3;

/** `models/encoder.json`; the numbers lie in `models/encoder.bin`. */
export interface EncoderManifest {
  readonly format: 'goldilocks-encoder-1';
  readonly id: string;
  readonly dimensions: number;
  readonly pieces: readonly string[];
  /** Times each piece stood in the corpus. */
  readonly pieceCounts: readonly number[];
  /** How it was made: data, settings, losses, command. */
  readonly madeBy: Readonly<Record<string, unknown>>;
  /** SHA-256 of the bytes of encoder.bin, in hexadecimal. */
  readonly sha256: string;
}

const manifestSchema = v.pipe(
  v.looseObject({
    format: v.literal('goldilocks-encoder-1'),
    id: v.string(),
    dimensions: v.pipe(v.number(), v.integer(), v.minValue(1)),
    pieces: v.pipe(v.array(v.string()), v.minLength(1)),
    pieceCounts: v.array(v.pipe(v.number(), v.minValue(0))),
    sha256: v.string(),
  }),
  v.check(({ pieces, pieceCounts }) => pieces.length === pieceCounts.length, 'a count for each piece'),
);

const ERRORS = {
  place: 'readEncoder',
  code: 'bad-model',
  wanted: 'the encoder.json of the site',
  wayOut: 'reload the page; if it stays, the site was not copied whole — build it again',
} as const;

/** A text as the pieces in it and their shares, which sum to 1; a text without pieces has none. */
export interface Bag {
  readonly pieces: Int32Array;
  readonly shares: Float32Array;
}

/** The bag of a text: each piece's share of the weighted mean. */
export function bagOf(encoder: Encoder, text: string): Bag {
  return bagOfPieces(encoder, encoder.tokenizer.encode(text));
}

function bagOfPieces({ pieceWeights }: Pick<Encoder, 'pieceWeights'>, ids: readonly number[]): Bag {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return bagOfCounts(pieceWeights, counts);
}

function bagOfCounts(pieceWeights: Float32Array, counts: ReadonlyMap<number, number>): Bag {
  const weighted = Array.from(counts, ([piece, count]) => count * pieceWeights[piece]!);
  const total = weighted.reduce((sum, weight) => sum + weight, 0);
  return {
    pieces: Int32Array.from(counts.keys()),
    shares: Float32Array.from(weighted, (weight) => weight / total),
  };
}

/**
 * Embeddings as bytes: for each piece d signed 8-bit steps and then, after all steps, its step size as a float32;
 * the largest value of a row is 127 steps. The greatest error is half a step, 0.4 % of the row's largest value.
 */
export function quantise(embeddings: Float32Array, dimensions: number): Uint8Array {
  const numRows = embeddings.length / dimensions;
  const bytes = new Uint8Array(embeddings.length + 4 * numRows);
  const steps = new Int8Array(bytes.buffer, 0, embeddings.length);
  const scales = new DataView(bytes.buffer, embeddings.length);
  for (let row = 0; row < numRows; row++) {
    const values = embeddings.subarray(row * dimensions, (row + 1) * dimensions);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = Math.fround(largest / 127);
    scales.setFloat32(4 * row, scale, true);
    for (let i = 0; i < dimensions; i++)
      steps[row * dimensions + i] = scale > 0 ? Math.round(values[i]! / scale) : 0;
  }
  return bytes;
}

/**
 * The encoder in its two files.
 * @throws LabError `bad-model` where they are not what `npm run models` writes: wrong form, size or content.
 */
export async function readEncoder(manifestText: string, bytes: ArrayBuffer): Promise<Encoder> {
  const manifest = readJson(manifestText, manifestSchema, ERRORS);
  const { dimensions, pieces, pieceCounts } = manifest;
  const numSteps = pieces.length * dimensions;
  if (bytes.byteLength !== numSteps + 4 * pieces.length) {
    throw badModel('invalid size of encoder.bin', bytes.byteLength, `${numSteps + 4 * pieces.length} bytes`);
  }
  const sha256 = sha256Of(bytes);
  if (sha256 !== manifest.sha256)
    throw badModel('invalid content of encoder.bin', sha256, `SHA-256 ${manifest.sha256}`);

  const steps = new Int8Array(bytes, 0, numSteps);
  const scales = new DataView(bytes, numSteps);
  const embeddings = Float32Array.from(
    steps,
    (step, i) => step * scales.getFloat32(4 * Math.floor(i / dimensions), true),
  );
  const total = pieceCounts.reduce((sum, count) => sum + count, 0);
  const pieceWeights = smoothInverseFrequencies(pieceCounts, total);
  return {
    id: manifest.id,
    fingerprint: manifest.sha256,
    tokenizer: new SubwordTokenizer(pieces),
    dimensions,
    embeddings,
    pieceWeights,
    corpusBag: bagOfCounts(pieceWeights, new Map(pieceCounts.entries())),
  };
}

function smoothInverseFrequencies(counts: readonly number[], total: number): Float32Array {
  return Float32Array.from(
    counts,
    (count) => SMOOTH_INVERSE_FREQUENCY / (SMOOTH_INVERSE_FREQUENCY + count / total),
  );
}

function badModel(what: string, value: unknown, wanted: string): LabError {
  const { place, code, wayOut } = ERRORS;
  return new LabError(code, `${place}: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`);
}
