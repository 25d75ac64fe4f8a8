import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import { stream } from '../../../src/core/random';
import { markovContinuer } from '../../../src/experiment/model/ngram-continuer';
import {
  append,
  MOST_NAMED,
  nextTokens,
  writeOn,
  type Continuer,
} from '../../../src/experiment/model/next-tokens';
import { tokenize } from '../../../src/text/tokenize';

const never = new AbortController().signal;
const plain = { temperature: 1, topP: 1 };

/** A model that gives these tokens after any text; of top-p it keeps the first tokens that reach it. */
function scripted(weights: Readonly<Record<string, number>>, mostTokens = 10): Continuer {
  return {
    mostTokens,
    dispose: () => undefined,
    distribution: (_text, _label, { topP }) => {
      const all = Object.entries(weights).map(([token, probability]) => ({
        token: token === 'END' ? null : token.replace('+', ''),
        startsWord: !token.startsWith('+'),
        probability,
      }));
      let mass = 0;
      const kept = all.filter(({ probability }) => {
        const isIn = mass < topP - 1e-9;
        mass += probability;
        return isIn;
      });
      const sum = kept.reduce((total, { probability }) => total + probability, 0);
      return Promise.resolve(kept.map((one) => ({ ...one, probability: one.probability / sum })));
    },
  };
}

const animals = ['a small bird', 'a small fish', 'a large bird of the sea', 'a cat'];
const plants = ['a small tree', 'a tall tree', 'any of several trees'];
const markov = markovContinuer({
  labels: ['animal', 'plant'],
  byLabel: [animals, plants],
  all: [...animals, ...plants],
});

describe('what may come next', () => {
  test('the likeliest tokens, the end apart, and the rest in sum', async () => {
    const weights = { a: 0.4, END: 0.3, b: 0.2, c: 0.1 };
    const next = await nextTokens(scripted(weights), 'x', null, plain);
    expect(next.tokens.map(({ token, text }) => [token, text])).toEqual([
      ['a', 'x a'],
      ['b', 'x b'],
      ['c', 'x c'],
    ]);
    expect(next.end.tempered).toBeCloseTo(0.3, 12);
    expect(next.end.probability).toBeCloseTo(0.3, 12);
    expect(next.rest).toEqual({ numTokens: 0, tempered: 0, probability: 0 });
    expect([next.numTokens, next.numKept]).toEqual([4, 4]);
  });

  test('what top-p cuts keeps its tempered chance and has no probability', async () => {
    const next = await nextTokens(scripted({ a: 0.5, b: 0.25, END: 0.15, c: 0.1 }), '', null, {
      temperature: 1,
      topP: 0.7,
    });
    expect(next.tokens.map(({ tempered }) => tempered)).toEqual([0.5, 0.25, 0.1]);
    expect(next.tokens[0]!.probability).toBeCloseTo(2 / 3, 12);
    expect(next.tokens[2]!.probability).toBe(0);
    expect(next.end).toEqual({ tempered: 0.15, probability: 0 });
    // Two tokens of 2/3 and 1/3: exp(ln 3 − 2/3 · ln 2), by hand.
    expect(next.choices).toBeCloseTo(3 / 2 ** (2 / 3), 12);
  });

  test('a word and a piece that are written alike are two tokens', async () => {
    const next = await nextTokens(scripted({ ing: 0.6, '+ing': 0.4 }), 'go', null, {
      temperature: 1,
      topP: 0.5,
    });
    expect(next.tokens.map(({ text, probability }) => [text, probability])).toEqual([
      ['go ing', 1],
      ['going', 0],
    ]);
  });

  test('equal chances among n tokens are n choices; one token is one', async () => {
    const even = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`t${i}`, 1 / 20]));
    const next = await nextTokens(scripted(even), '', null, plain);
    expect(next.choices).toBeCloseTo(20, 9);
    expect(next.tokens).toHaveLength(MOST_NAMED);
    expect(next.rest.numTokens).toBe(8);
    expect(next.rest.tempered).toBeCloseTo(8 / 20, 12);
    // Cut altogether, and not just to what rounding leaves.
    const cut = await nextTokens(scripted(even), '', null, { temperature: 1, topP: 0.3 });
    expect(cut.rest).toMatchObject({ numTokens: 8, probability: 0 });
    expect((await nextTokens(scripted({ END: 1 }), '', null, plain)).choices).toBe(1);
  });

  test('of the n-gram model everything sums to 1, and more heat never means fewer choices', async () => {
    for (const label of [null, 'animal', 'plant']) {
      let before = 0;
      for (const temperature of [0.2, 0.6, 1, 1.7, 3]) {
        for (const topP of [1, 0.6]) {
          const next = await nextTokens(markov, 'a small', label, { temperature, topP });
          for (const which of ['tempered', 'probability'] as const) {
            const sum = [...next.tokens, next.end, next.rest].reduce((total, one) => total + one[which], 0);
            expect(sum).toBeCloseTo(1, 9);
          }
          if (topP < 1) continue;
          expect(next.choices).toBeGreaterThanOrEqual(before);
          before = next.choices;
        }
      }
    }
  });

  test('the class decides what comes', async () => {
    const first = async (label: string | null): Promise<string> =>
      (await nextTokens(markov, 'a large', label, plain)).tokens[0]!.token;
    expect(await first('animal')).toBe('bird');
    expect((await nextTokens(markov, 'a small', 'plant', plain)).tokens[0]!.token).toBe('tree');
    await expect(nextTokens(markov, '', 'mineral', plain)).rejects.toMatchObject({ code: 'bad-setting' });
    await expect(nextTokens(markov, '', null, { temperature: 0, topP: 1 })).rejects.toMatchObject({
      code: 'bad-setting',
    });
  });
});

