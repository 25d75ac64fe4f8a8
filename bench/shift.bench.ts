/**
 * @file The measures of shift against SciPy and scikit-learn, where Python has them, and against naive programs: all run
 * here, one after the other, on the same rows. `PYTHON` names another Python to ask.
 */
import { spawnSync } from 'node:child_process';
import { stream } from '../src/core/random.js';
import { readTable } from '../src/dataset/read-table.js';
import { pairDistances, type PairDistances } from '../src/measures/shift/embedding-pair.js';
import { frechetDistance } from '../src/measures/shift/frechet-distance.js';
import { SHIFT_MEASURES } from '../src/measures/index.js';
import { measurePanel } from '../src/measures/panel.js';
import type { ReferenceTexts } from '../src/measures/set-of-texts.js';
import { kMeans } from '../src/math/k-means.js';
import { kernelOf, testOfKernel } from '../src/measures/shift/maximum-mean-discrepancy.js';
import { nearestNeighbourScores } from '../src/measures/shift/nearest-neighbours.js';

export const name = 'shift';

/** A tier of the default study: 100 rows of each of 8 classes. */
const N = 800;
const D = 64;
const CLUSTERS = N / 10;
const PERMUTATIONS = 200;
/** Sets of the default study that are measured. */
const STUDY_SETS = 30;

export async function run(): Promise<Record<string, number | string>> {
  const real = drawRows('real', 0);
  const generated = drawRows('generated', 0.3);
  const both = Float64Array.from([...real, ...generated]);

  const frechet = seconds(5, () => frechetDistance(real, generated, D));
  const neighbours = seconds(5, () => nearestNeighbourScores(real, generated, D));
  const options = { starts: 5, mostIterations: 500 };
  const clusters = seconds(3, () => kMeans(both, D, CLUSTERS, stream('bench'), options));
  const distances = pairDistances('bench', real, generated, D, 2);
  const naiveDistances = seconds(3, () => pairwiseNaively(both));
  const ownDistances = seconds(5, () => pairDistances('bench', real, generated, D, 2));
  const permutations = seconds(3, () => testOfKernel(kernelOf(distances), stream('bench'), PERMUTATIONS));
  const naivePermutations = naivePermutationSeconds(distances);
  const python = askPython({ real: rowsOf(real), generated: rowsOf(generated), clusters: CLUSTERS });
  if (python && Math.abs(python.frechet - frechetDistance(real, generated, D)) > 1e-6) {
    throw new Error('bench: Fréchet distances differ');
  }
  if (python && Math.abs(python.coverage - nearestNeighbourScores(real, generated, D).coverage) > 1e-9) {
    throw new Error('bench: coverages differ');
  }

  const sets = [drawSet('real', real), drawSet('generated', generated)] as const;
  const [realSet, generatedSet] = sets;
  const panel = (...seed: (string | number)[]): Promise<unknown> =>
    measurePanel({ ...generatedSet, d: D }, realSet, seed, { measures: SHIFT_MEASURES });
  await panel('warm');
  const begun = performance.now();
  for (let i = 0; i < STUDY_SETS; i++) await panel('bench', i);
  const study = (performance.now() - begun) / 1000;

  return {
    rows: N,
    dimensions: D,
    panelSeconds: round(study / STUDY_SETS),
    panelsOfDefaultStudySeconds: round(study),
    distancesSeconds: round(ownDistances),
    distancesSpeedOverNaive: round(naiveDistances / ownDistances),
    permutationTestSeconds: round(permutations),
    permutationTestSpeedOverNaive: round(naivePermutations / permutations),
    frechetSeconds: round(frechet),
    neighboursSeconds: round(neighbours),
    clustersSeconds: round(clusters),
    ...(python
      ? {
          python: python.version,
          frechetSpeedOverScipy: round(python.frechetSeconds / frechet),
          neighboursSpeedOverScikitLearn: round(python.neighboursSeconds / neighbours),
          clustersSpeedOverScikitLearn: round(python.clustersSeconds / clusters),
        }
      : { python: 'none with SciPy and scikit-learn' }),
    csvMegabytesPerSecond: round(await readSpeed()),
  };
}

function drawRows(name: string, shift: number): Float32Array {
  const rng = stream('bench', name);
  return Float32Array.from({ length: N * D }, (_, i) => {
    const axis = i % D;
    return (rng.normal() + (axis === 0 ? shift : 0)) / (1 + axis / 8);
  });
}

function drawSet(name: string, embeddings: Float32Array): ReferenceTexts {
  const rng = stream('bench', 'words', name);
  const word = (): string => `w${Math.floor(3000 * rng.uniform() ** 3)}`;
  return {
    tokenLists: Array.from({ length: N }, () => Array.from({ length: 4 + rng.integer(16) }, word)),
    embeddings,
  };
}

