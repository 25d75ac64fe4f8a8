/** @file The families of statistics by name; each experiment says which one is its own. */
import type { Family } from './conclusion';
import { labelRepairConclusion } from './label-repair';
import { mixingConclusion } from './mixing';
import { preTrainingConclusion } from './pre-training';
import { scarcityConclusion } from './scarcity';
import { selfConsumptionConclusion } from './self-consumption';
import { shiftConclusion } from './shift';
import { tiersConclusion } from './tiers';
import { topicsConclusion } from './topics';

const BY_NAME = {
  tiers: tiersConclusion,
  mixing: mixingConclusion,
  scarcity: scarcityConclusion,
  shift: shiftConclusion,
  'self-consumption': selfConsumptionConclusion,
  topics: topicsConclusion,
  'label-repair': labelRepairConclusion,
  'pre-training': preTrainingConclusion,
};

export type FamilyName = keyof typeof BY_NAME;

export const FAMILIES: Readonly<Record<FamilyName, Family>> = BY_NAME;
