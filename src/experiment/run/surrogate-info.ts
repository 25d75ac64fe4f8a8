/** @file The cluster-agent score where no language model judges: values of its own, so a name of its own. */
import type { MeasureInfo } from '../../core/measure';
import { clusterAgentInfo } from '../../measures/diversity/cluster-agent/cluster-agent-score';

export const surrogateInfo: MeasureInfo = {
  ...clusterAgentInfo,
  id: 'clusterAgentSurrogate',
  label: 'cluster-agent score (surrogate)',
  source: `${clusterAgentInfo.source}; judged by the lab's embeddings, not by a language model`,
};
