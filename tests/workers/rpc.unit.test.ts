/** @file Calls between two threads: both ends at once, and a caller whose worker dies, hangs or does not stop. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../src/core/errors';
import { Connection } from '../../src/workers/connection';
import { serve, type Answers, type Kind, type Scope } from '../../src/workers/rpc';
import { scriptedWorkers, serving, type Script } from '../fixtures/scripted-worker';

interface TestCalls {
  readonly add: Kind<readonly number[], number>;
  readonly count: Kind<number, string, number>;
  /** Heeds its signal. */
  readonly wait: Kind<null, void>;
  /** Heeds nothing. */
  readonly hang: Kind<null, void>;
  readonly fail: Kind<null, void>;
  readonly where: Kind<null, string>;
  readonly vector: Kind<null, Float32Array>;
}

const forever = (): Promise<never> => new Promise(() => undefined);
const stopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
const answers: Answers<TestCalls> = {
  add: (numbers) => Promise.resolve(numbers.reduce((sum, one) => sum + one, 0)),
  count: async function* (most) {
    for (let i = 1; i <= most; i++) yield i;
    return 'done';
  },
  wait: (_, { signal }) => stopped(signal),
  hang: forever,
  fail: () => Promise.reject(new LabError('bad-setting', 'fail: invalid nothing')),
  where: (_, { siteUrl }) => Promise.resolve(siteUrl),
  vector: () => Promise.resolve(Float32Array.of(1, 2)),
};

