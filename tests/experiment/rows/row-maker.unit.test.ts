import { describe, expect, test } from 'vitest';
import type { Example } from '../../../src/core/example';
import { defaultSettings } from '../../../src/experiment/settings';
import type { ExperimentId } from '../../../src/core/experiments';
import type { Arm, Study, StudySettings } from '../../../src/core/study';
import { RowMaker, type MadeRows } from '../../../src/experiment/rows/row-maker';
import { studyOf } from '../../../src/experiment/run/study-of';
import { dataset, fakePorts, type FakePorts } from '../fakes';

const { signal } = new AbortController();

const studyWith = (experiment: ExperimentId, over: Partial<StudySettings>): Study =>
  studyOf({ ...defaultSettings(experiment), rowsPerClass: 10, realRowsPerClass: 2, ...over }, dataset.id);

async function make(maker: RowMaker, arm: Arm, replicate = 0): Promise<MadeRows & { written: Example[] }> {
  const making = maker.make(arm, replicate, signal);
  const written: Example[] = [];
  let done = 0;
  for (;;) {
    const next = await making.next();
    if (next.done) return { ...next.value, written };
    expect(next.value.done).toBeGreaterThanOrEqual(done);
    expect(next.value.done).toBeLessThanOrEqual(next.value.total);
    done = next.value.done;
    written.push(...next.value.rows);
  }
}

const textsOf = (made: MadeRows): string[] => made.rows.map(({ text, label }) => `${label} ${text}`);

function openMaker(study: Study): { maker: RowMaker; ports: FakePorts } {
  const ports = fakePorts();
  return { maker: new RowMaker(study, ports), ports };
}

describe('rows that arms share', () => {
  const study = studyWith('mixing', { values: [0, 0.5, 0.9], series: ['2', '4'] });
  const arm = (id: string): Arm => study.arms.find((one) => one.id === id)!;

  test('are written once a replicate, as many as the largest arm needs, and the smaller arms have the first of them', async () => {
    const { maker, ports } = openMaker(study);
    const made = new Map<string, string[]>();
    for (const one of study.arms) made.set(one.id, textsOf(await make(maker, one)));
    expect(ports.generated.map(({ label, count }) => [label, count])).toEqual([
      [0, 36],
      [1, 36],
    ]);
    expect(made.get('r2-s0')).toEqual([]);
    expect(made.get('r4-s0.9')).toHaveLength(72);
    expect(made.get('r4-s0.9')).toEqual(expect.arrayContaining(made.get('r2-s0.5')!));
    expect(made.get('r2-s0.5')!.map((text) => text.split(' ').at(-1))).toEqual(['0', '1', '0', '1']);
    await make(maker, arm('r2-s0.5'), 1);
    expect(ports.generated).toHaveLength(4);
  });

  test('are the same whichever arm comes first, so that a study can be gone on with anywhere', async () => {
    const all = openMaker(study).maker;
    for (const one of study.arms) await make(all, one);
    const alone = await make(openMaker(study).maker, arm('r4-s0.5'));
    expect(textsOf(alone)).toEqual(textsOf(await make(all, arm('r4-s0.5'))));
  });
});

test('edits start from the same rows in every arm that shares them, and differ in the share alone', async () => {
  const study = studyWith('near-duplicates', { values: [0, 0.3, 0.6] });
  const { maker } = openMaker(study);
  const [none, some, more] = await Promise.all([
    make(maker, study.arms[0]!),
    make(openMaker(study).maker, study.arms[1]!),
    make(openMaker(study).maker, study.arms[2]!),
  ]);
  const kept = (made: MadeRows): string[] => textsOf(made).filter((text) => textsOf(none).includes(text));
  expect(kept(some)).toHaveLength(14);
  expect(kept(more)).toHaveLength(8);
  expect(kept(some)).toEqual(expect.arrayContaining(kept(more)));
});

test('a subset is chosen from the pool of its replicate', async () => {
  const study = studyWith('subsets', { values: [0, 0.5, 1] });
  const { maker, ports } = openMaker(study);
  for (const arm of study.arms.slice(0, 3)) {
    const made = await make(maker, arm);
    expect(made.rows).toHaveLength(20);
    expect(new Set(textsOf(made)).size).toBe(20);
  }
  expect(ports.generated.map(({ count }) => count)).toEqual([40, 40]);
});

