/**
 * @file Drawing from p(w)^(1/T) / Z without touching the whole vocabulary.
 *
 * Words that never followed a context have p(w) = β · p'(w), so their powered weights are β^(1/T) times those of the
 * suffix: only the words seen after the context need weights of their own. With S the seen words,
 *
 *     Z = Σ_{w ∈ S} p(w)^(1/T) + β^(1/T) · (Z' − Σ_{w ∈ S} p'(w)^(1/T))
 *
 * and a draw either picks among S, or draws from the suffix until a word outside S comes. As p(w) ≥ β·p'(w) for every
 * word, Z ≥ β^(1/T)·Z', and so the suffix is drawn from at most once on average, at any temperature.
 */
import type { Rng } from '../../core/random';
import type { NGramContext } from './context';

/** Beyond this many rejections in a row the rest's mass is rounding error, and a seen word is taken. */
export const MOST_REJECTIONS = 1000;

/** A context's weights at one temperature. */
interface Powered {
  readonly context: NGramContext;
  /** Running sums of p(w)^(1/T) over the seen words. */
  readonly cumulative: Float64Array;
  /** Z above. */
  readonly mass: number;
  readonly suffix: Powered | null;
}

/** Draws words at one temperature; keeps what it has worked out for each context. */
export class PoweredSampler {
  readonly #exponent: number;
  readonly #powered = new Map<NGramContext, Powered>();

  /** `temperature` is positive. */
  constructor(temperature: number) {
    this.#exponent = 1 / temperature;
  }

  draw(context: NGramContext, rng: Rng): number {
    return drawPowered(this.#poweredOf(context), rng);
  }

  #poweredOf(context: NGramContext): Powered {
    const known = this.#powered.get(context);
    if (known) return known;
    const exponent = this.#exponent;
    const suffix = context.suffix && this.#poweredOf(context.suffix);
    const cumulative = cumulativePowers(context.probabilities, exponent);
    let mass = cumulative.at(-1)!;
    if (suffix) {
      const seenInSuffix = cumulativePowers(context.suffixProbabilities, exponent).at(-1)!;
      mass += context.backOffWeight ** exponent * Math.max(0, suffix.mass - seenInSuffix);
    }
    const powered = { context, cumulative, mass, suffix };
    this.#powered.set(context, powered);
    return powered;
  }
}

function drawPowered({ context, cumulative, mass, suffix }: Powered, rng: Rng): number {
  const u = rng.uniform() * mass;
  if (suffix !== null && u >= cumulative.at(-1)!) {
    for (let tries = 0; tries < MOST_REJECTIONS; tries++) {
      const word = drawPowered(suffix, rng);
      if (context.indexOf(word) < 0) return word;
    }
  }
  return context.words[pick(cumulative, cumulative.length, u)]!;
}

/** Running sums of p^exponent. */
export function cumulativePowers(probabilities: Float64Array, exponent: number): Float64Array {
  const out = new Float64Array(probabilities.length);
  let sum = 0;
  // Temperature 1 asks for the probabilities as they are, and powers are the costly part.
  if (exponent === 1) for (let i = 0; i < out.length; i++) out[i] = sum += probabilities[i]!;
  else for (let i = 0; i < out.length; i++) out[i] = sum += probabilities[i]! ** exponent;
  return out;
}

/** The first of `count` indices whose running sum exceeds `u`; the last one where rounding leaves none. */
export function pick(cumulative: Float64Array, count: number, u: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
