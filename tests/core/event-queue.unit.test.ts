import { expect, test } from 'vitest';
import { breathe } from '../../src/core/breathe';
import { EventQueue } from '../../src/core/event-queue';

async function read<T>(queue: EventQueue<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

test('items come out in the order they were pushed, before and while reading', async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.push(2);
  const reading = read(queue);
  await breathe();
  queue.push(3);
  await breathe();
  queue.end();
  queue.push(4); // too late
  expect(await reading).toEqual([1, 2, 3]);
});

test('a failure arrives after the items pushed before it', async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.fail(new Error('broken'));
  const seen: number[] = [];
  await expect(
    (async () => {
      for await (const item of queue) seen.push(item);
    })(),
  ).rejects.toThrow('broken');
  expect(seen).toEqual([1]);
});

test('ends, or fails, with the work that pushes the items', async () => {
  const done = new EventQueue<number>();
  done.push(1);
  done.endWith(Promise.resolve());
  expect(await read(done)).toEqual([1]);
  const failed = new EventQueue<number>();
  failed.endWith(Promise.reject(new Error('broken')));
  await expect(read(failed)).rejects.toThrow('broken');
});

test('breathe lets a waiting message through, which an awaited promise does not', async () => {
  const { port1, port2 } = new MessageChannel();
  let isDelivered = false;
  port1.onmessage = () => (isDelivered = true);
  port2.postMessage(null);
  await Promise.resolve();
  expect(isDelivered).toBe(false);
  // Not before the last pause is some milliseconds ago.
  const from = performance.now();
  while (!isDelivered && performance.now() - from < 10_000) await breathe();
  expect(isDelivered).toBe(true);
  port1.close();
});
