/** @file What texts are measured with: an embedder, and language models of a dataset's corpus. */
import type { Dataset } from '../../core/example';
import type { TextEmbedder } from '../../core/ports';
import { stream } from '../../core/random';
import type { SetOfTexts } from '../../measures/diversity';
import { calibratedThreshold } from '../../measures/diversity/cluster-agent/surrogate-judge';
import type { Encoder } from '../../training/encoder';
import { EncoderEmbedder } from '../../training/encoder-embedder';
import { corpusModels } from './corpus-models';

export interface MeasureTools {
  readonly embedder: TextEmbedder;
  /** From which cosine of the embedder on the surrogate judge takes two texts for alike. */
  readonly likeness: number;
  /** The language models of perplexity; null to leave it out. */
  readonly models: SetOfTexts['models'] | null;
}

/** With the lab's own encoder, unless another embedder is given. */
export async function measureTools(
  dataset: Dataset,
  encoder: Encoder,
  embedder: TextEmbedder = new EncoderEmbedder(encoder),
): Promise<MeasureTools> {
  return { embedder, likeness: await likenessOf(dataset, embedder), models: corpusModels(dataset) };
}

/** From which cosine on two texts are alike: what one pair in twenty of real texts reaches; the same for all sets. */
export async function likenessOf({ splits }: Dataset, embedder: TextEmbedder): Promise<number> {
  const rows = await embedder.embed(splits.validation.flat());
  return calibratedThreshold(rows, embedder.dimensions, stream('likeness'));
}