function connect(script: Script = serving<TestCalls>(() => answers)) {
  const { startWorker, started } = scriptedWorkers(script);
  const connection = new Connection<TestCalls>({
    name: 'test worker',
    start: startWorker,
    siteUrl: 'http://site/',
    wayOut: 'try again',
  });
  return { connection, started };
}
/** Starts, and says nothing more. */
const silent: Script = ({ type }, answer) => {
  if (type === 'start') answer({ type: 'alive' });
};
const died = { name: 'LabError', code: 'worker-died' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('both ends', () => {
  test('a call gives the result of its answer, a failure its code; one worker serves all, started by the first', async () => {
    const { connection, started } = connect();
    expect(started).toEqual([]);
    const both = [connection.call('add', [1, 2]), connection.call('add', [3, 4])];
    expect(await Promise.all(both)).toEqual([3, 7]);
    await expect(connection.call('fail', null)).rejects.toMatchObject({ code: 'bad-setting' });
    expect(await connection.call('where', null)).toBe('http://site/');
    expect(started).toHaveLength(1);
  });

  test('a stream gives every progress in order and then the result', async () => {
    const { connection } = connect();
    const counting = connection.stream('count', 3, { signal: new AbortController().signal });
    const seen: unknown[] = [];
    for (;;) {
      const { done, value } = await counting.next();
      seen.push(value);
      if (done) break;
    }
    expect(seen).toEqual([1, 2, 3, 'done']);
  });

  test('progress of a call that is not read as a stream goes to its listener', async () => {
    const { connection } = connect();
    const seen: number[] = [];
    const onProgress = (n: number): void => void seen.push(n);
    expect(await connection.call('count', 2, { onProgress })).toBe('done');
    expect(seen).toEqual([1, 2]);
  });

  test('an abort reaches the answer, and the worker stays', async () => {
    const { connection, started } = connect();
    const abort = new AbortController();
    const waiting = expect(connection.call('wait', null, abort)).rejects.toSatisfy(isAbort);
    await vi.advanceTimersByTimeAsync(10);
    abort.abort();
    await waiting;
    expect(await connection.call('add', [1])).toBe(1);
    expect(started[0]!.isTerminated).toBe(false);
  });

  test('a reader who leaves a stream early stops the call', async () => {
    const { connection, started } = connect();
    for await (const n of connection.stream('count', 9, { signal: new AbortController().signal })) {
      expect(n).toBe(1);
      break;
    }
    await vi.advanceTimersByTimeAsync(10);
    expect(await connection.call('add', [2])).toBe(2);
    expect(started).toHaveLength(1);
  });

  test('an unknown kind fails, and nothing else', async () => {
    const { connection } = connect();
    const unknown = connection.call('toString' as 'wait', null);
    await expect(unknown).rejects.toMatchObject({ code: 'internal' });
    expect(await connection.call('add', [2])).toBe(2);
  });

  test('a call that hangs for minutes is left alone while the heartbeat goes on', async () => {
    const { connection, started } = connect();
    connection.call('hang', null).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(started[0]!.isTerminated).toBe(false);
    expect(await connection.call('add', [2])).toBe(2);
  });

  test('a port of a channel carries calls as a worker does, and a typed array is handed over', async () => {
    vi.useRealTimers();
    const { port1, port2 } = new MessageChannel();
    serve(port1 as Scope, answers);
    const start = () => Object.assign(port2, { terminate: () => port2.close() }) as unknown as Worker;
    const connection = new Connection<TestCalls>({ name: 'port', start, siteUrl: '', wayOut: 'none' });
    expect(await connection.call('add', [1, 2])).toBe(3);
    expect([...(await connection.call('vector', null))]).toEqual([1, 2]);
    connection.end(new Error('over'));
    port1.close();
  });
});

describe('stopping one call', () => {
  test('that does not stop fails that call alone: another goes on to its result, and a late answer is dropped', async () => {
    let finish: (() => void) | null = null;
    const { connection, started } = connect(
      serving<TestCalls>(() => ({ ...answers, wait: () => new Promise((resolve) => (finish = resolve)) })),
    );
    const abort = new AbortController();
    const hanging = expect(connection.call('hang', null, abort)).rejects.toSatisfy(isAbort);
    const other = connection.call('wait', null);
    await vi.advanceTimersByTimeAsync(10);
    abort.abort();
    await vi.advanceTimersByTimeAsync(4_000);
    await hanging;
    expect(started[0]!.isTerminated).toBe(false);
    started[0]!.say({ type: 'result', id: 1, result: 'late' });
    finish!();
    await other;
    expect(await connection.call('add', [5])).toBe(5);
    expect(started).toHaveLength(1);
  });

  test('that does not stop ends the worker where nothing else waits, at once or when the rest is done', async () => {
    const { connection, started } = connect();
    const abort = new AbortController();
    const alone = expect(connection.call('hang', null, abort)).rejects.toSatisfy(isAbort);
    await vi.advanceTimersByTimeAsync(10);
    abort.abort();
    await vi.advanceTimersByTimeAsync(4_000);
    await alone;
    expect(started[0]!.isTerminated).toBe(true);

    const [first, second] = [new AbortController(), new AbortController()];
    const hanging = expect(connection.call('hang', null, first)).rejects.toSatisfy(isAbort);
    const waiting = expect(connection.call('wait', null, second)).rejects.toSatisfy(isAbort);
    first.abort();
    await vi.advanceTimersByTimeAsync(4_000);
    await hanging;
    expect(started[1]!.isTerminated).toBe(false);
    second.abort();
    await waiting;
    expect(started[1]!.isTerminated).toBe(true);
  });

  test('before it began starts nothing', async () => {
    const { connection, started } = connect();
    const aborted = { signal: AbortSignal.abort() };
    await expect(connection.call('wait', null, aborted)).rejects.toSatisfy(isAbort);
    await expect(connection.stream('count', 1, aborted).next()).rejects.toSatisfy(isAbort);
    expect(started).toEqual([]);
  });
});

describe('a worker that', () => {
  test('falls silent fails all calls, and the next call starts another', async () => {
    let isSilent = true;
    const serves = serving<TestCalls>(() => answers);
    const { connection, started } = connect((message, ...rest) =>
      isSilent ? silent(message, ...rest) : serves(message, ...rest),
    );
    const both = [connection.call('add', [1]), connection.call('count', 1)];
    const failing = both.map((one) => expect(one).rejects.toMatchObject(died));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(started[0]!.isTerminated).toBe(false);
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(failing);
    expect(started[0]!.isTerminated).toBe(true);
    isSilent = false;
    expect(await connection.call('add', [1])).toBe(1);
  });

  test('is silent because the machine sleeps, or the tab is hidden, is not ended for that', async () => {
    const { connection, started } = connect(silent);
    connection.call('add', [1]).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(45_000);
    expect(started[0]!.isTerminated).toBe(false);
    started[0]!.say({ type: 'alive' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(started[0]!.isTerminated).toBe(false);
  });

  test('has nothing to do may be silent', async () => {
    const { connection, started } = connect();
    await connection.call('add', [1]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await connection.call('add', [2])).toBe(2);
    expect(started).toHaveLength(1);
  });

  test('never says a word is given up', async () => {
    const { connection } = connect(() => undefined);
    const asked = expect(connection.call('add', [])).rejects.toMatchObject(died);
    await vi.advanceTimersByTimeAsync(25_000);
    await asked;
  });

  test('was ended before it said a word does not end the one after it', async () => {
    const { connection, started } = connect((message, answer, worker) => {
      if (started.indexOf(worker) === 1) silent(message, answer, worker);
    });
    const abort = new AbortController();
    const first = expect(connection.call('wait', null, abort)).rejects.toSatisfy(isAbort);
    abort.abort();
    await vi.advanceTimersByTimeAsync(4_000);
    await first;
    connection.call('add', []).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(started.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  });

  test('crashes fails all calls; the error is handled here and goes no further', async () => {
    const preventDefault = vi.fn();
    const { connection, started } = connect(({ type }, answer, worker) => {
      if (type === 'start') answer({ type: 'alive' });
      else worker.fail({ type: 'error', message: 'out of memory', preventDefault });
    });
    await expect(connection.call('add', [])).rejects.toMatchObject({
      ...died,
      message: 'test worker: ended unexpectedly: "out of memory" — try again',
    });
    expect(preventDefault).toHaveBeenCalledOnce();
    expect(started[0]!.isTerminated).toBe(true);
  });

  test('ends without a message has died; one whose script cannot be fetched says so', async () => {
    let isFetched = true;
    const { connection } = connect(({ type }, answer, worker) => {
      if (type === 'start' && isFetched) answer({ type: 'alive' });
      else worker.fail({ type: 'error' });
    });
    await expect(connection.call('add', [])).rejects.toMatchObject(died);
    isFetched = false;
    await expect(connection.call('add', [])).rejects.toMatchObject({ code: 'no-network' });
  });

  test('sends what cannot be read has died', async () => {
    const { connection } = connect(({ type }, _, worker) => {
      if (type === 'call') worker.fail({ type: 'messageerror' });
    });
    const reading = connection.stream('count', 1, { signal: new AbortController().signal }).next();
    await expect(reading).rejects.toMatchObject(died);
  });

  test('cannot be started at all has died', async () => {
    const start = (): never => {
      throw new Error('no nested workers');
    };
    const connection = new Connection<TestCalls>({ name: 'w', start, siteUrl: '', wayOut: 'x' });
    await expect(connection.call('add', [])).rejects.toMatchObject(died);
  });
});

describe('a call with a limit of silence', () => {
  test('is given up, and its worker with it, though the heartbeat goes on; progress counts from anew', async () => {
    const { connection, started } = connect(
      serving<TestCalls>(() => ({
        ...answers,
        count: async function* () {
          yield 1;
          await new Promise((resolve) => setTimeout(resolve, 20_000));
          yield 2;
          return forever();
        },
      })),
    );
    const silenceMs = (last: number | null): number => (last === 2 ? 10_000 : 30_000);
    const counting = expect(connection.call('count', 2, { silenceMs })).rejects.toMatchObject({
      ...died,
      message: expect.stringContaining('said nothing for 10 s (count)') as string,
    });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(started[0]!.isTerminated).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    await counting;
    expect(started[0]!.isTerminated).toBe(true);
  });

  test('may be silent for as long as it is paused', async () => {
    let isPaused = true;
    const { connection, started } = connect();
    const options = { silenceMs: () => 10_000, isPaused: () => isPaused };
    const hanging = expect(connection.call('hang', null, options)).rejects.toMatchObject(died);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(started[0]!.isTerminated).toBe(false);
    isPaused = false;
    await vi.advanceTimersByTimeAsync(15_000);
    await hanging;
  });
});
