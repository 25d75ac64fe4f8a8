import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXPERIMENT_IDS } from '../../../src/experiment/designs';
import { defaultSettings } from '../../../src/experiment/settings';
import { RunQueue, type RunToDo } from '../../../src/experiment/run/run-queue';
import { studyOf } from '../../../src/experiment/run/study-of';

const nameOf = ({ arm, replicate }: RunToDo): string => `${arm.id} ${replicate}`;
const temperature = studyOf(defaultSettings('temperature'), 'any');

/** Runs by the hand that takes them, where the hands take one each in turn. */
function dealt(study: typeof temperature, hands: number): RunToDo[][] {
  const queue = new RunQueue(study, 8, []);
  const taken = Array.from({ length: hands }, (): RunToDo[] => []);
  for (let idle = 0; idle < hands;) {
    idle = 0;
    for (let hand = 0; hand < hands; hand++) {
      const run = queue.take(hand);
      if (run) taken[hand]!.push(run);
      else idle++;
    }
  }
  return taken;
}

test('one hand takes all runs, replicate by replicate', () => {
  const names = temperature.arms.map(({ id }) => id);
  const wanted = [0, 1, 2, 3, 4].flatMap((replicate) => names.map((name) => `${name} ${replicate}`));
  expect(dealt(temperature, 1)[0]!.map(nameOf)).toEqual(wanted);
});

test('every run of every experiment is taken once, by however many hands, in whatever order they come', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...EXPERIMENT_IDS),
      fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
      (id, hands) => {
        const study = studyOf(defaultSettings(id), 'any');
        const queue = new RunQueue(study, 8, []);
        const taken: string[] = [];
        // Hands that find nothing for them are followed by others.
        for (let misses = 0; !queue.isEmpty && misses < 200;) {
          const run = queue.take(hands.next().value as number);
          if (run) taken.push(nameOf(run));
          misses = run ? 0 : misses + 1;
        }
        for (const hand of [0, 1, 2, 3])
          for (let run = queue.take(hand); run; run = queue.take(hand)) taken.push(nameOf(run));
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.length).toBe(study.arms.length * study.replicates);
      },
    ),
  );
});

test('tiers that share nothing go to any free worker', () => {
  const [first, second] = dealt(temperature, 2);
  expect(first!.length).toBe(second!.length);
});

test('an encoder and a chain of generators stay with one worker within a replicate', () => {
  for (const id of ['self-consumption', 'pre-training'] as const) {
    const study = studyOf(defaultSettings(id), 'any');
    const keyOf = ({ arm: { recipe }, replicate }: RunToDo): string | null => {
      const { source } = recipe.generated ?? {};
      if (recipe.preTraining !== undefined) return `${recipe.preTraining} ${replicate}`;
      return source?.kind === 'self-consumption' ? `${source.form} ${replicate}` : null;
    };
    const owners = new Map<string, Set<number>>();
    dealt(study, 3).forEach((runs, hand) => {
      for (const key of runs.map(keyOf)) {
        if (key !== null) owners.set(key, (owners.get(key) ?? new Set()).add(hand));
      }
    });
    expect(owners.size).toBeGreaterThan(1);
    for (const hands of owners.values()) expect(hands.size).toBe(1);
  }
});

test('rows that arms share stay with one hand where writing them is slow, and are written twice where it is not', () => {
  const handsOf = (generator: 'markov' | 'nano'): number => {
    const study = studyOf({ ...defaultSettings('subsets'), generator }, 'any');
    const taken = dealt(study, 2).map((runs) =>
      runs.filter(({ arm, replicate }) => replicate === 0 && arm.recipe.generated?.shared !== undefined),
    );
    return taken.filter((runs) => runs.length > 0).length;
  };
  expect(handsOf('nano')).toBe(1);
  expect(handsOf('markov')).toBe(2);
});

test('what was finished before is not made again', () => {
  const queue = new RunQueue(temperature, 8, [{ arm: temperature.arms[0]!.id, replicate: 0 }]);
  expect(nameOf(queue.take(0)!)).toBe(`${temperature.arms[1]!.id} 0`);
});

test('what a hand gives up is for the others, the run it was at first', () => {
  const study = studyOf(defaultSettings('self-consumption'), 'any');
  const queue = new RunQueue(study, 8, []);
  const run = queue.take(1)!;
  expect(nameOf(queue.take(0)!)).not.toBe(nameOf(run));
  queue.giveUp(1, run);
  expect(queue.isEmpty).toBe(false);
  expect(nameOf(queue.take(0)!)).toBe(nameOf(run));
});
