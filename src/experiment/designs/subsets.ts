/**
 * @file The experiment "diversity tiers by choice": from one pool of rows, written once a replicate, each arm chooses
 * equally many, greedily, from close together to far apart.
 */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, SHARE_AXIS, tier, USUAL, type Design, type Experiment } from './plan';

/** Rows of the pool for each row that is chosen. */
const POOL = 4;

function design(settings: StudySettings): Design {
  const tiers = settings.values.map((spread) =>
    tier(settings, {
      id: `spread${spread}`,
      label: `spread ${spread}`,
      value: spread,
      generated: { ...rowsOf(settings), edits: [{ kind: 'subset', pool: POOL, spread }], shared: 'pool' },
    }),
  );
  return {
    title: 'Diversity by choice from one pool',
    axis: { id: 'spread', label: 'Spread of the chosen rows' },
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    subsets: true;
  }
}

export const subsets: Experiment = {
  ...USUAL,
  id: 'subsets',
  group: 'variety',
  axis: { ...SHARE_AXIS, id: 'spread' },
  generators: generatorsThat('many-rows'),
  defaults: { temperature: 1.1 },
  design,
};
