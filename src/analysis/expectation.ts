/** @file Whether a study found the shape that was expected of it. */
import type { Expectation, ExpectedShape } from '../core/hypothesis';
import type { UnwordedVerdict, VerdictKind } from '../core/run';
import type { Statement } from '../core/statement';
import type { Registration } from '../core/study';

/** Null where nothing was expected. */
export function expectationOf(
  registration: Registration | undefined,
  { kind, statement }: Pick<UnwordedVerdict, 'kind' | 'statement'>,
): Expectation | null {
  const expected = registration?.design.expected;
  if (!registration || !expected) return null;
  const isFound = isShapeOf(expected, statement.says === 'no-gain' ? kindOfShape(statement.shape) : kind);
  return { expected, isFixed: registration.lock !== null, isFound };
}

/** The verdict that each shape is; a verdict that contradicts it says so, any other leaves it open. */
const SHAPES: Readonly<
  Record<ExpectedShape, { readonly is: VerdictKind; readonly isNot: readonly VerdictKind[] }>
> = {
  more: {
    is: 'more-is-better',
    isNot: ['moderate-is-best', 'less-is-better', 'too-much-harms', 'plateau', 'level', 'depends'],
  },
  less: {
    is: 'less-is-better',
    isNot: ['moderate-is-best', 'more-is-better', 'too-little-harms', 'plateau', 'level', 'depends'],
  },
  'inverted-u': {
    is: 'moderate-is-best',
    isNot: ['more-is-better', 'less-is-better', 'plateau', 'level', 'depends'],
  },
  plateau: {
    is: 'plateau',
    isNot: ['moderate-is-best', 'more-is-better', 'less-is-better', 'level', 'depends'],
  },
};

function isShapeOf(expected: ExpectedShape, kind: VerdictKind): boolean | null {
  const { is, isNot } = SHAPES[expected];
  if (kind === is) return true;
  return isNot.includes(kind) ? false : null;
}

/** The verdict that a curve would have had if real rows alone had not done as well. */
function kindOfShape(shape: Extract<Statement, { readonly says: 'no-gain' }>['shape']): VerdictKind {
  switch (shape.says) {
    case 'moderate-is-best':
      return 'moderate-is-best';
    case 'end-is-best':
      return shape.isMore !== shape.isTurned ? 'more-is-better' : 'less-is-better';
    case 'end-harms':
      if (shape.level) return 'plateau';
      return shape.isLow !== shape.isTurned ? 'too-little-harms' : 'too-much-harms';
    case 'level':
      return 'level';
    default:
      return 'not-distinguishable';
  }
}
