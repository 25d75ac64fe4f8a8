/** @file Where a falling function crosses zero. */

/**
 * The x between `low` and `high` at which `f` is 0, to a relative 1e-14 or so. `f` must be continuous, with f(low) and
 * f(high) of opposite signs (or one of them 0); where both have one sign, the end nearer to zero comes out.
 * Regula falsi in the Illinois form: it keeps the bracket, and halves the weight of an end that stays twice.
 * @see Dowell & Jarratt (1971), "A modified regula falsi method for computing the root of an equation", BIT 11, 168–174.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let fLow = f(low);
  let fHigh = f(high);
  if (fLow === 0) return low;
  if (fHigh === 0) return high;
  if (fLow > 0 === fHigh > 0) return Math.abs(fLow) < Math.abs(fHigh) ? low : high;
  let lastSide = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    const x = (low * fHigh - high * fLow) / (fHigh - fLow);
    if (Math.abs(high - low) <= 1e-15 * Math.abs(x)) return x;
    const fx = f(x);
    if (Math.abs(fx) < 1e-14) return x;
    if (fx > 0 === fHigh > 0) {
      high = x;
      fHigh = fx;
      if (lastSide === 1) fLow /= 2;
      lastSide = 1;
    } else {
      low = x;
      fLow = fx;
      if (lastSide === -1) fHigh /= 2;
      lastSide = -1;
    }
  }
  return (low + high) / 2;
}

/** Smooth functions need under 15. */
const MAX_STEPS = 200;
