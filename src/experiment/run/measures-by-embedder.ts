/**
 * @file Measures of embeddings are measures of one embedder, and so is the perplexity under one that is a language model:
 * with another one their values do not compare. The lab's own embedder leaves their names as they are; any other stands in their ids and labels.
 */
import type { MeasureInfo } from '../../core/measure';
import type { Measured } from '../../core/measured-set';
import type { TextEmbedder } from '../../core/ports';
import { EMBEDDING_MEASURES, embedderPerplexityInfo } from '../../measures/diversity';
import { EMBEDDING_SHIFT_MEASURES } from '../../measures/shift';
import { surrogateInfo } from './surrogate-info';

const OF_EMBEDDINGS = new Set(
  [...EMBEDDING_MEASURES, ...EMBEDDING_SHIFT_MEASURES, surrogateInfo, embedderPerplexityInfo].map(
    ({ id }) => id,
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

/** Things by measure id, under the ids that measures have with the embedder. */
export function keyedWith<T>(
  byId: Readonly<Record<string, T>>,
  embedder: Embedder,
): Readonly<Record<string, T>> {
  if (embedder.label === undefined) return byId;
  return Object.fromEntries(Object.entries(byId).map(([id, thing]) => [idWith(id, embedder), thing]));
}

/** A panel under these ids. */
export function panelWith<P extends Measured>(panel: P, embedder: Embedder): P {
  return {
    ...panel,
    values: keyedWith(panel.values, embedder),
    intervals: keyedWith(panel.intervals, embedder),
    notes: keyedWith(panel.notes, embedder),
    missing: keyedWith(panel.missing, embedder),
  };
}
