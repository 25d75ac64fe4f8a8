/** @file The pages under one address: the hash says which. Anything but the addresses below is the study. */
import type { PageName } from '../words/keys';

export const COMPARE_ADDRESS = '#compare';
export const MODEL_ADDRESS = '#model';

export function pageOf(hash: string): PageName {
  if (hash === COMPARE_ADDRESS) return 'compare';
  return hash === MODEL_ADDRESS ? 'model' : 'study';
}
