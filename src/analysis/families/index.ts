/** @file Which statistics an experiment gets, by its name. */
import type { ExperimentId } from '../../core/experiments';
import type { Family } from './conclusion';
import { mixingConclusion } from './mixing';
import { shiftConclusion } from './shift';
import { selfConsumptionConclusion } from './self-consumption';
import { topicsConclusion } from './topics';
import { labelRepairConclusion } from './label-repair';
import { preTrainingConclusion } from './pre-training';
import { tiersConclusion } from './tiers';

export const FAMILIES: Readonly<Record<ExperimentId, Family>> = {
  temperature: tiersConclusion,
  'top-p': tiersConclusion,
  'prompt-breadth': tiersConclusion,
  'near-duplicates': tiersConclusion,
  subsets: tiersConclusion,
  suppression: tiersConclusion,
  'prompt-ladder': tiersConclusion,
  penalties: tiersConclusion,
  mixing: mixingConclusion,
  shift: shiftConclusion,
  'self-consumption': selfConsumptionConclusion,
  topics: topicsConclusion,
  'label-repair': labelRepairConclusion,
  'pre-training': preTrainingConclusion,
};
