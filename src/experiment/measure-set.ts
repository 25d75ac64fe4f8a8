/** @file The measures a study takes of each generated set. */
import type { Dataset, Example } from '../core/example';
import type { MeasureInfo, MeasureValues } from '../core/measure';
import type { TextEmbedder } from '../core/ports';
import { sampleWithout, stream, type SeedPart } from '../core/random';
import { distinct2Info, distinctN } from '../diversity/distinct-n';
import { vendiScore, vendiScoreInfo } from '../diversity/vendi-score';
import { twoSampleTest, twoSampleTestInfo } from '../shift/two-sample-test';
import { tokenize } from '../text/tokenize';

export const MEASURES: readonly MeasureInfo[] = [distinct2Info, vendiScoreInfo, twoSampleTestInfo];
export const MEASURE_IDS: readonly string[] = MEASURES.map((measure) => measure.id);

/** The measures of a generated set; shift is taken against as many real rows of each class, drawn from the pool. */
export async function measureSet(
  generated: readonly Example[],
  dataset: Dataset,
  embedder: TextEmbedder,
  seed: readonly SeedPart[],
): Promise<MeasureValues> {
  const texts = generated.map((example) => example.text);
  const tokenLists = texts.map((text) => tokenize(text));
  const real = dataset.splits.pool.flatMap((pool, label) => {
    const count = generated.filter((example) => example.label === label).length;
    return sampleWithout(pool, count, stream(...seed, 'reference', label));
  });
  const realTokens = real.map((text) => tokenize(text));
  return {
    [distinct2Info.id]: distinctN(tokenLists, 2),
    [vendiScoreInfo.id]: vendiScore(await embedder.embed(texts), embedder.dimensions),
    [twoSampleTestInfo.id]: twoSampleTest(realTokens, tokenLists, stream(...seed, 'two-sample')).accuracy,
  };
}
