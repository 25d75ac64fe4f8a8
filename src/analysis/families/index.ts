/** @file Which statistics an experiment gets, by its name. */
import type { ExperimentId } from '../../core/experiments';
import type { Family } from './conclusion';
import { tiersConclusion } from './tiers';

export const FAMILIES: Readonly<Record<ExperimentId, Family>> = {
  temperature: tiersConclusion,
  'top-p': tiersConclusion,
  'prompt-breadth': tiersConclusion,
  'near-duplicates': tiersConclusion,
  subsets: tiersConclusion,
  suppression: tiersConclusion,
  'prompt-ladder': tiersConclusion,
  mixing: tiersConclusion,
  shift: tiersConclusion,
  'self-consumption': tiersConclusion,
  topics: tiersConclusion,
  'label-repair': tiersConclusion,
  'pre-training': tiersConclusion,
};
