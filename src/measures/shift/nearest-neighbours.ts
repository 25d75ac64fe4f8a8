/** @file Precision, recall, density and coverage: which rows of one set lie among the rows of the other. */
import { LabError, shown } from '../../core/errors';
import type { Measure } from '../measure';
import type { SetContext } from '../set-context';
import { distancesOf, generatedPlaces, pairDistances, type PairDistances } from './embedding-pair';

const cost = 'O(n²d)';

export const precisionMeasure: Measure = {
  info: {
    id: 'precision',
    label: 'precision',
    unit: 'share of generated texts',
    range: [0, 1],
    closerWhen: 'higher',
    cost,
    source: 'Kynkäänniemi et al. 2019, arXiv 1904.06991; balls of the 5th neighbour',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: 'mean over j of 1[yⱼ in some ball(xᵢ)]',
  reads: 'compared embeddings',
  take: (context) => context.once(scoresOfPair).precision,
};

export const recallMeasure: Measure = {
  info: {
    id: 'recall',
    label: 'recall',
    unit: 'share of real texts',
    range: [0, 1],
    closerWhen: 'higher',
    cost,
    source: 'Kynkäänniemi et al. 2019, arXiv 1904.06991; balls of the 5th neighbour',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: 'mean over i of 1[xᵢ in some ball(yⱼ)]',
  reads: 'compared embeddings',
  take: (context) => context.once(scoresOfPair).recall,
};

export const densityMeasure: Measure = {
  info: {
    id: 'density',
    label: 'density',
    unit: 'ratio',
    range: [0, null],
    closerWhen: 'higher',
    cost,
    source: 'Naeem et al. 2020, arXiv 2002.09797, eq. 5; balls of the 5th neighbour',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: '1/(km) Σ over i, j of 1[yⱼ in ball(xᵢ)]',
  reads: 'compared embeddings',
  take: (context) => context.once(scoresOfPair).density,
};

export const coverageMeasure: Measure = {
  info: {
    id: 'coverage',
    label: 'coverage',
    unit: 'share of real texts',
    range: [0, 1],
    closerWhen: 'higher',
    cost,
    source: 'Naeem et al. 2020, arXiv 2002.09797, eq. 6; balls of the 5th neighbour',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: 'mean over i of 1[some yⱼ in ball(xᵢ)]',
  reads: 'compared embeddings',
  take: (context) => context.once(scoresOfPair).coverage,
};

const DEFAULT_NEIGHBOURS = 5;

/** All four measures read it. */
function scoresOfPair(context: SetContext): NeighbourScores {
  const distances = distancesOf(context, 'nearestNeighbourScores', DEFAULT_NEIGHBOURS + 1);
  const realRows = context.rowsOf('real embeddings');
  return neighbourScoresOf(distances, DEFAULT_NEIGHBOURS, realRows, generatedPlaces(context));
}

interface NeighbourScores {
  /** Share of generated rows inside the ball of some real row: how much of what is generated looks real. */
  readonly precision: number;
  /** Share of real rows inside the ball of some generated row: how much of what is real could be generated. */
  readonly recall: number;
  /** Real balls a generated row lies in, on average, over k: about 1 for the same source, more in dense places. */
  readonly density: number;
  /** Share of real rows whose ball holds a generated row: how much of what is real was generated. */
  readonly coverage: number;
}

/**
 * Around each row a ball reaches to its k-th nearest neighbour in its own set, itself not counted. The ball includes its
 * surface, as in Kynkäänniemi et al., eq. 1: a row is inside when its distance to the centre is at most the radius. The
 * code of Naeem et al. (prdc) leaves the surface out. The two differ only where distances are equal, which is where a
 * text stands in both sets or several times in one.
 *
 *   precision = mean over j of 1[yⱼ in some ball(xᵢ)]      recall   = mean over i of 1[xᵢ in some ball(yⱼ)]
 *   density   = 1/(km) Σ over i, j of 1[yⱼ in ball(xᵢ)]    coverage = mean over i of 1[some yⱼ in ball(xᵢ)]
 *
 * Each in [0, 1] but density, which has no upper end; 0 = nothing in common. A set against its own copy has 1
 * everywhere, but density (k + 1)/k where no two distances are equal: each ball holds its centre and k neighbours. One
 * outlier's large ball can raise precision and recall, not density and coverage. Two samples of one source have less
 * than 1 everywhere but in density.
 * @param real (n, d) row-major, n > k
 * @param generated (m, d) row-major, m > k
 * @param k from 1 on
 * @throws LabError `bad-setting` at an invalid k; `bad-dataset` where a set has too few rows, another width, or
 * numbers that are not finite
 */
export function nearestNeighbourScores(
  real: Float32Array,
  generated: Float32Array,
  d: number,
  k: number = DEFAULT_NEIGHBOURS,
): NeighbourScores {
  if (!Number.isInteger(k) || k < 1) {
    throw new LabError(
      'bad-setting',
      `nearestNeighbourScores: invalid number of neighbours: ${shown(k)} (wanted a whole number from 1 on) — for example ${DEFAULT_NEIGHBOURS}`,
    );
  }
  return neighbourScoresOf(pairDistances('nearestNeighbourScores', real, generated, d, k + 1), k);
}

/**
 * The same of some rows whose distances are known, all where `realRows` and `generatedRows` (indices of the matrix)
 * are left out. Each of the two must have more than k rows.
 */
function neighbourScoresOf(
  { numReal, numGenerated, squared }: PairDistances,
  k: number = DEFAULT_NEIGHBOURS,
  realRows: Int32Array = range(0, numReal),
  generatedRows: Int32Array = range(numReal, numReal + numGenerated),
): NeighbourScores {
  const numRows = numReal + numGenerated;
  const realRadii = radiiOf(squared, numRows, realRows, k);
  const generatedRadii = radiiOf(squared, numRows, generatedRows, k);
  const isPrecise = new Uint8Array(generatedRows.length);
  let inside = 0;
  let recalled = 0;
  let covered = 0;
  realRows.forEach((row, i) => {
    let isCovered = false;
    let isRecalled = false;
    const radius = realRadii[i]!;
    for (let j = 0; j < generatedRows.length; j++) {
      const distance = squared[row * numRows + generatedRows[j]!]!;
      if (distance <= radius) {
        inside++;
        isPrecise[j] = 1;
        isCovered = true;
      }
      if (distance <= generatedRadii[j]!) isRecalled = true;
    }
    if (isCovered) covered++;
    if (isRecalled) recalled++;
  });
  return {
    precision: isPrecise.reduce((sum, one) => sum + one, 0) / generatedRows.length,
    recall: recalled / realRows.length,
    density: inside / (k * generatedRows.length),
    coverage: covered / realRows.length,
  };
}

/** Squared distance of each row to the k-th nearest of the others. */
function radiiOf(squared: Float64Array, numRows: number, rows: Int32Array, k: number): Float64Array {
  const nearest = new Float64Array(k); // ascending
  return Float64Array.from(rows, (row) => {
    nearest.fill(Infinity);
    for (const other of rows) {
      if (other === row) continue;
      const distance = squared[row * numRows + other]!;
      if (distance >= nearest[k - 1]!) continue;
      let place = k - 1;
      while (place > 0 && nearest[place - 1]! > distance) {
        nearest[place] = nearest[place - 1]!;
        place--;
      }
      nearest[place] = distance;
    }
    return nearest[k - 1]!;
  });
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
