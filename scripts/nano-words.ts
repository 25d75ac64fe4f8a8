/**
 * @file What the small transformer's texts cost in words of a closed vocabulary, so that it can be held against a model
 * that writes whole words. Such a model says at each place which known word comes, that an unknown one comes, or that
 * the text ends; here these probabilities are worked out from those of the pieces.
 *
 * With c the pieces so far, a whole number of words, and B the probability that the next piece begins a word or is the
 * end, a word w of pieces w₁ … wₖ, as the tokenizer cuts it, has
 *
 *     P(w | c) = P(w₁ | c) / B(c) · P(w₂ | c w₁) ⋯ P(wₖ | c w₁ … wₖ₋₁) · B(c w)
 *     P(end | c) = P(end | c) / B(c)        P(unknown | c) = 1 − P(end | c) − Σ known w P(w | c)
 *
 * so that all of them sum to 1, and over a text the B of one word cancels that of the next. The sum over the known words is
 * taken along the trie of their pieces. Its many improbable branches are followed by chance, each as often as it is
 * probable (systematic sampling, Madow & Madow 1944), which leaves the expected sum as it is.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { breathe } from '../src/core/breathe';
import type { Rng } from '../src/core/random';
import { tokenize } from '../src/text/tokenize';
import { logits } from '../src/training/nano/evaluate';
import type { NanoModel } from '../src/training/nano/model';
import { forwardBody } from '../src/training/nano/transformer';

/** Branches that are followed at once: attention between them costs their square, and each is blind to the others. */
const BRANCHES = 96;

export interface WordLoss {
  readonly kind: 'known' | 'unknown' | 'end';
  /** −ln P, at least 0; of an unknown word, that some unknown word comes and not which. */
  readonly nats: number;
}

/** Works on a model that somebody else disposes; holds a tensor until `dispose`. */
export class WordLosses {
  readonly #model: NanoModel;
  readonly #known: ReadonlySet<string>;
  readonly #beginnings: readonly Beginning[];
  readonly #least: number;
  readonly #rng: Rng;
  /** Of each token, whether it begins a word or is the end: 1 or 0. */
  readonly #isBoundary: Float32Array;
  readonly #boundaries: Tensor2D;

  /**
   * @param known the closed vocabulary, words as `tokenize` gives them
   * @param least a branch less probable than this is followed by chance; with 0 every one is, and the sum exact
   */
  constructor(model: NanoModel, known: Iterable<string>, least: number, rng: Rng) {
    const { tokenizer, end, size } = model.vocabulary;
    this.#model = model;
    this.#known = new Set(known);
    const words = [...this.#known].map((word) => tokenizer.encode(word));
    this.#beginnings = growTrie(words);
    this.#least = least;
    this.#rng = rng;
    this.#isBoundary = Float32Array.from({ length: size }, (_, token) =>
      token === end || tokenizer.pieces[token]?.startsWith('▁') ? 1 : 0,
    );
    this.#boundaries = tf.tensor2d(this.#isBoundary, [size, 1]);
  }

  dispose(): void {
    this.#boundaries.dispose();
  }

  /**
   * The loss at each word of a text and at its end.
   * @param label index of one of the model's labels, or null for the plain start
   * @returns null where the text is too long for the model's context. At its end a known word that would not fit any more
   *   counts as unknown.
   */
  async of(text: string, label: number | null): Promise<WordLoss[] | null> {
    const { vocabulary, parameters, shape } = this.#model;
    const [start, ...pieces] = vocabulary.encode(text, label).slice(0, -1) as [number, ...number[]];
    if (1 + pieces.length > shape.contextLength) return null;
    const after = tf.tidy(() => tf.softmax(logits(parameters, shape, [start, ...pieces]))); // (L, V)
    const values = (await after.data().finally(() => after.dispose())) as Float32Array;
    const probability = (place: number, token: number): number => values[place * vocabulary.size + token]!;
    const boundary = (place: number): number =>
      this.#isBoundary.reduce((sum, isOne, token) => sum + isOne * probability(place, token), 0);
    const losses: WordLoss[] = [];
    let place = 0;
    for (const word of tokenize(text)) {
      const own = vocabulary.tokenizer.encode(word);
      const opening = boundary(place);
      if (this.#known.has(word)) {
        const ln = own.reduce((sum, piece, i) => sum + Math.log(probability(place + i, piece)), 0);
        const nats = Math.log(opening) - ln - Math.log(boundary(place + own.length));
        losses.push({ kind: 'known', nats });
      } else {
        const context = [start, ...pieces.slice(0, place)];
        const first = (piece: number): number => probability(place, piece) / opening;
        const ofKnown = await this.#massOfKnown(context, first);
        losses.push({ kind: 'unknown', nats: -Math.log(1 - first(vocabulary.end) - ofKnown) });
      }
      place += own.length;
    }
    const nats = Math.log(boundary(place)) - Math.log(probability(place, vocabulary.end));
    losses.push({ kind: 'end', nats });
    return losses;
  }

