/** @file Which browser a record was made in, in two words. */

/** Later browsers carry the names of earlier ones, so the order matters. */
const NAMES: readonly (readonly [string, RegExp])[] = [
  ['Edge', /Edg\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Firefox', /Firefox\/(\d+)/],
  ['Chrome', /Chrom(?:e|ium)\/(\d+)/],
  ['Safari', /Version\/(\d+).*Safari/],
];

/** "Firefox 140" from a user agent; what is no user agent known here is given back as it is, shortened. */
export function browserName(userAgent: string): string {
  for (const [name, pattern] of NAMES) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return userAgent.length > 40 ? `${userAgent.slice(0, 39)}…` : userAgent;
}
