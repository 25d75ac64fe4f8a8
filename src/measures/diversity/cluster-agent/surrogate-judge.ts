/**
 * @file The judge where no language model is at hand: it reads embeddings, not meaning, and always answers alike. Its
 * values are its own and not comparable with those of a language model; records name it `surrogate`.
 */
import { LabError, shown } from '../../../core/errors';
import type { TextEmbedder } from '../../../core/ports';
import { sampleIndices, type Rng } from '../../../core/random';
import type { JudgeQuestion, SortedTexts, TextJudge } from '../../../core/text-judge';
import { needAtLeast } from '../../measure';
import { UnitRows, unitRows } from '../unit-rows';

/** Texts whose cosine is at least this are alike, where no other threshold is given. */
export const SURROGATE_THRESHOLD = 0.6;

/** Embeddings kept at a time; beyond it, the oldest are forgotten. */
const MOST_KEPT = 100_000;

/** A row of a matrix, of unit length or all zero: it begins at `from`. */
interface UnitRow {
  readonly rows: Float32Array;
  readonly from: number;
}

export class SurrogateJudge implements TextJudge {
  readonly id = 'surrogate';
  readonly description: string;
  readonly #embedder: TextEmbedder;
  readonly #threshold: number;
  readonly #kept = new Map<string, UnitRow>();
  /** Of the latest texts: they are clustered first and verified next. */
  #last: { readonly texts: readonly string[]; readonly cosines: Float64Array } | null = null;

  /** @throws LabError `bad-setting` for a threshold that no cosine can reach or none can miss */
  constructor(embedder: TextEmbedder, threshold: number = SURROGATE_THRESHOLD) {
    if (!(threshold > -1 && threshold <= 1)) {
      throw new LabError(
        'bad-setting',
        `SurrogateJudge: invalid threshold: ${shown(threshold)} (wanted a cosine above −1 and at most 1)`,
      );
    }
    this.#embedder = embedder;
    this.#threshold = threshold;
    this.description = `surrogate: linkage of ${embedder.id} at cosine ${Number(threshold.toPrecision(4))}`;
  }