test('off the topic, each class gives up the share, for texts of a generator fitted to text about none of the classes', async () => {
  const study = studyWith('shift', { values: [0.5, 1], series: ['none', 'other-topics'] });
  const { maker } = openMaker(study);
  const plain = await make(maker, study.arms[0]!);
  const shifted = await make(maker, study.arms[2]!);
  const foreign = shifted.rows.filter(({ text }) => text.startsWith('fitted 6 '));
  expect(foreign.map(({ label }) => label)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  expect(textsOf(shifted).filter((text) => textsOf(plain).includes(text))).toHaveLength(12);
});

test('repaired labels are the oracle’s', async () => {
  const study = studyWith('label-repair', { values: [0, 1], series: ['1'] });
  const { maker } = openMaker(study);
  // The fake oracle knows no generated text and says 0 to all.
  expect((await make(maker, study.arms[1]!)).rows.map(({ label }) => label)).toEqual(
    new Array<number>(20).fill(0),
  );
  expect((await make(maker, study.arms[0]!)).rows.filter(({ label }) => label === 1)).toHaveLength(10);
});

describe('topics', () => {
  const study = studyWith('topics', { values: [1, 2, 4], series: ['2', '3'] });
  const arm = (id: string): Arm => study.arms.find((one) => one.id === id)!;

  test('have so many texts each, of a generator fitted to that topic alone', async () => {
    const { maker, ports } = openMaker(study);
    const made = await make(maker, arm('g3-t4'));
    expect(made.rows).toHaveLength(2 * 4 * 3);
    expect(ports.generated.map(({ label, count }) => [label, count])).toEqual(
      [0, 1, 2, 3].flatMap(() => [
        [0, 3],
        [1, 3],
      ]),
    );
    expect(made.rows.map(({ label }) => label)).toEqual([
      ...new Array<number>(12).fill(0),
      ...new Array<number>(12).fill(1),
    ]);
  });

  test('are nested: an arm with more topics or more texts has the rows of one with fewer', async () => {
    const { maker } = openMaker(study);
    const few = textsOf(await make(maker, arm('g2-t2')));
    expect(textsOf(await make(maker, arm('g3-t2')))).toEqual(expect.arrayContaining(few));
    expect(textsOf(await make(maker, arm('g2-t4')))).toEqual(expect.arrayContaining(few));
  });

  test('at fixed n are one generator’s, fitted to the first topics together', async () => {
    const broad = studyWith('prompt-breadth', { values: [1, 32] });
    const { maker, ports } = openMaker(broad);
    const narrow = await make(maker, broad.arms[0]!);
    const wide = await make(maker, broad.arms[1]!);
    expect(narrow.rows).toHaveLength(20);
    // The fake names how many texts of each class it was fitted to: at most all 20 of the corpus.
    expect(wide.rows[0]!.text).toContain('fitted 20+20');
    expect(narrow.rows[0]!.text).not.toContain('fitted 20+20');
    expect(ports.generated.every(({ source }) => source === undefined)).toBe(true);
  });

  test('a generator that cannot be fitted is told instead', async () => {
    const ports = fakePorts({ fitter: null });
    await make(new RowMaker(study, ports), arm('g2-t4'));
    const source = { kind: 'topics', topics: 4, textsPerTopic: 2 };
    expect(
      ports.generated.map((request) => [request.topic, request.label, request.count, request.source]),
    ).toEqual([0, 1, 2, 3].flatMap((topic) => [0, 1].map((label) => [topic, label, 2, source])));
  });
});

test('suppression reaches the generator', async () => {
  const study = studyWith('suppression', { values: [0, 2], series: ['1'] });
  const { maker, ports } = openMaker(study);
  await make(maker, study.arms[1]!);
  expect(ports.generated.map(({ suppression }) => suppression)).toEqual([2, 2]);
});

test('a penalty reaches the generator, also that of 0, and nothing is said of the other', async () => {
  const settings = { variant: 'presence', model: 'a-model', values: [0, 1.5] };
  const study = studyWith('penalties', settings);
  const { maker, ports } = openMaker(study);
  for (const tier of study.arms.slice(0, 2)) await make(maker, tier);
  expect(ports.generated.map(({ presencePenalty }) => presencePenalty)).toEqual([0, 0, 1.5, 1.5]);
  for (const request of ports.generated) expect(request).not.toHaveProperty('frequencyPenalty');
  const plain = studyWith('temperature', {});
  const other = openMaker(plain);
  await make(other.maker, plain.arms[0]!);
  for (const request of other.ports.generated) expect(request).not.toHaveProperty('presencePenalty');
});

test('a baseline has no generated rows', async () => {
  const study = studyWith('temperature', {});
  const { maker } = openMaker(study);
  expect(await make(maker, study.arms.at(-1)!)).toEqual({ rows: [], measures: {}, written: [] });
});

test('paraphrases are asked for of the generator, text by text', async () => {
  const settings = {
    variant: 'paraphrases',
    generator: 'webllm',
    model: 'a-model',
    values: [0, 0.5],
  } as const;
  const study = studyWith('near-duplicates', settings);
  const { maker, ports } = openMaker(study);
  const made = await make(maker, study.arms[1]!);
  const asked = ports.generated.filter(({ paraphrasesOf }) => paraphrasesOf !== undefined);
  expect(asked.map(({ label, count, paraphrasesOf }) => [label, count, paraphrasesOf!.length])).toEqual([
    [0, 5, 5],
    [1, 5, 5],
  ]);
  expect(made.rows.filter(({ text }) => text.includes('paraphrase'))).toHaveLength(10);
});
