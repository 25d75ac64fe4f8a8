/**
 * @file The small transformer in its two files: `models/nano.json` says what it is, `models/nano.bin` holds its weights
 * as bytes. Every matrix is stored as signed 8-bit steps with one step size per row; the gains, a few hundred numbers
 * that scale everything, as they are.
 */
import * as v from 'valibot';
import { readJson } from '../../core/checked-json';
import { LabError, shown } from '../../core/errors';
import { fingerprintText } from '../../core/random';
import { sha256Of } from '../sha256';
import { type NanoShape, type NanoWeights, type ParameterSpec, parameterSpecs } from './model';
import { NanoVocabulary } from './vocabulary';

export const NANO_FORMAT = 'goldilocks-nano-1';

/** `models/nano.json`. */
export interface NanoManifest {
  readonly format: typeof NANO_FORMAT;
  readonly id: string;
  readonly shape: NanoShape;
  readonly pieces: readonly string[];
  /** Classes whose texts it was trained on, by index. */
  readonly labels: readonly string[];
  /** How it was made: data, settings, seed, losses before and after the weights were rounded, command. */
  readonly madeBy: Readonly<Record<string, unknown>>;
  /** SHA-256 of the bytes of nano.bin, in hexadecimal. */
  readonly sha256: string;
}

/** Steps either way: the largest value of a row is so many. */
const MOST_STEPS = 127;
/** No size of ours comes near it; beyond it, even listing the parameters would take all memory. */
const LARGEST_SIZE = 1 << 16;

const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST_SIZE));
const names = v.pipe(
  v.array(v.string()),
  v.check((list) => new Set(list).size === list.length, 'each once'),
);

const manifestSchema = v.pipe(
  v.looseObject({
    format: v.literal(NANO_FORMAT),
    id: v.string(),
    shape: v.pipe(
      v.looseObject({
        vocabularySize: size,
        contextLength: v.pipe(size, v.minValue(2)),
        dimensions: size,
        heads: size,
        layers: size,
        feedForwardSize: size,
      }),
      v.check(({ dimensions, heads }) => dimensions % heads === 0, 'heads that divide the dimensions'),
    ),
    pieces: v.pipe(names, v.minLength(2)),
    labels: names,
    sha256: v.string(),
  }),
  v.check(
    ({ shape, pieces, labels }) => shape.vocabularySize === new NanoVocabulary(pieces, labels).size,
    'a vocabulary of pieces, end and starts',
  ),
);

const ERRORS = {
  place: 'readNano',
  code: 'bad-model',
  wanted: 'the nano.json of the site',
  wayOut: 'reload the page; if it stays, the site was not copied whole — build it again',
} as const;

const QUANTISE_WAY_OUT = 'train with a lower learning rate, and write what the training gave';

/**
 * Weights as bytes, parameter after parameter in the one order: of a gain its float32 numbers; of a matrix first all
 * steps, row-major, then the step size of each row as a float32. Little-endian. The greatest error is half a step,
 * 0.4 % of the largest value of its row.
 * @param weights every parameter in the one order, row-major
 * @throws LabError `bad-model` where they are not those of the shape, or not finite
 */
export function quantiseNano(weights: readonly Float32Array[], shape: NanoShape): Uint8Array<ArrayBuffer> {
  const specs = parameterSpecs(shape);
  const lengths = specs.map(({ shape: [rows, columns] }) => rows * columns);
  if (weights.length !== specs.length || weights.some((list, i) => list.length !== lengths[i])) {
    const found = weights.map((list) => list.length);
    throw new LabError(
      'bad-model',
      `quantiseNano: invalid lengths of weights: ${shown(found)} (wanted ${lengths.join(', ')}) — ${QUANTISE_WAY_OUT}`,
    );
  }
  const bytes = new Uint8Array(numBytes(specs));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  specs.forEach(({ name, shape: [rows, columns] }, i) => {
    const values = weights[i]!;
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) {
      throw new LabError(
        'bad-model',
        `quantiseNano: invalid weight in ${name}: ${shown(wrong)} (wanted finite) — ${QUANTISE_WAY_OUT}`,
      );
    }
    if (rows === 1) values.forEach((value, k) => view.setFloat32(offset + 4 * k, value, true));
    else writeMatrix(view, offset, values, rows, columns);
    offset += numBytes([specs[i]!]);
  });
  return bytes;
}

function writeMatrix(
  view: DataView,
  offset: number,
  values: Float32Array,
  rows: number,
  columns: number,
): void {
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    let largest = 0;
    for (let k = from; k < from + columns; k++) largest = Math.max(largest, Math.abs(values[k]!));
    const scale = Math.fround(largest / MOST_STEPS);
    view.setFloat32(offset + rows * columns + 4 * row, scale, true);
    for (let k = from; k < from + columns; k++) {
      const steps = scale > 0 ? Math.round(values[k]! / scale) : 0;
      view.setInt8(offset + k, Math.max(-MOST_STEPS, Math.min(MOST_STEPS, steps))); // the scale was rounded, too
    }
  }
}

/**
 * The transformer in its two files.
 * @throws LabError `bad-model` where they are not what `npm run models` writes: wrong form, size or content
 */
export async function readNano(manifestText: string, bytes: ArrayBuffer): Promise<NanoWeights> {
  const manifest = readJson(manifestText, manifestSchema, ERRORS);
  const { id, shape, pieces, labels } = manifest;
  const specs = parameterSpecs(shape);
  if (bytes.byteLength !== numBytes(specs)) {
    throw badModel('invalid size of nano.bin', bytes.byteLength, `${numBytes(specs)} bytes`);
  }
  const sha256 = sha256Of(bytes);
  if (sha256 !== manifest.sha256) {
    throw badModel('invalid content of nano.bin', sha256, `SHA-256 ${manifest.sha256}`);
  }
  return {
    id,
    fingerprint: fingerprintText(
      JSON.stringify([manifest.sha256, Object.entries(shape).sort(), pieces, labels]),
    ),
    shape,
    vocabulary: new NanoVocabulary(pieces, labels),
    weights: dequantise(bytes, specs),
  };
}

function dequantise(bytes: ArrayBuffer, specs: readonly ParameterSpec[]): Float32Array[] {
  const view = new DataView(bytes);
  let offset = 0;
  return specs.map((spec) => {
    const { name, shape } = spec;
    const [rows, columns] = shape;
    const from = offset;
    const floatAt = (at: number): number => {
      const value = view.getFloat32(at, true);
      if (!Number.isFinite(value)) throw badModel(`invalid number in ${name}`, value, 'finite');
      return value;
    };
    offset += numBytes([spec]);
    if (rows === 1) return Float32Array.from({ length: columns }, (_, k) => floatAt(from + 4 * k));
    const values = Float32Array.from(new Int8Array(bytes, from, rows * columns));
    for (let row = 0; row < rows; row++) {
      const scale = floatAt(from + rows * columns + 4 * row);
      for (let k = row * columns; k < (row + 1) * columns; k++) values[k]! *= scale;
    }
    return values;
  });
}

function numBytes(specs: readonly ParameterSpec[]): number {
  return specs.reduce(
    (sum, { shape: [rows, columns] }) => sum + (rows === 1 ? 4 * columns : rows * (columns + 4)),
    0,
  );
}

function badModel(what: string, value: unknown, wanted: string): LabError {
  const { place, code, wayOut } = ERRORS;
  return new LabError(code, `${place}: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`);
}
