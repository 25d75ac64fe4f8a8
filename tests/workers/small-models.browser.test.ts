/** @file Small language models through the real worker, with the corpus of the site: looked into, and trained. */
import { deleteDB } from 'idb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isAbort } from '../../src/core/errors';
import type {
  Continuation,
  ModelFiles,
  ModelTrainingEvent,
  ModelTrainingRequest,
  TextsSource,
} from '../../src/core/model-lab';
import { createStudyClient } from '../../src/workers/study-client';
import type { StudyClient } from '../../src/workers/study-protocol';

const DATABASE = 'goldilocks-models';
const never = new AbortController().signal;

/** A client and the end of its worker, as when the tab is closed. */
function open(): { client: StudyClient; close: () => void } {
  const workers: Worker[] = [];
  const client = createStudyClient({
    siteUrl: new URL('/', location.href).href,
    startWorker: () => {
      const worker = new Worker(new URL('../../src/workers/study.worker.ts', import.meta.url), {
        type: 'module',
      });
      workers.push(worker);
      return worker;
    },
  });
  return { client, close: () => workers.forEach((worker) => worker.terminate()) };
}

const animals = ['bird', 'fish', 'cat', 'snake', 'horse', 'insect'];
const places = ['woods', 'sea', 'desert', 'mountains', 'arctic'];
const sentences = animals.flatMap((animal) => places.map((place) => `a small ${animal} of the ${place}`));
const lines = (texts: readonly string[], name = 'mine.txt'): TextsSource => ({
  kind: 'lines',
  name,
  content: new File([texts.join('\n')], name),
});
const request = (over: Partial<ModelTrainingRequest> = {}): ModelTrainingRequest => ({
  texts: lines(sentences),
  size: 'tiny',
  epochs: 40,
  seed: 1,
  ...over,
});
const continuation = (over: Partial<Continuation> = {}): Continuation => ({
  source: 'site',
  model: 'markov',
  text: 'a small',
  label: null,
  temperature: 1,
  topP: 1,
  ...over,
});
type EventOf<T extends ModelTrainingEvent['type']> = Extract<ModelTrainingEvent, { type: T }>;
const only = <T extends ModelTrainingEvent['type']>(events: readonly ModelTrainingEvent[], type: T) =>
  events.filter((event): event is EventOf<T> => event.type === type);

async function trainToEnd(
  client: StudyClient,
  training: ModelTrainingRequest | null,
): Promise<ModelTrainingEvent[]> {
  const events: ModelTrainingEvent[] = [];
  for await (const event of client.stream('train', training, { signal: never })) events.push(event);
  return events;
}

beforeEach(() => deleteDB(DATABASE));
afterAll(() => deleteDB(DATABASE));

describe('looking into a model', () => {
  const { client, close } = open();
  afterAll(close);

  test('the n-gram model of the site’s texts says what comes next, for each class and for all', async () => {
    const { labels, own, interrupted } = await client.call('model-state', null);
    expect(labels).toContain('animal');
    expect([own, interrupted]).toEqual([null, null]);
    const next = async (label: string | null, temperature = 1) => {
      const answer = await client.call('next-tokens', continuation({ label, temperature, topP: 0.9 }));
      if (answer.kind !== 'tokens') throw new Error(answer.kind);
      return answer.next;
    };
    const [ofAll, ofAnimals, hot] = [await next(null), await next('animal'), await next(null, 2)];
    expect(ofAll.tokens).toHaveLength(12);
    expect(ofAnimals.tokens[0]!.token).not.toBe(ofAll.tokens[0]!.token);
    expect(hot.choices).toBeGreaterThan(ofAll.choices);
    expect(hot.numKept).toBeGreaterThan(ofAll.numKept);
    const written = await client.call('continue-text', { ...continuation({ label: 'animal' }), seed: 3 });
    expect(written).toMatchObject({ kind: 'text', text: expect.stringMatching(/^a small ./) as string });
  });

  test('a model that is not there is no failure', async () => {
    for (const model of ['nano', 'markov'] as const) {
      const answer = await client.call('next-tokens', continuation({ source: 'own', model }));
      expect(answer).toEqual({ kind: 'absent' });
    }
    await expect(client.call('model-files', null)).rejects.toMatchObject({ code: 'bad-record' });
    await expect(trainToEnd(client, null)).rejects.toMatchObject({ code: 'bad-record' });
    await expect(client.call('next-tokens', continuation({ label: 'mineral' }))).rejects.toMatchObject({
      code: 'bad-setting',
    });
  });
});

