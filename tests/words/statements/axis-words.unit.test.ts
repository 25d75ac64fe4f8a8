import { describe, expect, test } from 'vitest';
import { briefValue, namedValue, valueWords } from '../../../src/words/en/statements/axis-words';

const temperature = { id: 'temperature', label: 'Temperature' };
const share = { id: 'share', label: 'Share of near-duplicates' };

describe('a value of an axis in a sentence', () => {
  test('is a percentage where the axis is a share, as beside the plot', () => {
    expect(valueWords(share, 0.95)).toBe('95 %');
    expect(valueWords(share, 0.375)).toBe('37.5 %');
    expect(valueWords(temperature, 0.95)).toBe('0.95');
  });

  test('is a noun in the singular with its name', () => {
    expect(namedValue(temperature, 0.2)).toBe('temperature 0.2');
    expect(namedValue(share, 0)).toBe('a share of near-duplicates of 0 %');
    expect(namedValue({ id: 'topics', label: 'Topics of each class' }, 1)).toBe('a breadth of 1 topic');
    expect(namedValue({ id: 'topics', label: 'Topics of each class' }, 8)).toBe('a breadth of 8 topics');
  });

  test('cannot be taken for an accuracy or a count where it stands alone', () => {
    expect(briefValue(share, 0.95)).toBe('a share of 95 %');
    expect(briefValue({ id: 'topics', label: 'Topics' }, 32)).toBe('32 topics');
    expect(briefValue({ id: 'spread', label: 'Spread of the chosen rows' }, 0)).toBe('spread 0');
    expect(briefValue(temperature, 2.2)).toBe('2.2');
  });

  test('keeps the label of an axis it does not know', () => {
    expect(namedValue({ id: 'calls', label: 'LLM calls' }, 3)).toBe('LLM calls 3');
  });
});
