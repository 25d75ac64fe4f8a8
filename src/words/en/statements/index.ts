/** @file Statements of an analysis as English sentences. */
import type { Analysis, StudyFindings, UnwordedVerdict, Verdict } from '../../../core/run';
import type { Statement } from '../../../core/statement';
import { baselineSentence } from './baselines';
import { curvesSentence } from './curves';
import { expectationSentence } from './expectation';
import { labelRepairSentence } from './label-repair';
import { mixingSentence } from './mixing';
import { preTrainingSentence } from './pre-training';
import { scarcitySentence } from './scarcity';
import { selfConsumptionSentence } from './self-consumption';
import { shiftSentence } from './shift';
import { tierSentence } from './tiers';
import { topicSentence } from './topics';
import { trendSentence } from './trends';

/** One or more whole sentences. */
function sentenceOf(statement: Statement): string {
  switch (statement.says) {
    case 'too-few-tiers':
    case 'one-replicate':
    case 'ends-need-runs':
    case 'arms-need-runs':
    case 'moderate-is-best':
    case 'rise-and-fall':
    case 'end-is-best':
    case 'end-harms':
    case 'level':
    case 'not-distinguishable':
      return tierSentence(statement);
    case 'no-curves':
    case 'no-curve-claims':
    case 'curves-agree':
    case 'curves-disagree':
    case 'curve-verdict':
      return curvesSentence(statement);
    case 'against-real-rows':
    case 'no-gain':
      return baselineSentence(statement);
    case 'trend':
    case 'turn':
      return trendSentence(statement);
    case 'share-helps':
    case 'worse-again':
    case 'mixing':
    case 'mixing-not-distinguishable':
      return mixingSentence(statement);
    case 'coefficient':
    case 'shift-effect':
    case 'shift':
    case 'shift-not-distinguishable':
      return shiftSentence(statement);
    case 'loss':
    case 'onset':
    case 'slope':
    case 'forms-differ':
    case 'self-consumption':
    case 'self-consumption-not-distinguishable':
      return selfConsumptionSentence(statement);
    case 'doubling':
    case 'peak':
    case 'trend-in-texts':
    case 'topics':
    case 'topics-not-distinguishable':
      return topicSentence(statement);
    case 'scarcity-gain':
    case 'scarcity-worth':
    case 'gain-grows':
    case 'best-moves':
    case 'scarcity':
      return scarcitySentence(statement);
    case 'harm':
    case 'repair':
    case 'gap-closed':
    case 'gap-left':
    case 'harm-is':
    case 'repair-matters':
    case 'repair-not-distinguishable':
      return labelRepairSentence(statement);
    case 'level-effect':
    case 'grid':
    case 'grid-not-distinguishable':
    case 'spread':
    case 'correlation':
      return preTrainingSentence(statement);
  }
}

/** What "accuracy" means in all sentences of the study, where it is not the plain one. */
function scoreWords({ score }: Pick<Analysis, 'score'>): string {
  return score === 'balancedAccuracy'
    ? ' Accuracy here is balanced accuracy, the mean over the classes of the share of their test rows that was found, since the classes of this test set differ in size.'
    : '';
}

function textOf({ statement, expectation }: UnwordedVerdict): string {
  const sentence = sentenceOf(statement);
  return expectation ? `${sentence} ${expectationSentence(expectation)}` : sentence;
}

/** The findings with their sentences beside them, as records keep them. */
export function inWords({ analysis, verdict }: StudyFindings): {
  readonly analysis: Analysis;
  readonly verdict: Verdict;
} {
  const findings = analysis.findings.map((one) => ({ ...one, text: sentenceOf(one.statement) }));
  return {
    analysis: { ...analysis, findings },
    verdict: { ...verdict, text: `${textOf(verdict)}${scoreWords(analysis)}` },
  };
}
