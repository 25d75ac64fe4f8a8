import { expect, test } from 'vitest';
import { lbfgs } from '../../src/math/lbfgs';

test('finds the lowest point of Rosenbrock’s valley, which is (1, 1)', async () => {
  const valley = (x: Float64Array, gradient: Float64Array): number => {
    const [a, b] = [x[0]!, x[1]!];
    gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
    gradient[1] = 200 * (b - a * a);
    return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
  };
  const { x, value, converged } = await lbfgs(valley, Float64Array.of(-1.2, 1), { tolerance: 1e-8 });
  expect(converged).toBe(true);
  expect(value).toBeLessThan(1e-12);
  expect(x[0]).toBeCloseTo(1, 6);
  expect(x[1]).toBeCloseTo(1, 6);
});

test('solves a badly scaled quadratic and leaves the start as it was', async () => {
  const scales = [1, 10, 1000];
  const bowl = (x: Float64Array, gradient: Float64Array): number => {
    let value = 0;
    scales.forEach((scale, i) => {
      gradient[i] = scale * (x[i]! - i);
      value += (scale * (x[i]! - i) ** 2) / 2;
    });
    return value;
  };
  const start = Float64Array.of(5, 5, 5);
  const { x } = await lbfgs(bowl, start, { tolerance: 1e-9 });
  x.forEach((value, i) => expect(value).toBeCloseTo(i, 6));
  expect([...start]).toEqual([5, 5, 5]);
});

test('stops after the iterations it may take, and at a point that is low already', async () => {
  const bowl = (x: Float64Array, gradient: Float64Array): number => {
    gradient[0] = 2 * x[0]!;
    return x[0]! ** 2;
  };
  expect((await lbfgs(bowl, Float64Array.of(0))).iterations).toBe(0);
  expect(await lbfgs(bowl, Float64Array.of(9), { maxIterations: 1 })).toMatchObject({ iterations: 1 });
});

test('a function that is no number at the start is an error', async () => {
  await expect(lbfgs(() => NaN, Float64Array.of(1))).rejects.toThrow(
    'lbfgs: invalid value at the start: NaN',
  );
});
