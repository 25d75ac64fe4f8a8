import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { stream } from '../../../src/core/random';
import { Decoder, MOST_SLOTS } from '../../../src/training/nano/sample';
import { logits as fullLogits } from '../../../src/training/nano/evaluate';
import { NanoModel } from '../../../src/training/nano/model';
import { onEachBackend } from '../backends';
import { tinyShape, toyNano, toyShape } from './toy-nano';

const V = toyShape.vocabularySize;
/** As many texts as there are slots, each different and as long as any context here. */
const texts = Array.from({ length: MOST_SLOTS }, (_, text) => {
  const rng = stream('decoder', text);
  return Array.from({ length: toyShape.contextLength }, () => rng.integer(V));
});

/** The logits after each token of the texts: `byStep[position]` is (texts, V). */
async function decode(model: NanoModel, rows: readonly number[]): Promise<Float32Array[]> {
  const decoder = new Decoder(model, rows.length);
  const byStep: Float32Array[] = [];
  for (let position = 0; position < model.shape.contextLength; position++) {
    const logits = decoder.step(rows.map((row) => texts[row]![position]!));
    byStep.push((await logits.data<'float32'>()).slice(0, rows.length * V));
    logits.dispose();
  }
  decoder.dispose();
  return byStep;
}

onEachBackend((backend) => {
  const shape = backend === 'webgpu' ? tinyShape : toyShape;
  const C = shape.contextLength;

  test('token by token comes out what the whole text at once gives, at every position', async () => {
    const before = tf.memory().numTensors;
    const model = new NanoModel(toyNano(1, shape));
    const rows = backend === 'webgpu' ? [0, 1] : [0, 1, 2, 3, 4];
    const byStep = await decode(model, rows);
    for (const row of rows) {
      const whole = fullLogits(model.parameters, model.shape, texts[row]!.slice(0, C));
      const wanted = await whole.data();
      whole.dispose();
      for (let position = 0; position < C; position++) {
        for (let token = 0; token < V; token++) {
          const difference = byStep[position]![row * V + token]! - wanted[position * V + token]!;
          expect(Math.abs(difference)).toBeLessThan(1e-4);
        }
      }
    }
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the logits of a text are the same, to the bit, alone and in any company', async () => {
    // On WASM as wide as a real one, so that its matrices are multiplied by the same code.
    const wide = backend === 'wasm' ? { ...shape, dimensions: 128, feedForwardSize: 512 } : shape;
    const model = new NanoModel(toyNano(1, wide));
    const everyone = Array.from(texts.keys());
    const all = await decode(model, everyone);
    for (const rows of [[70], [3, 127, 5, 70, 0, 1, 2]]) {
      const some = await decode(model, rows);
      some.forEach((logits, position) => {
        rows.forEach((row, slot) => {
          const wanted = all[position]!.subarray(row * V, (row + 1) * V);
          expect(logits.subarray(slot * V, (slot + 1) * V)).toEqual(wanted);
        });
      });
    }
    model.dispose();
  });

  test('texts whose neighbours leave go on as if these had stayed', async () => {
    const before = tf.memory().numTensors;
    const model = new NanoModel(toyNano(1, shape));
    const rows = [10, 11, 12, 13, 14, 15];
    const wanted = await decode(model, rows);
    const decoder = new Decoder(model, rows.length);
    let left = rows.map((row, slot) => ({ row, slot }));
    for (let position = 0; position < C; position++) {
      const bySlot: number[] = [];
      for (const { row, slot } of left) bySlot[slot] = texts[row]![position]!;
      const logits = decoder.step(Array.from(bySlot, (token) => token ?? 0));
      const values = await logits.data<'float32'>();
      logits.dispose();
      for (const { row, slot } of left) {
        const i = rows.indexOf(row);
        expect(values.slice(slot * V, (slot + 1) * V)).toEqual(wanted[position]!.slice(i * V, (i + 1) * V));
      }
      // One leaves after the first token, three more near the end: before, between and after the others.
      if (position === 0) left = left.filter(({ row }) => row !== 12);
      if (position === C - 2) left = left.filter(({ row }) => row === 11 || row === 15);
      const isMoved = decoder.keep(left.map(({ slot }) => slot));
      expect(isMoved).toBe(backend !== 'webgpu' && (position === 0 || position === C - 2));
      if (isMoved) left = left.map(({ row }, slot) => ({ row, slot }));
    }
    decoder.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
