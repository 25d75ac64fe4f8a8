/** @file Probability distributions and the root finder that inverts them: standard normal, Student's t. */
import { LabError, shown } from '../core/errors';

/**
 * P(Z ≤ z). Absolute error under 1e-7.
 * @see Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 26.2.17.
 */
export function normalCdf(z: number): number {
  if (z < 0) return 1 - normalCdf(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}

/**
 * The value that a χ² variable with `df` degrees of freedom stays below with the probability with which a standard normal
 * one stays below `z`; within 3 % around the median, coarser far out at 1 degree of freedom. At least 0.
 * @see Wilson & Hilferty (1931), "The distribution of chi-square", PNAS 17, 684–688.
 */
export function chiSquareAt(z: number, df: number): number {
  const cubeRoot = 1 - 2 / (9 * df) + z * Math.sqrt(2 / (9 * df));
  return df * Math.max(0, cubeRoot) ** 3;
}

/**
 * P(T > t) for T with `df` degrees of freedom; accurate also where it is tiny. Range 0 to 1: ½ at t = 0, towards 0 as
 * t grows.
 * @param df above 0, need not be whole.
 * @throws LabError `internal` where `df` is not a positive finite number or `t` is NaN.
 */
export function tUpperTail(t: number, df: number): number {
  if (!(df > 0 && df < Infinity)) throw invalid('df', df, 'a positive number');
  if (Number.isNaN(t)) throw invalid('t', t, 'a number');
  if (t < 0) return 1 - tUpperTail(-t, df);
  if (t === Infinity) return 0;
  const a = df / 2;
  const x = 1 / (1 + (t / df) * t);
  const y = 1 / (1 + df / t / t); // 1 - x, without cancellation
  return x < (a + 1) / (a + 2.5)
    ? (timesDensity(t, df) / df) * betaFraction(a, 0.5, x)
    : 0.5 - timesDensity(t, df) * betaFraction(0.5, a, y);
}

/** Tail probabilities below this one are as good as none. */
const LEAST_TAIL = 1e-100;

/** P(T ≤ t); see `tUpperTail`. */
export function tCdf(t: number, df: number): number {
  return t > 0 ? 1 - tUpperTail(t, df) : tUpperTail(-t, df);
}

/**
 * The t with P(T > t) = `tail`: the critical value of a one-sided test at that level. 0 at ½, negative above.
 * `df` from 1 on; below, the greatest t overflow.
 * @throws LabError `internal` where `tail` is below `LEAST_TAIL`, or 1 and above.
 */
export function tUpperQuantile(tail: number, df: number): number {
  if (!(tail >= LEAST_TAIL && tail < 1))
    throw invalid('tail probability', tail, `from ${LEAST_TAIL} to below 1`);
  if (tail === 0.5) return 0;
  if (tail > 0.5) return -tUpperQuantile(1 - tail, df);
  // Newton's method for ln P(T > t) = ln tail in ln t: a concave falling function, so it comes down from the right for certain
  let t = 2;
  for (let step = 0; step < MAX_NEWTON_STEPS; step++) {
    const probability = tUpperTail(t, df);
    const wanted = (Math.log(probability / tail) * probability) / timesDensity(t, df);
    t *= Math.exp(Math.min(wanted, Math.LN2)); // a longer step to the right could underflow the tail
    if (Math.abs(wanted) < 1e-13) break;
  }
  return t;
}

/** 4 to 8 in common use; about 340 for the greatest t, 1e100 at 1 degree of freedom. */
const MAX_NEWTON_STEPS = 1000;

/** The t with P(T ≤ t) = `p`. See `tUpperQuantile`, which keeps more digits for p near 1. */
export function tQuantile(p: number, df: number): number {
  return p < 0.5 ? -tUpperQuantile(p, df) : tUpperQuantile(1 - p, df);
}

/** t f(t), with f the density, for t ≥ 0; this is x^a (1 - x)^½ / B(a, ½) with x = ν / (ν + t²) and a = ν / 2. */
function timesDensity(t: number, df: number): number {
  const y = 1 / (1 + df / t / t);
  return Math.exp(logGammaRatio(df / 2) - (df / 2) * Math.log1p((t / df) * t)) * Math.sqrt(y / Math.PI);
}

/**
 * ln Γ(a + ½) - ln Γ(a) for a > 0: the asymptotic series, reached from small a by Γ(a + 1) = a Γ(a).
 * @see Tricomi & Erdélyi (1951), "The asymptotic expansion of a ratio of gamma functions", Pacific J. Math. 1.
 */
function logGammaRatio(a: number): number {
  let shift = 1;
  for (; a < 20; a++) shift *= a / (a + 0.5);
  const u = 1 / (a * a);
  // next term 31/(18432 a⁹) < 4e-15
  return Math.log(shift) + Math.log(a) / 2 - (1 / 8 - u * (1 / 192 - u * (1 / 640 - (u * 17) / 14336))) / a;
}

/** a B(a, b) I_x(a, b) / (x^a (1 - x)^b), by Lentz's method; converges fast for x < (a + 1) / (a + b + 2). */
function betaFraction(a: number, b: number, x: number): number {
  const coefficient = (j: number): number => {
    const m = j >> 1;
    const numerator = j % 2 === 0 ? m * (b - m) : -(a + m) * (a + b + m);
    return (numerator * x) / ((a + j - 1) * (a + j));
  };
  let c = 1;
  let d = 1 / awayFromZero(1 + coefficient(1));
  let value = d;
  for (let j = 2; j < MAX_FRACTION_TERMS; j++) {
    c = awayFromZero(1 + coefficient(j) / c);
    d = 1 / awayFromZero(1 + coefficient(j) * d);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

function awayFromZero(x: number): number {
  return Math.abs(x) < 1e-300 ? 1e-300 : x;
}

/** About the square root of the greater argument is needed: enough for ν beyond 10^8. */
const MAX_FRACTION_TERMS = 20000;

function invalid(noun: string, value: number, wanted: string): LabError {
  return new LabError('internal', `student-t: invalid ${noun}: ${shown(value)} (wanted ${wanted})`);
}

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
