/** @file The sentence that holds a verdict against what was expected. */
import type { Expectation, ExpectedShape } from '../../../core/hypothesis';

const SHAPES: Readonly<Record<ExpectedShape, string>> = {
  more: 'that more is better',
  less: 'that less is better',
  'inverted-u': 'an inverted U, moderate best',
  plateau: 'a plateau',
};

/** "Expected, and fixed before the run: an inverted U, moderate best. That is what was found." */
export function expectationSentence({ expected, isFixed, isFound }: Expectation): string {
  const found =
    isFound === null
      ? 'Whether it is so is left open.'
      : isFound
        ? 'That is what was found.'
        : 'That is not what was found.';
  return `Expected, ${isFixed ? 'and fixed' : 'but not fixed'} before the run: ${SHAPES[expected]}. ${found}`;
}
