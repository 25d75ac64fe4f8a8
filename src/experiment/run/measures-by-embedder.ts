/**
 * @file Values of one embedder do not compare with those of another. So with any embedder but the lab's own, measures
 * that depend on it carry the embedder in their id and label.
 */
import type { MeasureInfo } from '../../core/measure';
import type { Measured } from '../../core/measured-set';
import type { TextEmbedder } from '../../core/ports';
import { MEASURES } from '../../measures';
import { EMBEDDER_NEEDS } from '../../measures/known-shares';

const OF_EMBEDDINGS = new Set(
  MEASURES.filter(({ needs }) => needs.some((need) => EMBEDDER_NEEDS.includes(need))).map(
    ({ info }) => info.id,
  ),
);

type Embedder = Pick<TextEmbedder, 'id' | 'label'>;

/** The id of a measure that is taken with the embedder. */
export function idWith(id: string, embedder: Embedder): string {
  return embedder.label !== undefined && OF_EMBEDDINGS.has(id) ? `${id}@${embedder.id}` : id;
}

/** What the measures say of themselves when they are taken with the embedder. */
export function measuresWith(measures: readonly MeasureInfo[], embedder: Embedder): readonly MeasureInfo[] {
  return measures.map((info) => {
    if (!OF_EMBEDDINGS.has(info.id)) return info;
    const label = embedder.label === undefined ? info.label : `${info.label} (${embedder.label})`;
    return { ...info, id: idWith(info.id, embedder), label, embedder: embedder.id };
  });
}

/** A record by measure id, under the ids that measures have with the embedder. */
export function keyedWith<T>(
  byId: Readonly<Record<string, T>>,
  embedder: Embedder,
): Readonly<Record<string, T>> {
  if (embedder.label === undefined) return byId;
  return Object.fromEntries(Object.entries(byId).map(([id, thing]) => [idWith(id, embedder), thing]));
}

/** What a panel found, under these ids. */
export function panelWith(panel: Measured, embedder: Embedder): Measured {
  return {
    values: keyedWith(panel.values, embedder),
    intervals: keyedWith(panel.intervals, embedder),
    notes: keyedWith(panel.notes, embedder),
    missing: keyedWith(panel.missing, embedder),
  };
}
