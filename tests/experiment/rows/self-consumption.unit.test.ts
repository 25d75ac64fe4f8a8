import { describe, expect, test } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import type { Dataset } from '../../../src/core/example';
import { defaultSettings } from '../../../src/experiment/settings';
import type { Arm, Study, StudySettings } from '../../../src/core/study';
import { MARKOV_FITTER } from '../../../src/experiment/run/study-tools';
import { RealPerplexity, realPerplexityInfo } from '../../../src/experiment/rows/real-perplexity';
import { SelfConsumption, type SelfGeneration } from '../../../src/experiment/rows/self-consumption';
import { studyOf } from '../../../src/experiment/run/study-of';
import { tokenize } from '../../../src/text/tokenize';
import { buildDataset } from '../../../scripts/data';
import { dataset as fakeDataset } from '../fakes';

const studyWith = (over: Partial<StudySettings>): Study =>
  studyOf({ ...defaultSettings('self-consumption'), ...over }, 'data');

async function follow(
  chains: SelfConsumption,
  arm: Arm,
  replicate = 0,
  signal = new AbortController().signal,
): Promise<SelfGeneration> {
  const source = arm.recipe.generated!.source!;
  if (source.kind !== 'self-consumption') throw new Error('no chain');
  const steps = chains.generationOf(arm, source, replicate, signal);
  for (;;) {
    const next = await steps.next();
    if (next.done) return next.value;
  }
}

const wordsOf = ({ rows }: SelfGeneration): number =>
  new Set(rows.flatMap(({ text }) => tokenize(text))).size;

describe('on real text', () => {
  let dataset: Dataset;
  const study = studyWith({ rowsPerClass: 60, values: [0, 1, 4, 15] });
  const arm = (id: string): Arm => study.arms.find((one) => one.id === id)!;

  test('replacing loses words and distance from real text grows; fresh text slows that, and accumulating more so', async () => {
    dataset = buildDataset();
    const chains = new SelfConsumption(study, dataset, MARKOV_FITTER);
    const at = new Map<string, SelfGeneration>();
    for (const one of study.arms.filter(({ kind }) => kind === 'tier'))
      at.set(one.id, await follow(chains, one));
    const words = (id: string): number => wordsOf(at.get(id)!);
    const surprise = (id: string): number => at.get(id)!.measures[realPerplexityInfo.id]!;
    expect(words('replace-g1')).toBeLessThan(words('replace-g0'));
    expect(words('replace-g4')).toBeLessThan(0.9 * words('replace-g1'));
    expect(words('replace-g15')).toBeLessThan(0.6 * words('replace-g4'));
    expect(words('fresh-g15')).toBeGreaterThan(1.5 * words('replace-g15'));
    expect(words('accumulate-g15')).toBeGreaterThan(words('fresh-g15'));
    expect(surprise('replace-g15')).toBeGreaterThan(3 * surprise('replace-g0'));
    expect(surprise('accumulate-g15')).toBeLessThan(surprise('fresh-g15'));
    expect(surprise('fresh-g15')).toBeLessThan(surprise('replace-g15'));
    for (const { rows } of at.values()) {
      const counts = dataset.classNames.map((_, label) => rows.filter((row) => row.label === label).length);
      expect(counts).toEqual(new Array<number>(8).fill(60));
    }
    // All forms begin alike.
    expect(at.get('replace-g0')!.rows).toEqual(at.get('accumulate-g0')!.rows);
    expect(at.get('replace-g0')!.rows).toEqual(at.get('fresh-g0')!.rows);
  });

  test('a generation is the same whichever were asked for before, and another replicate has another', async () => {
    const later = await follow(new SelfConsumption(study, dataset, MARKOV_FITTER), arm('fresh-g4'));
    const chains = new SelfConsumption(study, dataset, MARKOV_FITTER);
    for (const generation of [0, 1, 4]) await follow(chains, arm(`fresh-g${generation}`));
    expect(await follow(chains, arm('fresh-g4'))).toEqual(later);
    expect((await follow(chains, arm('fresh-g4'), 1)).rows).not.toEqual(later.rows);
  });

  test('an abort stops a chain between two generations', async () => {
    const abort = new AbortController();
    const long = studyWith({ rowsPerClass: 60, values: [0, 50] });
    const chains = new SelfConsumption(long, dataset, MARKOV_FITTER);
    const following = follow(
      chains,
      long.arms.find(({ id }) => id === 'replace-g50')!,
      0,
      abort.signal,
    );
    abort.abort();
    await expect(following).rejects.toSatisfy(isAbort);
  });
});

