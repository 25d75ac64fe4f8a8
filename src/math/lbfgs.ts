/**
 * @file Limited-memory BFGS: finds the lowest point of a smooth function of many numbers from its values and gradients.
 * @see Nocedal & Wright (2006), Numerical Optimization, 2nd ed., algorithms 7.4 (two-loop recursion) and 7.5.
 */
import { LabError, shown } from '../core/errors';

export interface LbfgsOptions {
  /** Pairs of steps and gradient changes that are kept. Default 10. */
  readonly memory?: number;
  /** Default 200. */
  readonly maxIterations?: number;
  /** Stops where no component of the gradient is larger than this. Default 1e-4. */
  readonly tolerance?: number;
  /** Called after each iteration with its number, from 1; may throw to stop. */
  readonly onIteration?: (iteration: number) => void | Promise<void>;
}

export interface LbfgsResult {
  /** The point that was reached. */
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** True where the gradient fell below the tolerance. */
  readonly converged: boolean;
}

/** The largest share of the predicted decrease that a step may miss (Armijo's rule). */
const ENOUGH_DECREASE = 1e-4;
/** Halvings of a step before it is given up: 2^-30 of a step changes nothing. */
const MOST_HALVINGS = 30;

/**
 * Minimises `f` from `start`, which is left as it is.
 * @param f writes the gradient at `x` into its second argument and returns the value
 * @throws LabError `internal` where `f` is not a finite number at the start
 */
export async function lbfgs(
  f: (x: Float64Array, gradient: Float64Array) => number,
  start: Float64Array,
  { memory = 10, maxIterations = 200, tolerance = 1e-4, onIteration }: LbfgsOptions = {},
): Promise<LbfgsResult> {
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let value = f(x, gradient);
  if (!Number.isFinite(value))
    throw new LabError(
      'internal',
      `lbfgs: invalid value at the start: ${shown(value)} (wanted a finite number)`,
    );
  /** Steps s, changes of the gradient y, and 1 / (y · s), the newest last. */
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  let iterations = 0;
  while (iterations < maxIterations && largest(gradient) > tolerance) {
    const direction = descentDirection(gradient, pairs);
    const slope = dot(gradient, direction);
    const nextX = new Float64Array(x.length);
    const nextGradient = new Float64Array(x.length);
    // Before anything is known of the curvature a step as long as the gradient may be far too long.
    let step = pairs.length === 0 ? Math.min(1, 1 / norm(gradient)) : 1;
    let nextValue: number;
    for (let halvings = 0; ; halvings++) {
      for (let i = 0; i < x.length; i++) nextX[i] = x[i]! + step * direction[i]!;
      nextValue = f(nextX, nextGradient);
      if (nextValue <= value + ENOUGH_DECREASE * step * slope) break;
      if (halvings === MOST_HALVINGS) return { x, value, iterations, converged: false };
      step /= 2;
    }
    const s = difference(nextX, x);
    const y = difference(nextGradient, gradient);
    const curvature = dot(y, s);
    // Where the curvature is not positive, the pair would make the next direction point uphill.
    if (curvature > 1e-12 * dot(y, y)) {
      pairs.push({ s, y, rho: 1 / curvature });
      if (pairs.length > memory) pairs.shift();
    }
    [x, gradient, value] = [nextX, nextGradient, nextValue];
    iterations++;
    await onIteration?.(iterations);
  }
  return { x, value, iterations, converged: largest(gradient) <= tolerance };
}

/** −H g, with H the inverse curvature that the kept pairs say (two-loop recursion). */
function descentDirection(
  gradient: Float64Array,
  pairs: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
): Float64Array {
  const q = gradient.slice();
  const alphas: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, rho } = pairs[k]!;
    const alpha = rho * dot(s, q);
    alphas[k] = alpha;
    for (let i = 0; i < q.length; i++) q[i]! -= alpha * y[i]!;
  }
  const last = pairs.at(-1);
  const scale = last ? 1 / (last.rho * dot(last.y, last.y)) : 1;
  for (let i = 0; i < q.length; i++) q[i]! *= scale;
  pairs.forEach(({ s, y, rho }, k) => {
    const beta = rho * dot(y, q);
    for (let i = 0; i < q.length; i++) q[i]! += s[i]! * (alphas[k]! - beta);
  });
  for (let i = 0; i < q.length; i++) q[i] = -q[i]!;
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function largest(a: Float64Array): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]!));
  return most;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! - b[i]!;
  return result;
}
