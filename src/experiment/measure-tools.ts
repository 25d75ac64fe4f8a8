/** @file What a visitor's texts are measured with: the lab's own embedder, and language models of a dataset's corpus. */
import type { Dataset } from '../core/example';
import type { Encoder } from '../training/encoder';
import { EncoderEmbedder } from '../training/encoder-embedder';
import { corpusModels } from './corpus-models';
import type { MeasureTools } from './measure-tables';

export function measureTools(dataset: Dataset, encoder: Encoder): MeasureTools {
  return { embedder: new EncoderEmbedder(encoder), models: corpusModels(dataset) };
}
