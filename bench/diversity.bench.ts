/**
 * @file The measures of diversity against the originals, where Python has them, else against a naive program: both run
 * here, one after the other, on the same set. `PYTHON` names another Python to ask.
 */
import { spawnSync } from 'node:child_process';
import { stream } from '../src/core/random.js';
import { clusterAgentScore } from '../src/measures/diversity/cluster-agent/cluster-agent-score.js';
import { SurrogateJudge } from '../src/measures/diversity/cluster-agent/surrogate-judge.js';
import { selfBleu } from '../src/measures/diversity/self-bleu.js';
import { symmetricEigenvalues } from '../src/math/symmetric-eigen';
import { vendiScore } from '../src/measures/diversity/vendi-score.js';
import { measurePanel } from '../src/measures/panel.js';

export const name = 'diversity';

const N = 2000;
const D = 128;
/** Texts whose self-BLEU the slow programs compute, out of N; their time is then scaled to all. */
const SOME = 20;

export async function run(): Promise<Record<string, number | string>> {
  const texts = drawTexts(N);
  const embeddings = drawEmbeddings(N, D);

  const ownBleu = median(5, () => selfBleu(texts));
  const nltk = askPython(NLTK_SELF_BLEU, { texts, some: SOME });
  const naiveBleu = nltk ?? {
    version: `naive program, ${SOME} of ${N} texts`,
    seconds: naiveSelfBleuSeconds(texts),
  };

  const ownVendi = median(5, () => vendiScore(embeddings, D));
  const rows = Array.from({ length: N }, (_, i) => Array.from(embeddings.subarray(i * D, (i + 1) * D)));
  const numpy = askPython(NUMPY_VENDI, { rows });
  const kernelVendi = numpy ?? {
    version: 'naive program, 600 rows scaled by n³',
    seconds: naiveVendiSeconds(embeddings),
  };
  if (numpy && Math.abs(numpy.value - vendiScore(embeddings, D)) > 1e-6)
    throw new Error('bench: Vendi scores differ');
  if (nltk && Math.abs(nltk.value - selfBleuOfFirst(texts)) > 1e-9)
    throw new Error('bench: self-BLEU scores differ');

  const lexical: Record<string, number> = {};
  for (const n of [1_000, 10_000, 100_000]) {
    const set = drawTexts(n);
    const begun = performance.now();
    await measurePanel({ tokenLists: set }, null, ['bench'], { mostPairs: 20 * n });
    lexical[`lexicalPanelMicrosecondsPerTextAt${n}`] = round(((performance.now() - begun) * 1000) / n);
  }

  const set = { tokenLists: texts.slice(0, 800), embeddings: embeddings.slice(0, 800 * 64), d: 64 };
  const begun = performance.now();
  for (let i = 0; i < 30; i++) await measurePanel(set, null, ['bench', i]);
  const panelsSeconds = round((performance.now() - begun) / 1000);

  const judged = texts.slice(0, 800).map((tokens) => tokens.join(' '));
  const embedder = { id: 'bench', dimensions: 64, embed: async () => set.embeddings };
  const askedAt = performance.now();
  await clusterAgentScore(judged, new SurrogateJudge(embedder, 0.1), ['bench'], {
    numRounds: 1000,
    numProposals: 10,
  });
  const surrogateSeconds = round((performance.now() - askedAt) / 1000);

  return {
    selfBleuMs: round(ownBleu * 1000),
    selfBleuOriginal: naiveBleu.version,
    selfBleuOriginalSeconds: round(naiveBleu.seconds),
    selfBleuTimesFaster: Math.round(naiveBleu.seconds / ownBleu),
    vendiMs: round(ownVendi * 1000),
    vendiOriginal: kernelVendi.version,
    vendiOriginalSeconds: round(kernelVendi.seconds),
    vendiTimesFaster: round(kernelVendi.seconds / ownVendi),
    ...(numpy ? { vendiOriginalDualMs: round(numpy.dualSeconds! * 1000) } : {}),
    ...lexical,
    lexicalPanelMsAt100000PerMsAt10000: round(
      (10 * lexical.lexicalPanelMicrosecondsPerTextAt100000!) /
        lexical.lexicalPanelMicrosecondsPerTextAt10000!,
    ),
    panelsOf30SetsOf800TextsSeconds: panelsSeconds,
    surrogateSecondsPer1000Rounds: surrogateSeconds,
  };
}

/** Texts of 8 to 23 words drawn by Zipf's law. */
function drawTexts(n: number): string[][] {
  const rng = stream('bench', 'texts', n);
  return Array.from({ length: n }, () =>
    Array.from({ length: 8 + rng.integer(16) }, () => `w${Math.floor(Math.exp(rng.uniform() * 9))}`),
  );
}

