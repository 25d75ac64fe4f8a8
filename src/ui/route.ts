/** @file Two pages under one address: the hash says which. Anything but `#compare` is the study. */

export type PageName = 'study' | 'compare';

export const COMPARE_ADDRESS = '#compare';

export function pageOf(hash: string): PageName {
  return hash === COMPARE_ADDRESS ? 'compare' : 'study';
}
