import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classOf, type Device } from '../../src/core/llm-fit';
import { readCatalogue } from '../../src/core/llm-catalogue';
import { progressMessages } from '../../src/words/later-progress';
import { enLlm } from '../../src/words/en/language-model';
import { enModel } from '../../src/words/en/model';
import { rate } from '../../src/words/en/numbers';
import { readFileSync } from 'node:fs';
import { STRONG_GPU } from '../fixtures/scripted-llm-client';

const { models } = readCatalogue(readFileSync('models/catalogue/web-llm.json', 'utf8'));

describe('words about models', () => {
  test.each([
    [0, '0\u202fB'],
    [37, '37\u202fB'],
    [999, '999\u202fB'],
    [1000, '1.0\u202fkB'],
    [812_000, '812\u202fkB'],
    [3_240_000, '3.2\u202fMB'],
    [269_000_000, '269\u202fMB'],
    [999_900_000, '1.0\u202fGB'],
    [12_300_000_000, '12\u202fGB'],
  ])('%i bytes are "%s"', (n, words) => {
    expect(enLlm.bytes(n)).toBe(words);
  });

  test.each([
    [0, '–'],
    [0.0351, '0.04'],
    [0.002, '0.002'],
    [0.1, '0.1'],
    [9.94, '9.9'],
    [37.4, '37'],
    [12_345, '12,345'],
  ])('%f a second are "%s", everywhere', (perSecond, words) => {
    expect(rate(perSecond)).toBe(words);
    expect(enLlm.generation.rate(perSecond)).toBe(words);
    expect(progressMessages.tokens(perSecond)).toBe(`${words} tokens a second`);
    expect(enModel.train.tokensPerSecond(perSecond)).toBe(`${words} tokens a second`);
  });

  test('no speed above nothing reads as nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (perSecond) => {
        expect(rate(perSecond)).toMatch(/^[\d,.]*[1-9][\d,.]*$/);
      }),
    );
  });

  test('the record says who wrote and on what, as far as that is known', () => {
    const generator = { id: 'webllm', description: 'Tiny, WebLLM v1', fingerprint: 'f' };
    const gpus = [
      { vendor: 'acme', architecture: 'gen-1', description: 'Acme 1000' },
      { vendor: 'acme', architecture: '', description: '' },
    ];
    expect(enLlm.generation.writtenBy({ ...generator, gpus })).toMatch(
      /^Tiny, WebLLM v1, on Acme 1000 \(acme gen-1\) and on acme\. On another/,
    );
    expect(enLlm.generation.writtenBy(generator)).toMatch(/is not known\.$/);
  });

  test.each([
    ['q4f16_1', '4-bit weights, 16-bit sums'],
    ['q0f32', '32-bit, not reduced'],
    ['unknown', 'unknown'],
  ])('"%s" is "%s"', (code, words) => {
    expect(enLlm.models.quantisation(code)).toBe(words);
  });

  test('every model of the catalogue can be spoken of', () => {
    for (const model of models) {
      expect(enLlm.models.parameters(model.parametersM)).toMatch(/^[\d.]+ (million|billion) parameters$/);
      expect(enLlm.models.quantisation(model.quantisation)).not.toBe(model.quantisation);
    }
  });

  test('every failure says what happened and what to do next', () => {
    for (const { title, next } of Object.values(enLlm.failures)) {
      expect(title).toMatch(/^[A-Z].*\.$/);
      expect(next.split(' ').length).toBeGreaterThan(3);
    }
  });

  test.each([
    [null, 'no access to a graphics processor'],
    [{ ...STRONG_GPU, isSoftware: true }, 'not for a whole study'],
    [{ ...STRONG_GPU, description: '' }, '(acme gen-1)'],
    [{ ...STRONG_GPU, description: '', vendor: '', architecture: '' }, '(without a name)'],
  ])('a device %j is spoken of', (gpu, words) => {
    const device: Device = { gpu, memoryGB: null, isMobile: false };
    expect(enLlm.device(classOf(device), device)).toContain(words);
  });

  test('storage that tells nothing is spoken of too', () => {
    const words = enLlm.fetch.storage({ usedBytes: null, quotaBytes: null, isPersistent: true });
    expect(words).toBe(
      'This browser does not tell how much this page may store. The browser promises to keep it.',
    );
  });
});
