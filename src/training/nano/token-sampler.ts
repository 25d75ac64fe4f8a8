/**
 * @file From logits to a token: temperature, then top-p, then one draw by the inverse of the distribution function.
 *
 *     weight(k) = exp((logit(k) − greatest logit) / T),   p(k) = weight(k) / Σ weight
 *
 * Top-p (nucleus) sampling (Holtzman et al. 2020) keeps the smallest set of most probable tokens that holds a share
 * `topP` of the tempered mass; of equally probable ones those of lower number come first. So a token belongs to it
 * where those above it hold less than that share. A draw therefore need not sort thousands of tokens: it draws one of
 * all, adds up those above it, and where they hold the share already, draws again, from these alone.
 */
import { LabError, shown } from '../../core/errors';
import type { Rng } from '../../core/random';

export interface TokenSampling {
  /** Above 0: 1 leaves the model's distribution as it is, towards 0 only the likeliest token is left. */
  readonly temperature: number;
  /** Nucleus mass in (0, 1]; 1 keeps every token. */
  readonly topP: number;
}

/** A token and its probability. */
export interface WeightedToken {
  readonly token: number;
  readonly probability: number;
}

/**
 * Exponentials are looked up at so many steps an octave; between them a straight line is at most 1.5e-8 off, relatively,
 * where a float32 logit of 1 may be 6e-8 off. `Math.exp` took four times as long in Node.
 */
const STEP_BITS = 11;
const STEPS = 1 << STEP_BITS;
const STEPS_PER_NAT = STEPS / Math.LN2;
const NATS_PER_STEP = Math.LN2 / STEPS;
/** 2^(−i / STEPS). */
const FRACTION = Float64Array.from({ length: STEPS }, (_, i) => 2 ** (-i / STEPS));
/** 2^(−i), as far as a float64 can tell it from 0. */
const HALVING = Float64Array.from({ length: 1075 }, (_, i) => 2 ** -i);
const MOST_STEPS = STEPS * (HALVING.length - 1);
/** Masses this close, relatively, are equal but for rounding: three tenths reach a topP of 0.3. */
const ROUNDING = 1e-9;

/** Draws tokens at one temperature and top-p. */
export class TokenSampler {
  readonly #stepsPerLogit: number;
  readonly #topP: number;
  /** Used again in every draw. */
  readonly #weights: Float64Array;

  /** @throws LabError `bad-setting` at a temperature or top-p out of bounds */
  constructor(sampling: TokenSampling, vocabularySize: number) {
    checkSampling(sampling);
    this.#stepsPerLogit = Math.min(STEPS_PER_NAT / sampling.temperature, Number.MAX_VALUE);
    this.#topP = sampling.topP;
    this.#weights = new Float64Array(vocabularySize);
  }

  /**
   * One token of `first` to `last`, both included, as if the model knew no others.
   * @param logits of all tokens; that of token 0 lies at `offset`
   * @throws LabError `bad-model` where a logit is no number
   */
  draw(logits: Float32Array, offset: number, first: number, last: number, rng: Rng): number {
    const weights = this.#weights;
    let mass = this.#weigh(logits, offset, first, last);
    const wanted = this.#topP * mass * (1 - ROUNDING);
    let weight = -1; // every token is above this
    let token = first;
    for (;;) {
      token = pickAbove(weight, token, weights, first, last, rng.uniform() * mass);
      if (this.#topP === 1) return token;
      weight = weights[token]!;
      mass = massAbove(weight, token, weights, first, last);
      if (mass < wanted) return token;
    }
  }

  /** What `draw` draws from: every token that can come, most probable first; the probabilities sum to 1. */
  distribution(logits: Float32Array, offset: number, first: number, last: number): WeightedToken[] {
    const weights = this.#weights;
    const wanted = this.#topP * this.#weigh(logits, offset, first, last) * (1 - ROUNDING);
    const ranked = Array.from({ length: last - first + 1 }, (_, i) => first + i)
      .filter((token) => weights[token]! > 0)
      .sort((a, b) => weights[b]! - weights[a]! || a - b);
    let mass = 0;
    let size = 0;
    while (size < ranked.length && (this.#topP === 1 || mass < wanted)) mass += weights[ranked[size++]!]!;
    return ranked.slice(0, size).map((token) => ({ token, probability: weights[token]! / mass }));
  }

  /** Sets the weights from `first` to `last`. @returns their sum */
  #weigh(logits: Float32Array, offset: number, first: number, last: number): number {
    let greatest = -Infinity;
    for (let i = offset + first; i <= offset + last; i++) if (logits[i]! > greatest) greatest = logits[i]!;
    const weights = this.#weights;
    const stepsPerLogit = this.#stepsPerLogit;
    let mass = 0;
    for (let token = first; token <= last; token++) {
      const steps = (greatest - logits[offset + token]!) * stepsPerLogit;
      let weight = 0;
      if (steps < MOST_STEPS) {
        const nearest = (steps + 0.5) | 0;
        const rest = (nearest - steps) * NATS_PER_STEP;
        weight = FRACTION[nearest & (STEPS - 1)]! * HALVING[nearest >> STEP_BITS]! * (1 + rest);
      }
      weights[token] = weight;
      mass += weight;
    }
    if (!(mass > 0)) {
      throw new LabError(
        'bad-model',
        `TokenSampler: invalid logits; their weights sum to: ${shown(mass)} (wanted finite logits) — the model was not read or trained right — reload the page`,
      );
    }
    return mass;
  }
}

/** The mass of the tokens above the given one: of greater weight, or of the same and of lower number. */
function massAbove(
  weight: number,
  token: number,
  weights: Float64Array,
  first: number,
  last: number,
): number {
  let mass = 0;
  for (let i = first; i < token; i++) if (weights[i]! >= weight) mass += weights[i]!;
  for (let i = token + 1; i <= last; i++) if (weights[i]! > weight) mass += weights[i]!;
  return mass;
}

/** Of the tokens above the given one the first at which their running mass exceeds `u`; the last where none does. */
function pickAbove(
  weight: number,
  token: number,
  weights: Float64Array,
  first: number,
  last: number,
  u: number,
): number {
  let mass = 0;
  let picked = token;
  for (let i = first; i <= last; i++) {
    if (weights[i]! < weight || (weights[i] === weight && i >= token)) continue;
    mass += weights[i]!;
    picked = i;
    if (mass > u) break;
  }
  return picked;
}

function checkSampling({ temperature, topP }: TokenSampling): void {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new LabError(
      'bad-setting',
      `TokenSampler: invalid temperature: ${shown(temperature)} (wanted a finite number above 0) — change it and start again`,
    );
  }
  if (!(topP > 0 && topP <= 1)) {
    throw new LabError(
      'bad-setting',
      `TokenSampler: invalid topP: ${shown(topP)} (wanted above 0 and at most 1) — change it and start again`,
    );
  }
}