describe('training', () => {
  let whole: ModelFiles;
  let events: ModelTrainingEvent[];

  beforeAll(async () => {
    await deleteDB(DATABASE);
    const { client, close } = open();
    const plan = await client.call('plan-training', request());
    expect(plan).toMatchObject({
      name: 'mine.txt',
      numTexts: 27,
      numValidation: 3,
      numCut: 0,
      stepsPerEpoch: 1,
    });
    expect(plan.msPerStep).toBeGreaterThan(0);
    events = await trainToEnd(client, request());
    whole = await client.call('model-files', null);
    // What came of it can be looked at, beside an n-gram model of the same texts.
    for (const model of ['nano', 'markov'] as const) {
      const answer = await client.call(
        'next-tokens',
        continuation({ source: 'own', model, temperature: 0.5, text: 'a' }),
      );
      const [likeliest] = answer.kind === 'tokens' ? answer.next.tokens : [];
      expect(likeliest).toMatchObject({ token: 'small', text: 'a small' });
    }
    close();
  });

  test('lowers the loss, tells of it, and writes something', () => {
    const [{ guessingLoss, numSteps }] = only(events, 'started') as [EventOf<'started'>];
    expect(numSteps).toBe(40);
    const { history } = only(events, 'progress').at(-1)!;
    expect(history.training).toHaveLength(40);
    expect(history.training[0]!.loss).toBeGreaterThan(0.9 * guessingLoss);
    expect(history.training.at(-1)!.loss).toBeLessThan(0.5 * guessingLoss);
    expect(history.validation).toHaveLength(40);
    const [{ model }] = only(events, 'finished') as [EventOf<'finished'>];
    expect(model).toMatchObject({ name: 'mine.txt', size: 'tiny', numTexts: 27, isKept: true });
    expect(model.validationLoss).toBe(history.validation.at(-1)!.loss);
    expect(JSON.parse(whole.manifest)).toMatchObject({ format: 'goldilocks-nano-1', labels: [] });
  });

  test('paused, closed with the tab and gone on with, it comes to the same weights', async () => {
    const first = open();
    const seen: ModelTrainingEvent[] = [];
    for await (const event of first.client.stream('train', request(), { signal: never })) {
      seen.push(event);
      if (event.type === 'progress') await first.client.call('pause-training', null);
      if (event.type === 'paused') break;
    }
    const pausedAt = only(seen, 'paused')[0]!.step;
    expect(pausedAt).toBeLessThan(40);
    expect(only(seen, 'kept').at(-1)).toEqual({ type: 'kept', step: pausedAt });
    first.close();

    const second = open();
    const { interrupted, own } = await second.client.call('model-state', null);
    expect(own).toBeNull();
    expect(interrupted).toMatchObject({
      step: pausedAt,
      numSteps: 40,
      about: { name: 'mine.txt', epochs: 40 },
    });
    const rest = await trainToEnd(second.client, null);
    const [{ step, history }] = only(rest, 'started') as [EventOf<'started'>];
    expect(step).toBe(pausedAt);
    expect(history.training).toHaveLength(pausedAt);
    const { history: wholeHistory } = only(events, 'progress').at(-1)!;
    expect(only(rest, 'progress').at(-1)!.history).toEqual(wholeHistory);
    const files = await second.client.call('model-files', null);
    expect(files.weights).toEqual(whole.weights);
    expect(files.manifest).toBe(whole.manifest);
    expect((await second.client.call('model-state', null)).interrupted).toBeNull();

    await second.client.call('delete-model', 'model');
    expect((await second.client.call('model-state', null)).own).toBeNull();
    second.close();
  });

  test('stopped it keeps what it has reached, and can go on from there or be deleted', async () => {
    const { client, close } = open();
    const abort = new AbortController();
    const training = async (): Promise<void> => {
      for await (const event of client.stream('train', request({ epochs: 500 }), { signal: abort.signal })) {
        if (event.type === 'progress' && event.step > 3) abort.abort();
      }
    };
    await expect(training()).rejects.toSatisfy(isAbort);
    const { interrupted } = await client.call('model-state', null);
    expect(interrupted!.step).toBeGreaterThan(3);
    await client.call('delete-model', 'training');
    expect((await client.call('model-state', null)).interrupted).toBeNull();
    close();
  });

  test('two tabs do not train at once', async () => {
    const [first, second] = [open(), open()];
    for await (const event of first.client.stream('train', request({ epochs: 500 }), { signal: never })) {
      if (event.type !== 'progress') continue;
      await expect(trainToEnd(second.client, request())).rejects.toMatchObject({ code: 'in-use' });
      break;
    }
    first.close();
    second.close();
  });

  test('classes are learned where there are labels', async () => {
    const { client, close } = open();
    const rows = animals.flatMap((animal) => [`a ${animal},animal`, `many a ${animal} here,animal`]);
    rows.push(...places.flatMap((place) => [`the ${place},place`, `near the ${place},place`]));
    const texts = {
      kind: 'table',
      name: 'labelled.csv',
      content: new File([`words,kind\n${rows.join('\n')}`], 'labelled.csv'),
      textColumn: 'words',
      labelColumn: 'kind',
    } as const;
    const all = await trainToEnd(client, request({ texts, epochs: 60 }));
    expect(only(all, 'finished')[0]!.model.labels).toEqual(['animal', 'place']);
    const first = async (label: string): Promise<string | undefined> => {
      const asked = continuation({ source: 'own', model: 'nano', text: '', label, temperature: 0.3 });
      const answer = await client.call('next-tokens', asked);
      return answer.kind === 'tokens' ? answer.next.tokens[0]?.token : undefined;
    };
    expect(['a', 'many']).toContain(await first('animal'));
    expect(['the', 'near']).toContain(await first('place'));
    close();
  });

  test('texts of one character are trained on; no text, or one, is refused in words', async () => {
    const { client, close } = open();
    const short = await trainToEnd(client, request({ texts: lines(['a', 'b', 'c', 'd']), epochs: 2 }));
    expect(only(short, 'finished')).toHaveLength(1);
    for (const texts of [lines([]), lines(['one alone']), lines(['same', 'same'])]) {
      await expect(trainToEnd(client, request({ texts }))).rejects.toMatchObject({ code: 'bad-dataset' });
      await expect(client.call('plan-training', request({ texts }))).rejects.toMatchObject({
        code: 'bad-dataset',
      });
    }
    close();
  });
});