describe('a token at the end of a text', () => {
  test('stands as one would write it', () => {
    expect(append('', 'a', true)).toBe('a');
    expect(append('A small  ', 'bird', true)).toBe('A small bird');
    expect(append('a bird', ',', true)).toBe('a bird,');
    expect(append('a bird (', 'or', true)).toBe('a bird (or');
    expect(append('a walk', 'ing', false)).toBe('a walking');
    expect(append('a walk ', 'ing', false)).toBe('a walking');
    expect(append('3', '.', true)).toBe('3.');
    expect(append('3.', '5', true)).toBe('3. 5'); // closed up it would be one word
  });

  test('is the next token when the text is read again', () => {
    const text = fc.string({ unit: fc.constantFrom(...`ab1 .,;()'’-/&$%“”é`), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, source) => {
        const token = tokenize(source)[0];
        fc.pre(token !== undefined);
        expect(tokenize(append(before, token, true))).toEqual([...tokenize(before), token]);
      }),
    );
  });
});

describe('writing on', () => {
  test('goes on to the end, the same way for the same seed', async () => {
    const write = (seed: number): Promise<string> =>
      writeOn(markov, 'a', 'animal', plain, stream('test', seed), never);
    const texts = await Promise.all(Array.from({ length: 30 }, (_, seed) => write(seed)));
    expect(texts.every((text) => text.startsWith('a'))).toBe(true);
    expect(new Set(texts).size).toBeGreaterThan(3);
    expect(await write(7)).toBe(texts[7]);
  });

  test('draws each token as often as was shown', async () => {
    const counts = new Map<string, number>();
    const rng = stream('often');
    const numTexts = 4000;
    for (let i = 0; i < numTexts; i++) {
      const text = await writeOn(scripted({ a: 0.5, b: 0.3, c: 0.2 }, 1), '', null, plain, rng, never);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    // Four standard deviations of a share of 4000 draws.
    for (const [token, p] of Object.entries({ a: 0.5, b: 0.3, c: 0.2 })) {
      const tolerance = 4 * Math.sqrt((p * (1 - p)) / numTexts);
      expect(Math.abs(counts.get(token)! / numTexts - p)).toBeLessThan(tolerance);
    }
  });

  test('never gives an empty text where the model has words, and stops where it has none', async () => {
    const rng = stream('empty');
    for (let i = 0; i < 50; i++) {
      expect(await writeOn(scripted({ END: 0.9, a: 0.1 }), ' ', null, plain, rng, never)).not.toBe(' ');
    }
    expect(await writeOn(scripted({ END: 1 }), '', null, plain, rng, never)).toBe('');
  });

  test('ends where a text is as long as the model writes, and when it is stopped', async () => {
    const text = await writeOn(scripted({ go: 1 }, 4), 'one', null, plain, stream('long'), never);
    expect(text).toBe('one go go go');
    const writing = writeOn(markov, '', null, plain, stream('x'), AbortSignal.abort());
    await expect(writing).rejects.toSatisfy(isAbort);
  });
});