  async prepare(texts: readonly string[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#embed(texts.slice(0, MOST_KEPT));
  }

  async sort(texts: readonly string[], signal: AbortSignal): Promise<SortedTexts> {
    signal.throwIfAborted();
    const cosines = await this.#cosines(texts);
    const clusters = linked(cosines, texts.length, this.#threshold);
    const valid = clusters.map((members) => holdsTogether(members, cosines, texts.length, this.#threshold));
    return { clusters, valid };
  }

  async answer(question: JudgeQuestion, _seed: readonly unknown[], signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    switch (question.kind) {
      case 'propose':
        return JSON.stringify({ metadata: [DIRECTION], metrics: [NEARNESS] });
      case 'summarise':
        return JSON.stringify({ traits: question.traits.slice(0, question.count) });
      case 'criteria':
        return JSON.stringify({
          criteria: question.traits.map(({ name, definition }) => `${name}: ${definition}`),
        });
      case 'cluster': {
        const clusters = linked(await this.#cosines(question.texts), question.texts.length, this.#threshold);
        return JSON.stringify({ clusters: clusters.map((samples, i) => ({ id: i + 1, samples })) });
      }
      case 'verify': {
        const cosines = await this.#cosines(question.texts);
        const verdicts = question.clusters.map((members, i) => ({
          id: i + 1,
          valid: holdsTogether(members, cosines, question.texts.length, this.#threshold) ? 1 : 0,
        }));
        return JSON.stringify({ clusters: verdicts });
      }
    }
  }

  /** (n, n); 0 between a text without a known token and any other. */
  async #cosines(texts: readonly string[]): Promise<Float64Array> {
    if (this.#last?.texts === texts) return this.#last.cosines;
    const n = texts.length;
    const d = this.#embedder.dimensions;
    const values = new Float64Array(n * d);
    (await this.#embed(texts)).forEach(({ rows, from }, i) => {
      for (let k = 0; k < d; k++) values[i * d + k] = rows[from + k]!;
    });
    const rows = new UnitRows(values, d);
    const cosines = new Float64Array(n * n);
    const ofRow = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      rows.cosinesOf(i, i + 1, ofRow);
      for (let j = i + 1; j < n; j++) cosines[i * n + j] = cosines[j * n + i] = ofRow[j]!;
    }
    this.#last = { texts, cosines };
    return cosines;
  }

  async #embed(texts: readonly string[]): Promise<UnitRow[]> {
    const unknown = [...new Set(texts.filter((text) => !this.#kept.has(text)))];
    if (unknown.length > 0) {
      const d = this.#embedder.dimensions;
      const rows = scaledToUnit(await this.#embedder.embed(unknown), d);
      unknown.forEach((text, i) => this.#kept.set(text, { rows, from: i * d }));
    }
    const embeddings = texts.map((text) => this.#kept.get(text)!);
    for (const text of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(text);
    }
    return embeddings;
  }
}

const DIRECTION = { name: 'direction', definition: 'where the embedding of the text points' };
const NEARNESS = {
  name: 'nearness',
  definition: '1 for embeddings at right angles, 5 for the same direction',
};

/** The rows at unit length, all-zero ones as they are. */
function scaledToUnit(embeddings: Float32Array, d: number): Float32Array {
  unitRows(embeddings, d, 'SurrogateJudge'); // refuses what is not a number
  const rows = embeddings.slice();
  for (let from = 0; from < rows.length; from += d) {
    let squares = 0;
    for (let k = from; k < from + d; k++) squares += rows[k]! * rows[k]!;
    const length = Math.sqrt(squares);
    if (length > 0) for (let k = from; k < from + d; k++) rows[k]! /= length;
  }
  return rows;
}

/** Single linkage: texts, numbered from 1, that a chain of pairs at or above the threshold ties together. */
function linked(cosines: Float64Array, n: number, threshold: number): number[][] {
  const clusterOf = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      if (cosines[i * n + j]! < threshold || clusterOf[i] === clusterOf[j]) continue;
      const [kept, merged] = [Math.min(clusterOf[i]!, clusterOf[j]!), Math.max(clusterOf[i]!, clusterOf[j]!)];
      for (let k = 0; k < n; k++) if (clusterOf[k] === merged) clusterOf[k] = kept;
    }
  }
  const clusters = new Map<number, number[]>();
  clusterOf.forEach((cluster, i) => clusters.set(cluster, [...(clusters.get(cluster) ?? []), i + 1]));
  return [...clusters.values()];
}

/** Whether each member is, on average, as near to the others as the threshold; in a chain of unlike texts some are not. */
function holdsTogether(
  members: readonly number[],
  cosines: Float64Array,
  n: number,
  threshold: number,
): boolean {
  return members.every((member) => {
    if (members.length === 1) return true;
    const sum = members.reduce(
      (sum, other) => (other === member ? sum : sum + cosines[(member - 1) * n + other - 1]!),
      0,
    );
    return sum / (members.length - 1) >= threshold;
  });
}

/**
 * A threshold for an embedder, from texts that stand for the whole space (real text, say): the cosine that the share
 * `1 − quantile` of random pairs of them exceed. All sets that are compared must be judged at one threshold.
 * @param embeddings (n, d) row-major
 * @throws LabError `bad-dataset` where fewer than two rows are left once all-zero ones are left out
 */
export function calibratedThreshold(
  embeddings: ArrayLike<number>,
  d: number,
  rng: Rng,
  quantile = 0.95,
  numPairs = 10_000,
): number {
  const { values, n } = unitRows(embeddings, d, 'calibratedThreshold');
  needAtLeast(2, n, 'calibratedThreshold', 'rows');
  const cosines = Float64Array.from({ length: numPairs }, () => {
    const [i, j] = sampleIndices(n, 2, rng) as [number, number];
    let sum = 0;
    for (let k = 0; k < d; k++) sum += values[i * d + k]! * values[j * d + k]!;
    return sum;
  }).sort();
  return Math.min(1, cosines[Math.min(numPairs - 1, Math.floor(quantile * numPairs))]!);
}