  /** Σ P(w | c) over the known words. @param first P(w₁ | c) / B(c) of a first piece */
  async #massOfKnown(context: readonly number[], first: (piece: number) => number): Promise<number> {
    const room = this.#model.shape.contextLength - context.length;
    let sum = 0;
    let reached = this.#beginnings.map((beginning) => ({ beginning, mass: first(beginning.path[0]!) }));
    while (reached.length > 0) {
      const followed = this.#thin(reached.filter(({ beginning }) => beginning.path.length <= room));
      reached = [];
      for (let from = 0; from < followed.length; from += BRANCHES) {
        const some = followed.slice(from, from + BRANCHES);
        const after = await this.#after(
          context,
          some.map(({ beginning }) => beginning),
        );
        some.forEach(({ beginning: { isWord, longer }, mass }, i) => {
          const { boundary, next } = after[i]!;
          if (isWord) sum += mass * boundary;
          longer.forEach((beginning, k) => reached.push({ beginning, mass: mass * next[k]! }));
        });
        await breathe();
      }
    }
    return sum;
  }

  /** The branches to follow. One of a small mass m is among them with probability m / least, and then has that mass. */
  #thin(branches: readonly Branch[]): Branch[] {
    let carried = this.#rng.uniform();
    return branches.flatMap((branch) => {
      if (branch.mass >= this.#least) return [branch];
      carried += branch.mass / this.#least;
      if (carried < 1) return [];
      carried--;
      return [{ ...branch, mass: this.#least }];
    });
  }

  /** What comes after the context and each beginning: a boundary, or the last piece of each longer one. */
  async #after(
    context: readonly number[],
    beginnings: readonly Beginning[],
  ): Promise<{ boundary: number; next: Float32Array }[]> {
    const { parameters, shape, output } = this.#model;
    const branches = branchOut(
      context,
      beginnings.map(({ path }) => path),
    );
    const places = beginnings.flatMap(({ longer }, row) => longer.map(({ path }) => [row, path.at(-1)!]));
    const [boundary, next] = tf.tidy(() => {
      const { tokens, positions, mask, lasts } = branches;
      const placed = {
        ...parameters,
        positions: tf.gather(parameters.positions, tf.tensor1d(positions, 'int32')),
      };
      const batch = {
        sequences: [tokens],
        numTexts: 1,
        length: tokens.length,
        tokens: tf.tensor2d(tokens, [tokens.length, 1], 'int32'),
        mask: tf.tensor3d(mask, [1, tokens.length, tokens.length]),
        dropout: null,
      };
      const { hidden } = forwardBody(placed, batch, shape);
      const states = tf.gather(hidden, tf.tensor1d(lasts, 'int32'));
      const probabilities = tf.softmax(tf.matMul(states, output)); // (beginnings, V)
      return [
        tf.matMul(probabilities, this.#boundaries),
        places.length === 0
          ? tf.tensor1d([])
          : tf.gatherND(probabilities, tf.tensor2d(places, undefined, 'int32')),
      ] as [tf.Tensor, tf.Tensor];
    });
    const [ofBoundary, ofNext] = (await Promise.all([boundary.data(), next.data()])) as [
      Float32Array,
      Float32Array,
    ];
    tf.dispose([boundary, next]);
    let from = 0;
    return beginnings.map(({ longer }, i) => ({
      boundary: ofBoundary[i]!,
      next: ofNext.subarray(from, (from += longer.length)),
    }));
  }
}

/**
 * Σ nats / Σ words over texts, and the standard error of this ratio, texts being independent (Cochran 1977, section 2.11).
 * @param texts the nats of each word of each text; at least two texts
 */
export function perWord(texts: readonly (readonly number[])[]): { mean: number; error: number } {
  const sums = texts.map((nats) => nats.reduce((sum, value) => sum + value, 0));
  const numWords = texts.reduce((sum, nats) => sum + nats.length, 0);
  const mean = sums.reduce((sum, value) => sum + value, 0) / numWords;
  const squares = sums.reduce((sum, value, i) => sum + (value - mean * texts[i]!.length) ** 2, 0);
  return { mean, error: Math.sqrt((squares * texts.length) / (texts.length - 1)) / numWords };
}

interface Branch {
  readonly beginning: Beginning;
  /** P(path | c) / B(c). */
  readonly mass: number;
}

/** The first pieces of one known word or more: a node of a trie. */
interface Beginning {
  readonly path: readonly number[];
  isWord: boolean;
  /** The beginnings of one piece more. */
  readonly longer: Beginning[];
}

function growTrie(words: readonly (readonly number[])[]): readonly Beginning[] {
  const root: Beginning = { path: [], isWord: false, longer: [] };
  const nodes = new Map([['', root]]);
  for (const pieces of words) {
    let node = root;
    for (let length = 1; length <= pieces.length; length++) {
      const path = pieces.slice(0, length);
      let longer = nodes.get(path.join());
      if (!longer) {
        longer = { path, isWord: false, longer: [] };
        nodes.set(path.join(), longer);
        node.longer.push(longer);
      }
      node = longer;
    }
    node.isWord = true;
  }
  return root.longer;
}

/**
 * Many texts that share their first tokens as one sequence: the context, then each path. Each token looks at the
 * context, at its own path up to itself, and at nothing else.
 */
function branchOut(context: readonly number[], paths: readonly (readonly number[])[]) {
  const tokens = [...context, ...paths.flat()];
  const positions = [...context.keys(), ...paths.flatMap((path) => path.map((_, i) => context.length + i))];
  const mask = new Float32Array(tokens.length ** 2).fill(-1e9);
  const look = (from: number, first: number): void => {
    mask.fill(0, from * tokens.length + first, from * tokens.length + from + 1);
  };
  context.forEach((_, i) => look(i, 0));
  const lasts: number[] = [];
  let next = context.length;
  for (const path of paths) {
    const first = next;
    for (; next < first + path.length; next++) {
      mask.fill(0, next * tokens.length, next * tokens.length + context.length);
      look(next, first);
    }
    lasts.push(next - 1);
  }
  return { tokens, positions, mask, lasts };
}
