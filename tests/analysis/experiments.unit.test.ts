import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FINDING_KINDS } from '../../src/analysis';
import type { ExperimentId } from '../../src/core/experiments';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../src/experiment/designs';
import type { Finding, Run, Verdict } from '../../src/core/run';
import { defaultSettings } from '../../src/experiment/settings';
import { analyseGrid, gridStudy, simulateGrid } from './simulated-grid';
import { runOf } from './simulated-study';

const ROWS = 1000;
const yTrue = new Array<number>(ROWS).fill(1);

/** A headline that gives a p-value gives what was tested too, with its interval; every difference has one. */
function checkEvidence(headline: string): void {
  const [tested, after] = headline.split('(corrected p');
  if (after === undefined) return;
  const withoutMargins = tested!.replace(
    /(no two values differ by more than|can find differences of) [\d.]+ points/g,
    '',
  );
  expect(withoutMargins.match(/[\d.]+ points(?! \()/g) ?? []).toEqual([]);
  const intervals = [...tested!.matchAll(/points \((?:95 % interval )?([+−]?[\d.]+) to ([+−]?[\d.]+)/g)];
  const bounds = intervals.map((found) => found.slice(1).map((bound) => Number(bound.replace('−', '-'))));
  expect(bounds.filter(([low, high]) => low! > 0 || high! < 0)).not.toEqual([]);
}

/** A study of which each arm has a known number of right rows in 1000, a little different in each replicate. */
function conclude(
  experiment: ExperimentId,
  series: readonly string[],
  values: readonly number[],
  numRight: readonly (readonly number[])[],
  measures: (series: number, value: number, replicate: number) => Record<string, number> = () => ({}),
  replicates = 3,
): { verdict: Verdict; findings: readonly Finding[]; runs: Run[] } {
  const study = gridStudy({ experiment, series, values, replicates });
  const runs = series.flatMap((id, s) =>
    values.flatMap((value, v) =>
      Array.from({ length: replicates }, (_, r) => {
        const count = numRight[s]![v]! + ((s + 2 * v + 5 * r) % 4);
        const yPred = Array.from({ length: ROWS }, (_, i) => Number(i < count));
        return runOf(`${id}-${value}`, r, yPred, {
          accuracy: count / ROWS,
          measures: measures(s, v, r),
        });
      }),
    ),
  );
  const { analysis, verdict } = analyseGrid(study, runs, yTrue);
  checkEvidence(verdict.text);
  return { verdict, findings: analysis.findings!, runs };
}

function shown(findings: readonly Finding[], kind: string, series?: string | null): Finding[] {
  return findings.filter(
    (one) => one.kind === kind && one.pValue <= 0.05 && (series === undefined || one.series === series),
  );
}

describe('tiers', () => {
  test('of near-duplicates are said in variety: fewer copies are more of it', () => {
    const { verdict } = conclude('near-duplicates', ['x'], [0, 0.5, 0.95], [[750, 700, 600]]);
    expect(verdict).toMatchObject({ kind: 'more-is-better', bestArm: 'x-0' });
    expect(verdict.text).toMatch(/^More variety is better: setting 0 reaches 75\.\d %/);
  });

  test('on several curves have one verdict where they agree', () => {
    const hump = [600, 700, 650];
    const { verdict, findings } = conclude('suppression', ['0.8', '1.5'], [0, 1, 4], [hump, [700, 701, 702]]);
    expect(verdict).toMatchObject({ kind: 'moderate-is-best', bestArm: '0.8-1' });
    expect(verdict.text).toMatch(
      /^Moderate is best on 1 of 2 curves: curve 0\.8, where setting 1 reaches 70\.\d % \([^)]*\), 10\.\d points \([\d.]+ to [\d.]+\) above 0 and 5\.\d points \([\d.]+ to [\d.]+\) above 4 \(corrected p [<=] [\d.]+\); no difference that matters on curve 1\.5, where no two values differ by more than 2\.0 points\.$/,
    );
    expect(findings.filter((one) => one.kind === 'best-tier').map((one) => one.series)).toEqual([
      '0.8',
      '1.5',
    ]);
    expect(shown(findings, 'inverted-u')).toHaveLength(1);
    const flat = [700, 701, 702];
    expect(conclude('suppression', ['0.8', '1.5'], [0, 1, 4], [flat, flat]).verdict).toMatchObject({
      kind: 'level',
      bestArm: null,
      text: 'No difference that matters on every curve: curve 0.8, where no two values differ by more than 2.0 points; curve 1.5, where no two values differ by more than 2.0 points.',
    });
    const both = conclude('suppression', ['0.8', '1.5'], [0, 1, 4], [hump, hump]).verdict;
    expect(both.text).toMatch(/^Moderate is best on every curve: curve 0\.8, .*; curve 1\.5, /);
  });

  test('on curves that contradict each other depend', () => {
    const { verdict } = conclude('suppression', ['0.8', '1.5'], [0, 1, 4], [[600, 650, 700], [700, 650, 600]]); // prettier-ignore
    expect(verdict).toMatchObject({ kind: 'depends', bestArm: null });
    expect(verdict.text).toMatch(
      /^It depends: more is better on curve 0\.8, where setting 4 reaches .*; less is better on curve 1\.5, where setting 0 /,
    );
  });
});

describe('mixing', () => {
  const shares = [0, 0.5, 0.75, 1];

  test('helps where real text is scarce, up to a share', () => {
    const { verdict, findings } = conclude('mixing', ['8', '128'], shares, [[600, 700, 700, 620], [800, 801, 800, 799]]); // prettier-ignore
    expect(verdict.kind).toBe('moderate-is-best');
    expect(verdict.text).toMatch(
      /^Generated text helps where real text is scarce: with curve 8, a share of (50|75) % gives 70\.\d % \(.*\), 10\.\d points \(95 % interval .*\) above none, and a share of 100 % and more is 8\.\d points \(.*\) below one of (50|75) % \(corrected p < 0\.001\); not distinguishable with curve 128\.$/,
    );
    expect(shown(findings, 'helps', '8')).toHaveLength(1);
    expect(shown(findings, 'helps', '128')).toHaveLength(0);
    const [worse] = shown(findings, 'worse-again');
    expect(worse!.series).toBe('8');
    expect(worse!.text).toMatch(/^Curve 8: from 100 % generated text on accuracy is worse again: /);
    expect(worse!.estimate!.mean).toBeLessThan(0);
  });

  test('may help only, harm only, or neither', () => {
    const help = conclude('mixing', ['8'], shares, [[600, 650, 690, 700]]);
    expect(help.verdict.kind).toBe('helps');
    // All three shares help; what is spoken of is the greatest gain, not the surest.
    expect(help.verdict.text).toMatch(
      /^Generated text helps: with curve 8, a share of 100 % gives 70\.\d % /,
    );
    const harm = conclude('mixing', ['8'], shares, [[700, 698, 650, 600]]);
    expect(harm.verdict.kind).toBe('harms');
    expect(harm.verdict.text).toMatch(/^Generated text harms: with curve 8, a share of 75 % and more is /);
    const none = conclude('mixing', ['8'], shares, [[700, 701, 700, 700]]);
    expect(none.verdict.text).toBe(
      'Not distinguishable: nowhere is generated text shown to help or to harm.',
    );
    expect(none.findings.find((one) => one.kind === 'worse-again')!.text).toMatch(
      /^Curve 8: whether too much generated text does harm is not distinguishable: /,
    );
  });
});

describe('self-consumption', () => {
  test('loses in one form, from a generation on, while its variety goes', () => {
    const generations = [0, 1, 5, 20];
    const { verdict, findings } = conclude(
      'self-consumption',
      ['replace', 'accumulate'],
      generations,
      [
        [750, 749, 700, 600],
        [750, 750, 749, 751],
      ],
      (s, v) => ({ vendiScore: s === 0 ? [45, 40, 20, 8][v]! : 45 }),
    );
    expect(verdict).toMatchObject({ kind: 'harms', bestArm: 'replace-0' });
    expect(verdict.text).toMatch(
      /^Learning from its own output costs accuracy: with “Curve replace”, 14\.\d points \(.*\) by generation 20, shown from generation 5 on, there [45]\.\d points \(95 % interval [\d.]+ to [\d.]+\), while the Vendi score goes from 45\.0 to 8\.0; no loss is shown with “Curve accumulate” \(corrected p < 0\.001\)\.$/,
    );
    expect(shown(findings, 'onset')[0]!.text).toMatch(/^Curve replace: from generation 5 on/);
    expect(shown(findings, 'slope').map((one) => one.series)).toEqual(['replace']);
    const [difference] = shown(findings, 'form-difference');
    expect(difference!.series).toBe('accumulate');
    expect(difference!.estimate!.mean).toBeGreaterThan(0.14);
  });
});

describe('topics', () => {
  test('weigh breadth against volume', () => {
    const { verdict, findings } = conclude('topics', ['4', '16'], [1, 4, 16], [[600, 660, 720], [610, 670, 730]]); // prettier-ignore
    expect(verdict).toMatchObject({ kind: 'more-is-better', bestArm: '16-16' });
    expect(verdict.text).toMatch(
      /^Breadth is worth more than volume: at as many texts, twice the topics with half the texts each is worth \+2\.5 points \(95 % interval \+[\d.]+ to \+[\d.]+\) \(corrected p < 0\.001\)\. Alone, doubling the topics is worth \+3\.0 points \(.*\); doubling the texts per topic is worth \+0\.5 points/,
    );
    // three tiers a factor of 4 apart: 60 points in 1000 are 30 a doubling
    expect(shown(findings, 'topics')[0]!.estimate!.mean).toBeCloseTo(0.03, 2);
    expect(shown(findings, 'breadth-or-volume')[0]!.estimate!.mean).toBeCloseTo(0.025, 2);
  });

  test('have Chen’s peak in texts per topic', () => {
    const { verdict, findings } = conclude('topics', ['4', '12', '36'], [4, 16], [[600, 600], [600, 680], [600, 620]]); // prettier-ignore
    expect(shown(findings, 'peak')[0]!.text).toMatch(
      /^With 16 topics, accuracy rises by [78]\.\d points \(.*\) from 4 to 12 texts per topic and falls by [56]\.\d points .* from there to 36/,
    );
    expect(verdict.text).toContain('with 16 topics, accuracy rises');
  });
});

describe('label repair', () => {
  const shares = [0, 0.5, 1];
  const at = (hot: readonly number[]): Verdict =>
    conclude('label-repair', ['0.8', '2.2'], shares, [[750, 750, 750], hot]).verdict;

  test('tells wrong labels from whatever else comes with heat', () => {
    expect(at([650, 700, 751]).kind).toBe('harm-is-noise');
    expect(at([650, 651, 650]).kind).toBe('harm-is-diversity');
    const both = at([650, 675, 700]);
    expect(both).toMatchObject({ kind: 'harm-is-both', bestArm: '0.8-0' });
    expect(both.text).toMatch(
      /^The harm is wrong labels, and more: curve 2\.2 is (9\.\d|10\.\d) points \(95 % interval .*\) below curve 0\.8; repairing all labels closes [45]\.\d points \(95 % interval [\d.]+ to [\d.]+\) of them, of the gap (4\d|5\d) %, 95 % interval \d+ to \d+, and [45]\.\d points \(95 % interval [\d.]+ to [\d.]+\) are left \(corrected p < 0\.001\)\.$/,
    );
  });

  test('has something to say where there is no harm but repair helps', () => {
    const { verdict } = conclude('label-repair', ['0.8', '2.2'], shares, [[700, 720, 740], [700, 721, 740]]); // prettier-ignore
    expect(verdict.kind).toBe('helps');
    expect(verdict.text).toMatch(
      /^Repairing labels helps: with curve \d\.\d it raises accuracy by 4\.\d points/,
    );
    expect(at([750, 751, 750]).kind).toBe('not-distinguishable');
  });
});

describe('shift', () => {
  test('finds what goes with accuracy, and which shift costs', () => {
    const noise = (a: number, b: number, c: number): number => (((7 * a + 3 * b + 5 * c) % 11) - 5) / 5;
    const { verdict, findings } = conclude(
      'shift',
      ['none', 'other-topics', 'label-noise', 'shuffled-words'],
      [0.5, 0.8, 1.1, 1.5],
      [0, 1, 2, 3].map((s) => [0, 1, 2, 3].map((v) => 700 + 15 * v - (s === 2 ? 100 : 0))),
      (s, v, r) => ({
        vendiScore: 40 + 2 * v - (s === 1 ? 3 : 0) + 0.1 * noise(s, v, r),
        frechetDistance: 0.2 + (s === 1 || s === 3 ? 0.1 : 0) + 0.02 * noise(v, r, s),
        labelNoise: (s === 2 ? 0.4 : 0.05) + 0.01 * noise(r, s, v),
      }),
    );
    expect(verdict).toMatchObject({ kind: 'effect', bestArm: null });
    expect(verdict.text).toMatch(/label accuracy/);
    expect(verdict.text).toMatch(
      /against text as it was written, curve label-noise −(9\.\d|10\.\d) points \(95 % interval −/,
    );
    expect(shown(findings, 'coefficient').some((one) => one.text.includes('label accuracy'))).toBe(true);
    expect(shown(findings, 'shift-effect').map((one) => one.series)).toEqual(['label-noise']);
  });
});

describe('pre-training', () => {
  test('parts the two factors and what they do together, beside the spreads', () => {
    const { verdict, findings } = conclude(
      'pre-training',
      ['low', 'moderate', 'high'],
      [0.3, 0.8, 2.2],
      [
        [600, 680, 660],
        [640, 720, 700],
        [620, 700, 680],
      ],
      (s, _, r) => ({
        probeAccuracy: [0.5, 0.56, 0.54][s]! + 0.001 * r,
        heldOutPerplexity: [200, 100, 120][s]! + r,
        clusterAgentSurrogate: 4 + s,
        'preTraining.clusterAgentSurrogate': 3 + s + 0.1 * r,
      }),
    );
    expect(verdict.text).toMatch(
      /^Both matter, pre-training and fine-tuning, in a study that can find differences of 2\.\d points: curve (low|moderate) is 2\.\d points .* the mean of all pre-trainings; setting 0\.3 is 4\.\d points .* below the mean of all fine-tunings \(corrected p < 0\.001\)\.$/,
    );
    expect(shown(findings, 'pre-training').map((one) => one.series)).toEqual(['low', 'moderate']);
    expect(shown(findings, 'interaction')).toEqual([]);
    const spreads = findings.filter((one) => one.kind === 'spread');
    expect(spreads.map((one) => one.text)).toEqual([
      expect.stringMatching(
        /^Spread after fine-tuning: 4\.\d points .* between curve moderate and curve low\.$/,
      ),
      expect.stringMatching(/^Spread after pre-training, in probe accuracy: 6\.0 points /),
      expect.stringMatching(
        /perplexity of held-out text: 1\.99 times .* as high, curve low, as curve moderate\.$/,
      ),
    ]);
    expect(spreads.every((one) => one.pValue === 1)).toBe(true);
    const correlations = findings.filter((one) => one.kind === 'correlation').map(({ text }) => text);
    expect(correlations).toHaveLength(4);
    // One text is one case, however many classifiers were fine-tuned after it.
    for (const text of correlations)
      expect(text).toMatch(/of the pre-training text/.test(text) ? / \d+ bodies\)\.$/ : / \d+ runs\)\.$/);
  });

  const spreadsOf = (perplexity: (s: number, r: number) => number, replicates: number): string[] => {
    const grid = [600, 680, 660].map((right) => [right, right + 40]);
    const measures = (s: number, _: number, r: number) => ({
      probeAccuracy: [0.5, 0.56, 0.54][s]! + 0.01 * s * r,
      heldOutPerplexity: perplexity(s, r),
    });
    const levels = ['low', 'moderate', 'high'];
    const { findings } = conclude('pre-training', levels, [0.3, 2.2], grid, measures, replicates);
    return findings.filter(({ kind }) => kind === 'spread').map(({ text }) => text);
  };
  const near = (s: number, r: number): number => [200, 100, 120][s]! + r;

  test('has no interval of two replicates for what each level has once a replicate, and says what is missing', () => {
    const end =
      'in the 2 replicates of this study; so few cannot say how far apart the levels are in general.';
    expect(spreadsOf(near, 2)).toEqual([
      // Here other arms tell how much chance lies in the seed.
      expect.stringMatching(/^Spread after fine-tuning: 8\.\d points \(95 % interval /),
      `Spread after pre-training, in probe accuracy: 6.5 points between curve moderate and curve low, ${end}`,
      `Spread after pre-training, in the perplexity of held-out text: 2.00 times as high, curve low, as curve moderate, ${end}`,
    ]);
    for (const text of spreadsOf(near, 3)) expect(text).toMatch(/95 % interval .*[^l]\.$/);
  });

  test('has none either where more replicates lie so far apart that the interval would reach tenfold', () => {
    const far = (s: number, r: number): number => near(s, r) * (s === 0 ? 1 + r : 1);
    const [, probe, perplexity] = spreadsOf(far, 3);
    expect(probe).toContain('95 % interval');
    expect(perplexity).toMatch(/ times as high, .* in the 3 replicates of this study; so few cannot say /);
  });

  test('sees an interaction: a level that only fails with one other', () => {
    const { findings } = conclude('pre-training', ['low', 'high'], [0.3, 2.2], [[600, 700], [700, 700]]); // prettier-ignore
    expect(shown(findings, 'interaction')).toHaveLength(4);
  });
});

describe('a verdict that states several things is no surer than the least sure of them', () => {
  const least = (findings: readonly Finding[], ...kinds: readonly (readonly [string, string?])[]): number => {
    const stated = kinds.map(([kind, series]) => shown(findings, kind, series)[0]!.pValue);
    // Else the test would tell nothing: one of them is much surer than another.
    expect(Math.max(...stated)).toBeGreaterThan(10 * Math.min(...stated));
    return Math.max(...stated);
  };

  test('curves that agree', () => {
    const curves = [[600, 700, 650], [690, 704, 690]]; // prettier-ignore
    const { verdict, findings } = conclude('suppression', ['0.8', '1.5'], [0, 1, 4], curves);
    expect(verdict.text).toMatch(/^Moderate is best on every curve/);
    expect(verdict.pValue).toBe(least(findings, ['best-tier', '0.8'], ['best-tier', '1.5']));
  });

  test('mixing', () => {
    const curves = [[600, 700, 700, 690]]; // prettier-ignore
    const { verdict, findings } = conclude('mixing', ['8'], [0, 0.5, 0.75, 1], curves);
    expect(verdict.pValue).toBe(least(findings, ['helps'], ['worse-again']));
  });

  test('from where on more does harm, or a generation loses, rests on every test from the end back to there', () => {
    // The last is far worse, those between only just.
    const mixing = conclude('mixing', ['8'], [0, 0.5, 0.75, 1], [[600, 700, 688, 600]]);
    const [worse] = shown(mixing.findings, 'worse-again');
    expect(worse!.text).toMatch(/^Curve 8: from 75 % generated text on /);
    expect(worse!.pValue).toBeGreaterThan(1e-6);
    const chain = conclude('self-consumption', ['replace'], [0, 5, 20], [[700, 688, 600]]);
    const [loss, onset] = ['loss', 'onset'].map((kind) => shown(chain.findings, kind)[0]!);
    expect(onset!.text).toMatch(/^Curve replace: from generation 5 on /);
    expect(onset!.pValue).toBeGreaterThan(1000 * loss!.pValue);
    expect(chain.verdict.pValue).toBe(onset!.pValue);
  });

  test('topics and the peak in texts', () => {
    const curves = [[600, 640], [600, 660], [600, 649]]; // prettier-ignore
    const { verdict, findings } = conclude('topics', ['4', '12', '36'], [4, 16], curves);
    expect(verdict.text).toMatch(
      /; with 16 topics, accuracy rises by .* from there to 36 \(corrected p [^()]*\)\. Alone, doubling/,
    );
    expect(verdict.pValue).toBe(least(findings, ['breadth-or-volume'], ['peak']));
  });

  test('label repair', () => {
    const curves = [[700, 820], [688, 808]]; // prettier-ignore
    const { verdict, findings } = conclude('label-repair', ['0.8', '2.2'], [0, 1], curves);
    const [harm, left, repair] = ['harm', 'gap-left', 'repair'].map((kind) => shown(findings, kind)[0]!);
    expect(verdict.text).toMatch(/^The harm is more than wrong labels/);
    expect(verdict.pValue).toBe(Math.max(harm!.pValue, left!.pValue));
    // That repair changes accuracy is far surer, but not what the sentence is about.
    expect(verdict.pValue).toBeGreaterThan(10 * repair!.pValue);
  });

  test('pre-training', () => {
    const grid = [[600, 800], [614, 814]]; // prettier-ignore
    const { verdict, findings } = conclude('pre-training', ['low', 'high'], [0.3, 2.2], grid);
    expect(verdict.text).toMatch(/^Both matter/);
    expect(verdict.pValue).toBe(least(findings, ['pre-training'], ['fine-tuning']));
  });
});

describe('every experiment', () => {
  const grid = (experiment: ExperimentId) => ({
    experiment,
    series: EXPERIMENTS[experiment].series ? defaultSettings(experiment).series : ['one'],
    values: EXPERIMENTS[experiment].axis.defaults,
    replicates: 3,
    rows: 40,
    measures: (s: number, v: number, _: number, normal: () => number) => ({
      vendiScore: 40 + v + s + normal(),
      frechetDistance: 0.2 + 0.1 * s + 0.02 * normal(),
      labelNoise: 0.1 * v + 0.05 * normal(),
      probeAccuracy: 0.5 + 0.1 * normal(),
      heldOutPerplexity: 100 + 10 * normal(),
      contextLength: 10 + normal(),
    }),
  });

  function numbersIn(value: unknown): number[] {
    if (typeof value === 'number') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
  }

  test.each(EXPERIMENT_IDS)('%s: whatever runs have come in, can be analysed', (experiment) => {
    const { study, runs, yTrue: truth } = simulateGrid(grid(experiment), 'any runs');
    fc.assert(
      fc.property(fc.subarray(runs), (some) => {
        const { analysis, verdict } = analyseGrid(study, some, truth);
        expect(numbersIn([analysis, verdict]).every(Number.isFinite)).toBe(true);
        const claims = [verdict, ...analysis.findings!];
        for (const { text, pValue } of claims) {
          expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
          expect(text).toMatch(/^[A-Z“].*\.$/s);
          expect(pValue >= 0 && pValue <= 1).toBe(true);
        }
        for (const { estimate, kind } of analysis.findings!) {
          expect(FINDING_KINDS).toContain(kind);
          if (estimate) {
            expect(estimate.low).toBeLessThanOrEqual(estimate.mean);
            expect(estimate.mean).toBeLessThanOrEqual(estimate.high);
          }
        }
        expect(verdict.pValue <= 0.05).toBe(verdict.kind !== 'not-distinguishable');
        const ids = new Set(study.arms.map((arm) => arm.id));
        expect(verdict.bestArm === null || ids.has(verdict.bestArm)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  test.each(EXPERIMENT_IDS)('%s: odd runs do no harm', (experiment) => {
    const { study } = simulateGrid({ ...grid(experiment), rows: 1 }, 'odd');
    const ids = [...study.arms.map((arm) => arm.id), 'unknown'];
    const oddNumber = fc.constantFrom(NaN, Infinity, 0, 1e-300, 1e300, -5, 0.5, 7);
    const oddRun = fc.record({
      arm: fc.constantFrom(...ids),
      replicate: fc.nat(2),
      yPred: fc.array(fc.nat(1), { minLength: 3, maxLength: 3 }),
      measures: fc.dictionary(
        fc.constantFrom('vendiScore', 'frechetDistance', 'labelNoise', 'probeAccuracy', 'heldOutPerplexity'),
        oddNumber,
      ),
    });
    fc.assert(
      fc.property(fc.array(oddRun, { maxLength: 60 }), (drawn) => {
        const runs = drawn.map(({ arm, replicate, yPred, measures }) =>
          runOf(arm, replicate, yPred, { measures, accuracy: yPred.reduce((a, b) => a + b, 0) / 3 }),
        );
        const { analysis, verdict } = analyseGrid(study, runs, [1, 1, 1]);
        expect(numbersIn([analysis, verdict]).every(Number.isFinite)).toBe(true);
        const texts = [verdict.text, ...analysis.findings!.map((one) => one.text)];
        expect(texts.join(' ')).not.toMatch(/NaN|Infinity|undefined|null/);
        for (const { estimate } of analysis.findings!) {
          if (estimate) expect(estimate.low <= estimate.mean && estimate.mean <= estimate.high).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });

  test.each(EXPERIMENT_IDS)('%s: neither the order of runs nor that of arms matters', (experiment) => {
    const {
      study,
      runs,
      yTrue: truth,
    } = simulateGrid({ ...grid(experiment), gain: (s, v) => 0.05 * v - 0.02 * s }, 'order');
    const once = analyseGrid(study, runs, truth);
    const again = analyseGrid({ ...study, arms: [...study.arms].reverse() }, [...runs].reverse(), truth);
    expect(again.verdict.text).toBe(once.verdict.text);
    expect(again.analysis.findings!.map((one) => one.text).sort()).toEqual(
      once.analysis.findings!.map((one) => one.text).sort(),
    );
  });

  test.each(EXPERIMENT_IDS)('%s: arms that never differ show nothing', (experiment) => {
    const { study, runs, yTrue: truth } = simulateGrid(grid(experiment), 'equal');
    const equal = runs.map((run) => {
      const yPred = truth.map((_, i) => Number((i + run.replicate) % 3 > 0));
      return { ...run, yPred, accuracy: yPred.reduce((a, b) => a + b, 0) / yPred.length };
    });
    const { analysis, verdict } = analyseGrid(study, equal, truth);
    // Arms that are equal to the last row are shown to be level.
    expect(['not-distinguishable', 'level']).toContain(verdict.kind);
    expect(analysis.findings!.filter((one) => one.pValue <= 0.05)).toEqual([]);
  });

  test.each(EXPERIMENT_IDS)('%s: one replicate, and none, are said to be too few', (experiment) => {
    const one = grid(experiment);
    const { study, runs, yTrue: truth } = simulateGrid({ ...one, replicates: 1 }, 'one');
    expect(analyseGrid(study, runs, truth).verdict.text).toMatch(/^Not distinguishable from one replicate/);
    expect(analyseGrid({ ...study, replicates: 3 }, [], truth).verdict.text).toMatch(/^Not enough runs yet/);
    expect(analyseGrid({ ...study, arms: [] }, [], truth).verdict.kind).toBe('not-distinguishable');
  });
});
