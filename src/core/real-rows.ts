/** @file Which of the pool's real rows a replicate has. */
import { sampleWithout, stream } from './random';

/**
 * The few real texts of a class in one replicate; those of a smaller number are among those of a larger one.
 * @param pool the pool's texts of the class
 */
export function realTexts(
  pool: readonly string[],
  studySeed: number,
  replicate: number,
  label: number,
  count: number,
): string[] {
  return sampleWithout(pool, count, stream(studySeed, 'real', replicate, label));
}
