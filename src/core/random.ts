/**
 * @file Seeded randomness. Every draw in the lab comes from a stream that is named by what it is for,
 * such as `stream(studySeed, 'row', armId, replicate, label, index)`; any row can therefore be made again alone.
 * The bits are xoroshiro128+ (Blackman & Vigna 2018, from the library pure-rand); only the naming is ours.
 */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

export interface Rng {
  /** Uniform on [0, 1), a multiple of 2^-53. */
  uniform(): number;
  /** Uniform integer in [0, n). `n` is a positive integer below 2^53; the bias is under n / 2^53. */
  integer(n: number): number;
  /** Standard normal, by Box and Muller (1958). */
  normal(): number;
}

export type SeedPart = string | number;

/**
 * The random stream of that name. Equal names give equal streams on every machine; names that differ in any
 * part, or in where one part ends and the next begins, give unrelated streams.
 */
export function stream(...name: readonly SeedPart[]): Rng {
  const bits = xoroshiro128plusFromState(hashName(name));
  const uniform = (): number => {
    const high = bits.next() >>> 5; // 27 bits
    const low = bits.next() >>> 6; // 26 bits
    return (high * 67108864 + low) / 9007199254740992;
  };
  return {
    uniform,
    integer: (n) => Math.floor(uniform() * n),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** A positive 31-bit integer from a name, never 0: for libraries that take one number as their seed. */
export function seedNumber(...name: readonly SeedPart[]): number {
  return ((hashName(name)[0] >>> 1) % 2147483646) + 1;
}

/** A new array with the same items in random order (Fisher and Yates, in Durstenfeld's form). */
export function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const out = items.slice();
  for (let i = out.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const swap = out[i]!;
    out[i] = out[j]!;
    out[j] = swap;
  }
  return out;
}

/** `count` different items in random order; all of them, shuffled, where there are no more than that. */
export function sampleWithout<T>(items: readonly T[], count: number, rng: Rng): T[] {
  return shuffled(items, rng).slice(0, count);
}

/**
 * `count` different integers in [0, n), every set of them equally likely, in random order; all n of them, shuffled,
 * where `count` is larger (Floyd's algorithm, Bentley & Floyd 1987). O(count) time and memory.
 */
export function sampleIndices(n: number, count: number, rng: Rng): number[] {
  const chosen = new Set<number>();
  for (let last = Math.max(0, n - count); last < n; last++) {
    const drawn = rng.integer(last + 1);
    chosen.add(chosen.has(drawn) ? last : drawn);
  }
  const out = [...chosen];
  for (let i = out.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

/** 128 bits of a name: four lanes of 32-bit FNV-1a, each begun differently and finished by MurmurHash3's mixer. */
function hashName(name: readonly SeedPart[]): [number, number, number, number] {
  let a = 0x811c9dc5,
    b = 0x9e3779b9,
    c = 0x7f4a7c15,
    d = 0x94d049bb;
  const eat = (code: number): void => {
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ (code + 0x3f), 0x01000193);
    c = Math.imul(c ^ (code + 0x7d), 0x01000193) + 0x2545;
    d = Math.imul(d ^ (code + 0xb5), 0x01000193) + 0x91e1;
  };
  for (const part of name) {
    const text = typeof part === 'number' ? `#${part}` : `$${part}`;
    for (let i = 0; i < text.length; i++) eat(text.charCodeAt(i));
    eat(0x10000); // no character has this code, so parts cannot run together
  }
  const lanes: [number, number, number, number] = [mix(a ^ d), mix(b ^ a), mix(c ^ b), mix(d ^ c)];
  if (lanes.every((lane) => lane === 0)) lanes[0] = 1; // the one state xoroshiro128+ must not start from
  return lanes;
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** 128 bits of any text as 32 hexadecimal digits: a name for a study or a set, no protection against forgery. */
export function fingerprintText(text: string): string {
  return hashName([text])
    .map((lane) => (lane >>> 0).toString(16).padStart(8, '0'))
    .join('');
}