function rowsOf(rows: Float32Array): number[][] {
  return Array.from({ length: N }, (_, i) => Array.from(rows.subarray(i * D, (i + 1) * D)));
}

/** The median time of some runs, after one to warm up. */
function seconds(times: number, work: () => unknown): number {
  work();
  const all = Array.from({ length: times }, () => {
    const begun = performance.now();
    work();
    return (performance.now() - begun) / 1000;
  });
  return all.sort((a, b) => a - b)[Math.floor(times / 2)]!;
}

/** All squared distances, a pair at a time. */
function pairwiseNaively(rows: Float64Array): Float64Array {
  const n = rows.length / D;
  const squared = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < D; k++) sum += (rows[i * D + k]! - rows[j * D + k]!) ** 2;
      squared[i * n + j] = sum;
    }
  }
  return squared;
}

/** The permutation test that adds up all pairs for each permutation; timed on a tenth of them. */
function naivePermutationSeconds(distances: PairDistances): number {
  const { values } = kernelOf(distances);
  const n = 2 * N;
  const rng = stream('bench');
  const begun = performance.now();
  let reached = 0;
  for (let b = 0; b < PERMUTATIONS / 10; b++) {
    const isReal = Array.from({ length: n }, () => rng.uniform() < 0.5);
    let within = 0;
    let across = 0;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        if (isReal[i] === isReal[j]) within += values[i * n + j]!;
        else across += values[i * n + j]!;
      }
    }
    if (within > across) reached++;
  }
  if (reached < 0) throw new Error('bench: impossible');
  return ((performance.now() - begun) / 1000) * 10;
}

interface PythonFigures {
  readonly version: string;
  readonly frechet: number;
  readonly frechetSeconds: number;
  readonly coverage: number;
  readonly neighboursSeconds: number;
  readonly clustersSeconds: number;
}

/** The same measures by the usual libraries; on one thread, as here. */
const PYTHON_MEASURES = `
import json, sys, time
import numpy as np, scipy, sklearn
from scipy.linalg import sqrtm
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances
given = json.load(sys.stdin)
real, generated = (np.array(given[name]) for name in ('real', 'generated'))

def median_seconds(times, work):
    work()
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        result = work()
        took.append(time.perf_counter() - begun)
    return result, sorted(took)[times // 2]

def frechet():
    a, b = np.cov(real, rowvar=False), np.cov(generated, rowvar=False)
    between = real.mean(0) - generated.mean(0)
    return float(between @ between + np.trace(a) + np.trace(b) - 2 * np.trace(sqrtm(a @ b)).real)

def neighbours():
    radii = [np.sort(pairwise_distances(rows), axis=1)[:, 5] for rows in (real, generated)]
    across = pairwise_distances(real, generated)
    in_real = across < radii[0][:, None]
    in_generated = across < radii[1][None, :]
    return (in_real.any(0).mean(), in_generated.any(1).mean(), in_real.sum(0).mean() / 5, float(in_real.any(1).mean()))

def clusters():
    return KMeans(given['clusters'], n_init=5, max_iter=500, random_state=1).fit(np.vstack([real, generated])).inertia_

(distance, frechet_seconds) = median_seconds(5, frechet)
(scores, neighbours_seconds) = median_seconds(5, neighbours)
(_, clusters_seconds) = median_seconds(3, clusters)
print(json.dumps(dict(
    version=f'SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}, NumPy {np.__version__}',
    frechet=distance, frechetSeconds=frechet_seconds,
    coverage=scores[3], neighboursSeconds=neighbours_seconds, clustersSeconds=clusters_seconds)))
`;

/** Null where no Python, or none with what it takes, answers. */
function askPython(input: unknown): PythonFigures | null {
  const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter((one) => one !== undefined);
  const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  for (const python of candidates) {
    const { status, stdout } = spawnSync(python, ['-c', PYTHON_MEASURES], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      env: { ...process.env, ...threads },
    });
    if (status === 0) return JSON.parse(stdout) as PythonFigures;
  }
  return null;
}

/** Megabytes of CSV a second, from 4 MB of rows with quotes. */
async function readSpeed(): Promise<number> {
  const line = '12345,"a small ""furry"" animal, that eats grass and seeds in the night",animal\n';
  const chunk = line.repeat(1000);
  const chunks = ['id,text,label\n', ...Array.from({ length: 50 }, () => chunk)];
  const begun = performance.now();
  let rows = 0;
  for await (const { cells } of readTable(chunks)) rows += cells.size === 3 ? 1 : 0;
  if (rows !== 50_000) throw new Error('bench: rows were lost');
  return (50 * chunk.length) / 1e6 / ((performance.now() - begun) / 1000);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
