/**
 * @file The experiment "mixing" (Zhu et al. 2025; the ratio experiment of Chen et al. 2024): which share of the training
 * set may be generated, where real text is scarce and where it is not. A curve has R real rows of each class to go with.
 *
 * - `growing`: all R real rows stay, and generated ones are added until they make up the share s: R · s / (1 − s) of
 *   each class. At s = 1 no real row is left, and as many are generated as the curve's largest mixture has in all.
 * - `fixed`: there are R rows of each class whatever the share: s · R generated, the rest real.
 *
 * Arms are nested: the rows of a smaller number are among those of a larger one, real and generated alike.
 */
import { generatorsThat } from '../../core/generators';
import type { Arm, StudySettings } from '../../core/study';
import { counted, percent, rowsOf, SHARE_AXIS, USUAL, type Design, type Experiment } from './plan';

interface Mixture {
  readonly real: number;
  readonly generated: number;
}

function design(settings: StudySettings): Design {
  const mixtures = settings.variant === 'fixed' ? fixedMixtures : growingMixtures;
  const arms = settings.series.flatMap((series) =>
    mixtures(settings.values, Number(series)).map(({ real, generated }, i): Arm => {
      const share = settings.values[i]!;
      return {
        id: `r${series}-s${share}`,
        label: `${percent(share)} generated, ${counted(Number(series), 'real row')} a class`,
        value: share,
        kind: 'tier',
        series,
        recipe: {
          generated: generated > 0 ? { ...rowsOf(settings), rowsPerClass: generated, shared: 'rows' } : null,
          realRowsPerClass: real,
        },
      };
    }),
  );
  return {
    title: 'Mixing generated with real text',
    axis: { id: 'share', label: 'Share of generated rows' },
    series: settings.series.map((id) => ({ id, label: `${counted(Number(id), 'real row')} a class` })),
    arms,
  };
}

/** Real and generated rows of each class at each share. */
export function growingMixtures(shares: readonly number[], real: number): Mixture[] {
  const added = (share: number): number => Math.round((real * share) / (1 - share));
  const largest = Math.max(real, ...shares.filter((share) => share < 1).map((share) => real + added(share)));
  return shares.map((share) =>
    share === 1 ? { real: 0, generated: largest } : { real, generated: added(share) },
  );
}

export function fixedMixtures(shares: readonly number[], total: number): Mixture[] {
  return shares.map((share) => {
    const generated = Math.round(share * total);
    return { real: total - generated, generated };
  });
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    mixing: true;
  }
}

export const mixing: Experiment = {
  ...USUAL,
  id: 'mixing',
  group: 'zhu',
  axis: { ...SHARE_AXIS, defaults: [0, 0.2, 0.37, 0.5, 0.75, 0.9, 1] },
  series: {
    id: 'realRows',
    kind: 'number',
    least: 1,
    greatest: 400,
    whole: true,
    most: 6,
    defaults: ['8', '32', '128'],
  },
  variants: ['growing', 'fixed'],
  generators: generatorsThat(),
  defaults: { temperature: 0.8, replicates: 4 },
  // Also its largest set, of 1,280 rows a class, gets the steps of every other.
  budget: { steps: 200, rowsPerClass: 1280 },
  hidden: ['rows', 'real', 'manyReal'],
  analysis: { family: 'mixing', isTurned: false },
  design,
};
