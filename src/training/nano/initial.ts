/** @file The transformer's weights before training, by seed. */
import type { Rng } from '../../core/random';
import { parameterSpecs, type NanoShape } from './model';

/**
 * Gains of 1, and matrices drawn from a normal distribution; those that lead into the residual path, two in each block,
 * are smaller by √(2 · layers), so that the path is as wide behind many blocks as behind few (Radford et al. 2019,
 * section 2.3). In the one order, row-major.
 * @param deviation standard deviation of the others
 */
export function initialParameters(shape: NanoShape, deviation: number, rng: Rng): Float32Array[] {
  return parameterSpecs(shape).map(({ name, shape: [rows, columns] }) => {
    if (/norm$/i.test(name)) return new Float32Array(columns).fill(1);
    const leadsOut = /Out$/.test(name);
    const scale = leadsOut ? deviation / Math.sqrt(2 * shape.layers) : deviation;
    return Float32Array.from({ length: rows * columns }, () => scale * rng.normal());
  });
}
