/** @file What texts are measured with: an embedder, a threshold for the surrogate judge, two language models. */
import type { Dataset } from '../../core/example';
import type { TextEmbedder } from '../../core/ports';
import { stream } from '../../core/random';
import { NGramLanguageModel } from '../../generation/ngram/language-model';
import {
  calibratedThreshold,
  SURROGATE_THRESHOLD,
} from '../../measures/diversity/cluster-agent/surrogate-judge';
import type { SetOfTexts } from '../../measures/set-of-texts';
import { tokenize } from '../../text/tokenize';
import type { Encoder } from '../../training/encoder';
import { EncoderEmbedder } from '../../training/encoder-embedder';

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

/**
 * From which cosine on two texts are alike: what one pair in twenty of real texts reaches; the same for all sets. Where
 * the embedder knows no piece of them, the judge's own threshold: the panel does not ask it then.
 */
export async function likenessOf({ splits }: Dataset, embedder: TextEmbedder): Promise<number> {
  const texts = splits.validation.flat();
  if (embedder.knownShare?.(texts.map((text) => tokenize(text))) === 0) return SURROGATE_THRESHOLD;
  const rows = await embedder.embed(texts);
  return calibratedThreshold(rows, embedder.dimensions, stream('likeness'));
}

/**
 * Two language models of a dataset's corpus for the measures of surprise: one remembers one word, one remembers two.
 * One table serves both, so each text is looked up once.
 */
export function corpusModels({ splits }: Dataset): NonNullable<SetOfTexts['models']> {
  const model = new NGramLanguageModel(splits.corpus.flat(), 3);
  const known = new WeakMap<readonly string[], Float64Array>();
  const logProbabilityUnder =
    (order: number) =>
    (tokens: readonly string[]): number => {
      let all = known.get(tokens);
      if (!all) known.set(tokens, (all = model.logProbabilities(tokens)));
      return all[order - 1]!;
    };
  return {
    small: logProbabilityUnder(2),
    large: logProbabilityUnder(3),
    knownShare: (tokenLists) => model.knownShare(tokenLists),
  };
}

/** An embedder of texts whose embeddings are known; only these texts may be embedded. */
export function embedderOf(
  texts: readonly string[],
  embeddings: Float32Array,
  { id, dimensions }: Pick<TextEmbedder, 'id' | 'dimensions'>,
): TextEmbedder {
  const rowOf = new Map(texts.map((text, row) => [text, row]));
  return {
    id,
    dimensions,
    embed: (wanted) => {
      const out = new Float32Array(wanted.length * dimensions);
      wanted.forEach((text, i) => {
        const from = rowOf.get(text)! * dimensions;
        out.set(embeddings.subarray(from, from + dimensions), i * dimensions);
      });
      return Promise.resolve(out);
    },
  };
}