test('what each form is fitted to', async () => {
  const fitted: string[] = [];
  const log = (textsByClass: readonly (readonly string[])[]): void => {
    const kinds = textsByClass[0]!.map((text) => (text.startsWith('corpus') ? 'real' : 'written'));
    const count = (kind: string): number => kinds.filter((one) => one === kind).length;
    fitted.push(`${count('real')}+${count('written')}`);
  };
  const generator = (textsByClass: readonly (readonly string[])[]) => {
    log(textsByClass);
    return {
      id: 'fitted',
      description: '',
      fingerprint: '',
      async *generate({ label, count }: { label: number; count: number }) {
        await Promise.resolve();
        yield Array.from({ length: count }, (_, i) => ({ text: `row ${i}`, label }));
      },
      dispose: () => undefined,
      extend: (more: readonly (readonly string[])[]) =>
        Promise.resolve(generator(textsByClass.map((texts, label) => [...texts, ...more[label]!]))),
    };
  };
  const fitter = {
    fit: (texts: readonly (readonly string[])[]) => Promise.resolve(generator(texts)),
  } as unknown as typeof MARKOV_FITTER;
  const study = studyWith({ rowsPerClass: 10, values: [0, 3] });
  const chains = new SelfConsumption(study, fakeDataset, fitter);
  for (const form of ['replace', 'accumulate', 'fresh']) {
    fitted.length = 0;
    await follow(
      chains,
      study.arms.find(({ id }) => id === `${form}-g3`)!,
    );
    expect([form, ...fitted]).toEqual(
      {
        replace: ['replace', '10+0', '0+10', '0+10', '0+10'],
        accumulate: ['accumulate', '10+0', '10+10', '10+20', '10+30'],
        fresh: ['fresh', '10+0', '1+9', '1+9', '1+9'],
      }[form],
    );
  }
});

describe('perplexity of real text', () => {
  test('by hand: a model that knows nothing of the text guesses among the words it does not know', () => {
    // Known are "a" and "b", twice each; of the vocabulary of 6 words 4 are unknown to the model.
    const perplexity = new RealPerplexity(['c'], ['a b c d e f']);
    // One unknown word is kept for what was never seen: counts a 2, b 2, unknown 1, end 3 of 8, and so on down.
    const value = perplexity.under(['a b', 'a b']);
    // P(unknown | begin) and P(end | unknown) under Witten–Bell trigrams, worked out with fractions.
    const unigram = { unknown: 1 / 8, end: 3 / 8 };
    const levelOne = { unknown: (1 + 4 * unigram.unknown) / 12, end: (3 + 4 * unigram.end) / 12 };
    const afterBegin = (1 + 2 * levelOne.unknown) / 5;
    const afterBegins = (1 + 2 * afterBegin) / 5;
    const afterUnknown = (1 + levelOne.end) / 2;
    const afterBeginUnknown = (1 + afterUnknown) / 2;
    const log = Math.log(afterBegins / 4) + Math.log(afterBeginUnknown);
    expect(value).toBeCloseTo(Math.exp(-log / 2), 9);
  });

  test('is lower under text of the same kind than under other text, and lowest under the text itself', () => {
    const real = ['a bird of the sea', 'a bird of the wood', 'a fish of the sea'];
    const perplexity = new RealPerplexity(real, [...real, 'bread and butter with cream']);
    const own = perplexity.under([...real, ...real]);
    const near = perplexity.under(['a bird of the night', 'a bird of the night', 'the sea', 'the sea']);
    const far = perplexity.under(['bread and butter', 'bread and butter', 'cream', 'cream']);
    expect(own).toBeLessThan(near);
    expect(near).toBeLessThan(far);
    expect(own).toBeGreaterThanOrEqual(1);
  });
});