function drawEmbeddings(n: number, d: number): Float32Array {
  const rng = stream('bench', 'embeddings', n, d);
  return Float32Array.from({ length: n * d }, () => rng.normal());
}

interface Answer {
  readonly version: string;
  readonly seconds: number;
  readonly value: number;
  readonly dualSeconds?: number;
}

/** What a Python program prints for the input, from the first Python that has what it imports; null where none has. */
function askPython(program: string, input: unknown): Answer | null {
  for (const python of [process.env.PYTHON, 'python3', '/usr/bin/python3']) {
    if (python === undefined) continue;
    const { status, stdout } = spawnSync(python, ['-c', program], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 1e8,
      timeout: 300_000,
    });
    if (status === 0) return JSON.parse(stdout) as Answer;
  }
  return null;
}

const NLTK_SELF_BLEU = `
import json, sys, time, nltk
from nltk.translate.bleu_score import sentence_bleu, SmoothingFunction
given = json.load(sys.stdin)
texts, some = given["texts"], given["some"]
smooth = SmoothingFunction().method1
begun = time.perf_counter()
scores = [sentence_bleu(texts[:i] + texts[i + 1:], texts[i], (0.25,) * 4, smooth) for i in range(some)]
seconds = (time.perf_counter() - begun) * len(texts) / some
print(json.dumps({"version": f"NLTK {nltk.__version__}, {some} of {len(texts)} texts", "seconds": seconds, "value": sum(scores) / some}))
`;

const NUMPY_VENDI = `
import json, sys, time, numpy, scipy, scipy.linalg
X = numpy.array(json.load(sys.stdin)["rows"])
begun = time.perf_counter()
X = X / numpy.linalg.norm(X, axis=1, keepdims=True)
w = scipy.linalg.eigvalsh(X @ X.T / len(X))
p = w[w > 0]
value = float(numpy.exp(-(p * numpy.log(p)).sum()))
seconds = time.perf_counter() - begun
begun = time.perf_counter()
w = scipy.linalg.eigvalsh(X.T @ X / len(X))
dual = time.perf_counter() - begun
print(json.dumps({"dualSeconds": dual, "version": f"kernel, NumPy {numpy.__version__}, SciPy {scipy.__version__}", "seconds": seconds, "value": value}))
`;

/** Self-BLEU of the first texts alone, all others their references: what the Python program computes. */
function selfBleuOfFirst(texts: readonly (readonly string[])[]): number {
  const scores = texts.slice(0, SOME).map((text, i) => naiveBleu(texts, text, i));
  return scores.reduce((sum, score) => sum + score, 0) / SOME;
}

function naiveSelfBleuSeconds(texts: readonly (readonly string[])[]): number {
  const begun = performance.now();
  selfBleuOfFirst(texts);
  return ((performance.now() - begun) * texts.length) / SOME / 1000;
}

/** By the book: every reference is counted anew. */
function naiveBleu(texts: readonly (readonly string[])[], text: readonly string[], index: number): number {
  const others = texts.filter((_, j) => j !== index);
  let logSum = 0;
  for (let n = 1; n <= 4; n++) {
    const counts = countGrams(text, n);
    const most = new Map<string, number>();
    for (const other of others) {
      for (const [gram, count] of countGrams(other, n)) most.set(gram, Math.max(count, most.get(gram) ?? 0));
    }
    let matches = 0;
    for (const [gram, count] of counts) matches += Math.min(count, most.get(gram) ?? 0);
    if (n === 1 && matches === 0) return 0;
    logSum += Math.log((matches || 0.1) / Math.max(1, text.length - n + 1)) / 4;
  }
  const nearest = others
    .map((other) => other.length)
    .reduce((a, b) => {
      const [toA, toB] = [Math.abs(a - text.length), Math.abs(b - text.length)];
      return toB < toA || (toB === toA && b < a) ? b : a;
    });
  return Math.min(1, Math.exp(1 - nearest / text.length)) * Math.exp(logSum);
}

function countGrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i++) {
    const gram = tokens.slice(i, i + n).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** The kernel form, on 600 rows, scaled to N: its eigenvalues take n³. */
function naiveVendiSeconds(embeddings: Float32Array): number {
  const n = 600;
  const begun = performance.now();
  const kernel = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < D; k++) kernel[i * n + j]! += (embeddings[i * D + k]! * embeddings[j * D + k]!) / n;
    }
  }
  symmetricEigenvalues(kernel, n);
  return ((performance.now() - begun) / 1000) * (N / n) ** 3;
}

/** Median seconds of some runs, after one to warm up. */
function median(runs: number, work: () => unknown): number {
  work();
  const seconds = Array.from({ length: runs }, () => {
    const begun = performance.now();
    work();
    return (performance.now() - begun) / 1000;
  });
  return seconds.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
