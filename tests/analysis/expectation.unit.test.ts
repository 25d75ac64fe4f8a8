import { describe, expect, test } from 'vitest';
import { expectationOf } from '../../src/analysis/expectation';
import type { ExpectedShape } from '../../src/core/hypothesis';
import type { VerdictKind } from '../../src/core/run';
import type { Statement, TierStatement } from '../../src/core/statement';
import type { Registration } from '../../src/core/study';

const of = (expected: ExpectedShape | null): Registration => ({ design: { expected } as never, lock: null });
const other: Statement = { says: 'arms-need-runs' };

describe('whether what was expected was found', () => {
  test.each<[ExpectedShape, VerdictKind, boolean | null]>([
    ['inverted-u', 'moderate-is-best', true],
    ['inverted-u', 'plateau', false],
    ['inverted-u', 'too-little-harms', null],
    ['more', 'more-is-better', true],
    ['more', 'too-little-harms', null],
    ['more', 'too-much-harms', false],
    ['less', 'less-is-better', true],
    ['less', 'too-little-harms', false],
    ['plateau', 'plateau', true],
    ['plateau', 'level', false],
    ['plateau', 'not-distinguishable', null],
    ['more', 'helps', null],
  ])('%s, where the verdict is %s: %s', (expected, kind, isFound) => {
    expect(expectationOf(of(expected), { kind, statement: other })).toEqual({
      expected,
      isFixed: false,
      isFound,
    });
  });

  test('is not asked where nothing was expected', () => {
    expect(expectationOf(undefined, { kind: 'level', statement: other })).toBeNull();
    expect(expectationOf(of(null), { kind: 'level', statement: other })).toBeNull();
  });

  test('is judged by the shape of the curve where real rows alone did as well', () => {
    const shapes: [TierStatement, boolean | null][] = [
      [{ says: 'end-is-best', isMore: true, isTurned: false } as TierStatement, true],
      [{ says: 'end-is-best', isMore: true, isTurned: true } as TierStatement, false],
      [{ says: 'moderate-is-best' } as TierStatement, false],
      [{ says: 'end-harms', level: { from: 1, to: 2, margin: 0.02 } } as TierStatement, false],
      [{ says: 'end-harms', level: null, isLow: true, isTurned: false } as TierStatement, null],
      [{ says: 'not-distinguishable' } as TierStatement, null],
    ];
    for (const [shape, isFound] of shapes) {
      const statement = { says: 'no-gain', shape } as Statement;
      expect(expectationOf(of('more'), { kind: 'no-gain', statement })?.isFound).toBe(isFound);
    }
  });
});
