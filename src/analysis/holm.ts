/**
 * @file p-values of several tests, corrected so that the chance of any false claim among them stays below the level.
 * Both ways hold whatever the dependence between the tests.
 */

/**
 * Holm's step-down correction: with the p-values in ascending order, p̃_(j) = max_{i ≤ j} min(1, (m - i + 1) p_(i)).
 * Comes out in the order of `pValues`. At least as powerful as m times each (Bonferroni).
 * @see Holm (1979), "A simple sequentially rejective multiple test procedure", Scand. J. Stat. 6, 65–70.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const corrected = new Array<number>(pValues.length);
  let greatest = 0;
  order.forEach((i, rank) => {
    greatest = Math.max(greatest, Math.min(1, (pValues.length - rank) * pValues[i]!));
    corrected[i] = greatest;
  });
  return corrected;
}

/**
 * Tests in an order fixed beforehand, each looked at only where all before it have shown something: no factor is needed,
 * p̃_j = max_{i ≤ j} p_i.
 * @see Maurer, Hothorn & Lehmacher (1995), "Multiple comparisons in drug clinical trials", Biometrie in der
 * chemisch-pharmazeutischen Industrie 6, 3–18; Tamhane, Hochberg & Dunnett (1996), Biometrics 52, 21–37 (least effective dose).
 */
export function inFixedOrder(pValues: readonly number[]): number[] {
  let greatest = 0;
  return pValues.map((p) => (greatest = Math.max(greatest, p)));
}
