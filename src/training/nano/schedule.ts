/** @file How fast to learn at which step. */

/**
 * A straight line up over the first `warmUpSteps`, then half a cosine down to 0 (Loshchilov & Hutter 2017).
 * @param step from 1 to `numSteps`
 * @param peak the highest rate
 */
export function learningRateAt(step: number, numSteps: number, warmUpSteps: number, peak: number): number {
  if (step <= warmUpSteps) return (peak * step) / warmUpSteps;
  const progress = (step - warmUpSteps) / (numSteps - warmUpSteps + 1);
  return peak * 0.5 * (1 + Math.cos(Math.PI * progress));
}
