import { describe, expect, test } from 'vitest';
import { NOTHING } from '../../scripts/test-counts';
import { runStages, type Stage } from '../../scripts/test-stages';

/** Stages that note when they begin and end, and say something in between; each ends when it is told to. */
function stagesOf(list: readonly (Partial<Stage> & { readonly name: string; readonly fails?: boolean })[]) {
  const events: string[] = [];
  const ends = new Map<string, () => void>();
  let said = '';
  const stages = list.map(({ name, fails = false, ...stage }): Stage => ({
    name,
    needs: [],
    run: async (say) => {
      events.push(`${name} begins${say ? ' beside others' : ''}`);
      say?.(`${name} says one\n`);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      say?.(`${name} says two\n`);
      events.push(`${name} ends`);
      return fails ? { ...NOTHING, failed: 1 } : { ...NOTHING, passed: 1 };
    },
    ...stage,
  }));
  const running = runStages(stages, (text) => (said += text));
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    running,
    said: () => said,
    begun: async () => {
      await settle();
      return events.filter((event) => event.includes('begins'));
    },
    end: async (name: string) => {
      await settle();
      ends.get(name)!();
      await settle();
    },
  };
}

describe('runStages', () => {
  test('runs one stage after another, in their order', async () => {
    const { running, begun, end } = stagesOf([{ name: 'a' }, { name: 'b' }]);
    expect(await begun()).toEqual(['a begins']);
    await end('a');
    expect(await begun()).toEqual(['a begins', 'b begins']);
    await end('b');
    expect((await running).map(({ name, counts }) => [name, counts.passed])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  test('runs neighbours of one thread two at a time, and nothing else beside them', async () => {
    const isOneThread = true;
    const { running, begun, end } = stagesOf([
      { name: 'a', isOneThread },
      { name: 'b', isOneThread },
      { name: 'c', isOneThread },
      { name: 'd' },
    ]);
    expect(await begun()).toEqual(['a begins beside others', 'b begins beside others']);
    await end('b');
    expect((await begun()).slice(2)).toEqual(['c begins beside others']);
    await end('c');
    expect(await begun()).toHaveLength(3);
    await end('a');
    expect((await begun()).slice(3)).toEqual(['d begins']);
    await end('d');
    expect((await running).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('keeps the words of stages beside each other apart', async () => {
    const { running, said, end } = stagesOf([
      { name: 'a', isOneThread: true },
      { name: 'b', isOneThread: true, fails: true },
    ]);
    await end('b');
    expect(said()).toMatch(/^\n── b ─+\nb says one\nb says two\nb: failed in \d+\.\d s\n$/);
    const before = said();
    await end('a');
    expect(said().slice(before.length)).toMatch(
      /^\n── a ─+\na says one\na says two\na: passed in \d+\.\d s\n$/,
    );
    await running;
  });

  test('does not run a stage without what it needs, and counts it as failed', async () => {
    const { running, said, begun, end } = stagesOf([
      { name: 'a', fails: true },
      { name: 'b', needs: ['a'] },
      { name: 'c', needs: ['b'] },
      { name: 'd' },
    ]);
    await end('a');
    expect(await begun()).toEqual(['a begins', 'd begins']);
    await end('d');
    expect((await running).map(({ name, counts, missing }) => [name, counts.failed, missing])).toEqual([
      ['a', 1, null],
      ['b', 1, 'a'],
      ['c', 1, 'b'],
      ['d', 0, null],
    ]);
    expect(said()).toContain('not run: it needs "a", which failed\n');
  });
});
