/**
 * @file Top-p (nucleus) sampling (Holtzman et al. 2020) over smoothed contexts, after temperature: the smallest set of
 * most probable words that holds a share `topP` of the mass, and nothing else.
 *
 * The set is {w : p(w) ≥ τ}, so only τ must be found. The mass above a threshold needs no list of the vocabulary
 * either: with S the words seen after the context and F' the same function of its suffix,
 *
 *     F(τ) = Σ_{w ∈ S, p(w) ≥ τ} p(w)^(1/T) + β^(1/T) · (F'(τ/β) − Σ_{w ∈ S, p'(w) ≥ τ/β} p'(w)^(1/T))
 *
 * Words that tie at τ, of which the set needs only some, share these places evenly: each keeps the same part of its
 * weight, as if the tie were broken at random for each draw.
 */
import type { Rng } from '../../core/random';
import type { NGramContext, Ranking } from './context';
import { cumulativePowers, MOST_REJECTIONS, pick } from './powered';

/** Probabilities this close, relatively, are equal but for rounding. */
const TIE = 1e-9;

interface Ranked extends Ranking {
  readonly context: NGramContext;
  /** Running sums of p(w)^(1/T), and of p'(w)^(1/T), each in the order of its probabilities. */
  readonly cumulative: Float64Array;
  readonly suffixCumulative: Float64Array;
  /** β^(1/T). */
  readonly weight: number;
  readonly suffix: Ranked | null;
  /** τ and the share of their weight that words tied at it keep; found when first asked for. */
  cut: Cut | null;
}

interface Cut {
  readonly threshold: number;
  readonly tieShare: number;
}

/** Draws words at one temperature and one top-p below 1; keeps what it has worked out for each context. */
export class NucleusSampler {
  readonly #exponent: number;
  readonly #topP: number;
  readonly #ranked = new Map<NGramContext, Ranked>();

  /** `temperature` is positive; `topP` in (0, 1]. */
  constructor(temperature: number, topP: number) {
    this.#exponent = 1 / temperature;
    this.#topP = topP;
  }

  draw(context: NGramContext, rng: Rng): number {
    const ranked = this.#rankedOf(context);
    const { threshold, tieShare } = (ranked.cut ??= this.#findCut(ranked));
    for (;;) {
      const word = drawAbove(ranked, threshold, rng);
      if (tieShare === 1 || context.probabilityOf(word) > threshold * (1 + 2 * TIE)) return word;
      if (rng.uniform() < tieShare) return word;
    }
  }

  #rankedOf(context: NGramContext): Ranked {
    const known = this.#ranked.get(context);
    if (known) return known;
    const exponent = this.#exponent;
    const { words, probabilities, suffixProbabilities } = context.ranking;
    const ranked: Ranked = {
      context,
      words,
      probabilities,
      cumulative: cumulativePowers(probabilities, exponent),
      suffixProbabilities,
      suffixCumulative: cumulativePowers(suffixProbabilities, exponent),
      weight: context.backOffWeight ** exponent,
      suffix: context.suffix && this.#rankedOf(context.suffix),
      cut: null,
    };
    this.#ranked.set(context, ranked);
    return ranked;
  }

  /** Halves the interval that τ lies in, on a logarithmic scale, until only ties are left in it. */
  #findCut(ranked: Ranked): Cut {
    const wanted = this.#topP * massAbove(ranked, 0);
    let high = Math.log(2); // no probability is this large: nothing lies above
    let low = Math.log(leastProbability(ranked)) - TIE; // everything lies above
    while (high - low > TIE) {
      const middle = (low + high) / 2;
      if (massAbove(ranked, Math.exp(middle)) >= wanted) low = middle;
      else high = middle;
    }
    const threshold = Math.exp(low);
    const above = massAbove(ranked, Math.exp(high));
    const tied = massAbove(ranked, threshold) - above;
    const one = threshold ** this.#exponent;
    const needed = Math.max(1, Math.ceil((wanted - above) / one - 1e-6));
    return { threshold, tieShare: Math.min(1, (needed * one) / tied) };
  }
}

/** F(τ) above. */
function massAbove(ranked: Ranked, threshold: number): number {
  const seen = sumAbove(ranked.probabilities, ranked.cumulative, threshold);
  if (ranked.suffix === null) return seen;
  const below = threshold / ranked.context.backOffWeight;
  const seenInSuffix = sumAbove(ranked.suffixProbabilities, ranked.suffixCumulative, below);
  return seen + ranked.weight * Math.max(0, massAbove(ranked.suffix, below) - seenInSuffix);
}

/** A word with p(w) ≥ τ, in proportion to p(w)^(1/T); as in `powered.ts`, the suffix is drawn from at most once on average. */
function drawAbove(ranked: Ranked, threshold: number, rng: Rng): number {
  const { context, words, probabilities, cumulative, suffix } = ranked;
  const count = countAbove(probabilities, threshold);
  const seen = count > 0 ? cumulative[count - 1]! : 0;
  const u = rng.uniform() * (suffix === null ? seen : massAbove(ranked, threshold));
  if (suffix !== null && u >= seen) {
    for (let tries = 0; tries < MOST_REJECTIONS; tries++) {
      const word = drawAbove(suffix, threshold / context.backOffWeight, rng);
      if (context.indexOf(word) < 0) return word;
    }
  }
  return words[pick(cumulative, Math.max(1, count), u)]!;
}

function sumAbove(descending: Float64Array, cumulative: Float64Array, threshold: number): number {
  const count = countAbove(descending, threshold);
  return count > 0 ? cumulative[count - 1]! : 0;
}

/** How many of the descending numbers are at least `threshold`. */
function countAbove(descending: Float64Array, threshold: number): number {
  let low = 0;
  let high = descending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (descending[middle]! >= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The smallest p(w) of any word: somewhere down the suffixes, under all their weights. */
function leastProbability(ranked: Ranked): number {
  let least = Infinity;
  let weight = 1;
  for (let level: Ranked | null = ranked; level !== null; level = level.suffix) {
    least = Math.min(least, weight * level.probabilities.at(-1)!);
    weight *= level.context.backOffWeight;
  }
  return least;
}
