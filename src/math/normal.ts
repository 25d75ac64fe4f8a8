/** @file The standard normal distribution, quick and to about 1e-7: for planning, not for p-values. */

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
