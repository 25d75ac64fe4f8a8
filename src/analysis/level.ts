/** @file The level at which the lab claims anything. */

/** Greatest chance of any claim where the arms do not differ. */
export const ALPHA = 0.05;

/** Replicates below which the chance that lies in the seed cannot be judged. */
export const LEAST_REPLICATES = 2;
