/** @file The marks of the page that looks into models: bars of tokens, and curves of losses. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chance, NextTokens } from '../../src/core/model-lab';
import { buildLossCurve, type LossSource } from '../../src/plot/loss-curve';
import { commonCeiling, tokenBars } from '../../src/plot/token-bars';

const chance = (tempered: number, probability = tempered): Chance => ({ tempered, probability });
const nextOf = (tokens: readonly Chance[], end: Chance, rest: Chance): NextTokens => ({
  tokens: tokens.map((one, i) => ({ ...one, token: `t${i}`, startsWord: true, text: `t${i}` })),
  end,
  rest: { ...rest, numTokens: 5 },
  numTokens: 20,
  numKept: 10,
  choices: 3,
});

describe('bars of tokens', () => {
  test('share one scale, which is round and has room for every named token and the end', () => {
    const mild = nextOf([chance(0.08), chance(0.03)], chance(0.01), chance(0.88));
    const sharp = nextOf([chance(0.31)], chance(0.05), chance(0.64));
    expect(commonCeiling([mild])).toBe(0.1);
    expect(commonCeiling([nextOf([chance(0.26)], chance(0), chance(0.74))])).toBe(0.3);
    expect(commonCeiling([mild, sharp])).toBe(0.5);
    expect(commonCeiling([nextOf([chance(0.1)], chance(0.71), chance(0.19))])).toBe(1);
    expect(commonCeiling([])).toBe(0.01);
    expect(tokenBars(mild, 0.5).tokens.map(({ length }) => length)).toEqual([0.16, 0.06]);
  });

  test('what top-p cuts is as long as it was', () => {
    const next = nextOf([chance(0.4, 0.8), chance(0.1, 0)], chance(0, 0), chance(0.5, 0.2));
    const { tokens, end, rest } = tokenBars(next, 1);
    expect(tokens.map(({ length, isCut }) => [length, isCut])).toEqual([
      [0.8, false],
      [0.1, true],
    ]);
    expect([end.length, end.isCut]).toEqual([0, false]); // nothing was there to cut
    expect([rest.length, rest.isBeyond]).toEqual([0.2, false]);
  });

  test('the rest may lie beyond the scale, and is then as long as there is room', () => {
    const { rest } = tokenBars(nextOf([chance(0.04)], chance(0), chance(0.96)), 0.05);
    expect([rest.length, rest.isBeyond]).toEqual([1, true]);
  });

  test('no bar is longer than there is room', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { maxLength: 12 }), share, share, (shares, end, rest) => {
        const next = nextOf(
          shares.map(([tempered, probability]) => chance(tempered, probability)),
          chance(end),
          chance(rest),
        );
        const bars = tokenBars(next, commonCeiling([next]));
        for (const { length } of [...bars.tokens, bars.end, bars.rest]) {
          expect(length).toBeGreaterThanOrEqual(0);
          expect(length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('curves of losses', () => {
  const source = (over: Partial<LossSource> = {}): LossSource => ({
    history: {
      training: [
        { step: 1, loss: 6 },
        { step: 10, loss: 4 },
      ],
      validation: [{ step: 10, loss: 4.5 }],
    },
    numSteps: 40,
    stepsPerEpoch: 10,
    guessingLoss: 6.5,
    ...over,
  });
  const layout = { width: 454, height: 252 };

  test('run over the epochs of the whole training, from the loss of a guess downwards', () => {
    const { frame, training, points, guessingY, xTicks, yTicks } = buildLossCurve(source(), layout);
    expect(frame).toEqual({ left: 40, right: 440, top: 10, bottom: 210 });
    // Step 10 of 40 is a quarter of the way from 40 to 440; losses from 4 to 6.5 fill 210 up to 10.
    expect(training).toBe('M50,50L140,210');
    expect(points).toEqual([{ x: 140, y: 170 }]);
    expect(guessingY).toBe(10);
    expect(xTicks.map(({ text }) => text)).toEqual(['0', '0.5', '1', '1.5', '2', '2.5', '3', '3.5', '4']);
    expect(yTicks.map(({ text }) => text)).toEqual(['4.0', '4.5', '5.0', '5.5', '6.0', '6.5']);
  });

  test('of a training that has not begun are empty, and nothing is NaN', () => {
    const marks = buildLossCurve(source({ history: { training: [], validation: [] } }), layout);
    expect([marks.training, marks.validation]).toEqual(['', '']);
    expect(JSON.stringify(marks)).not.toContain('null');
    expect(marks.yTicks.length).toBeGreaterThan(1);
  });

  test('stay within the frame, whatever the losses and the width', () => {
    const loss = fc.double({ min: 0, max: 90, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(loss, { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 0, max: 2000 }),
        (losses, width) => {
          const history = { training: [], validation: losses.map((one, i) => ({ step: i + 1, loss: one })) };
          const { frame, points, yTicks } = buildLossCurve(source({ history, numSteps: 50 }), {
            width,
            height: 252,
          });
          for (const { x, y } of points) {
            expect(x).toBeGreaterThanOrEqual(frame.left);
            expect(x).toBeLessThanOrEqual(frame.right + 1e-9);
            expect(y).toBeGreaterThanOrEqual(frame.top - 1e-9);
            expect(y).toBeLessThanOrEqual(frame.bottom + 1e-9);
          }
          expect(new Set(yTicks.map(({ text }) => text)).size).toBe(yTicks.length);
        },
      ),
    );
  });
});
