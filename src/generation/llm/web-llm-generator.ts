/**
 * @file A language model as a generator: requests several rows at a time, checks each reply, and yields the usable rows
 * in order. A worker that dies or a lost GPU costs no finished row.
 */
import { LabError, shown } from '../../core/errors';
import type { ChatEngine, ChatReply, ChatRequest } from '../../core/llm-engine';
import { differentGpus, type GpuName } from '../../core/gpu-name';
import {
  reportOf,
  type GenerationReport,
  type RequestRecord,
  type RowJournal,
  type AcceptedRow,
} from '../../core/llm-report';
import { PROMPT_BOUNDS, PROMPT_KINDS, type LlmTask, type PromptSettings } from '../../core/llm-task';
import type { PauseGate } from '../../core/pause';
import type { GenerationRequest, TextGenerator } from '../../core/ports';
import { fingerprintText, seedNumber, stream } from '../../core/random';
import { rowsGrammar } from './grammar';
import { canTryAgain, MOST_FAILURES } from './patient-engine';
import {
  type Prompt,
  promptOf,
  promptsOf,
  rowsAskedFor,
  writeParaphrasePrompt,
  writePrompt,
} from './prompts';
import { readReply } from './read-reply';
import { RowFilter } from './row-filter';
import { suppressFrequent } from './suppression';

export interface WebLlmOptions {
  readonly engine: ChatEngine;
  readonly task: LlmTask;
  readonly prompts: PromptSettings;
  readonly journal?: Pick<RowJournal, 'read' | 'append'> | null;
  readonly gate?: PauseGate;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
  readonly onText?: (delta: string, replyTokens: number) => void;
  readonly onRecord?: (record: RequestRecord, request: GenerationRequest) => void;
  /** Called when a request has all its rows or has ended with fewer; receives the GPUs that generated them. */
  readonly onReport?: (
    report: GenerationReport,
    request: GenerationRequest,
    gpus: readonly GpuName[],
  ) => void;
}

/** Requests a label may take beyond those it would need if every row were of use. */
const SPARE_REQUESTS = 4;
const MOST_REQUESTS_PER_NEEDED = 4;
/** After so many replies in a row without a new row, none is to be expected. */
const MOST_BARREN_REPLIES = 6;
/** Tokens a word takes at most, as a rule, and those of a row's quotes and comma. */
const TOKENS_PER_WORD = 2;
const TOKENS_AROUND = 6;
/** To be raised when something else is made of a reply: other rows are read from it, or others are turned away. */
const READING = 2;
/** Characters of a prompt that make one token, at the least. */
const CHARACTERS_PER_TOKEN = 3;

interface RequestNumber {
  /** Of all requests. */
  readonly index: number;
  /** The rows requested; of texts to paraphrase, the next ones, so that a failed reply skips none. */
  readonly turn: number;
}

export class WebLlmGenerator implements TextGenerator {
  readonly id = 'webllm';
  readonly description: string;
  readonly fingerprint: string;
  readonly #options: WebLlmOptions;

  constructor(options: WebLlmOptions) {
    const { engine, task, prompts } = options;
    this.#options = options;
    this.description = `${engine.description}; prompt “${prompts.kind}”, ${prompts.examplesPerRequest} rows a request`;
    this.fingerprint = fingerprintText(
      JSON.stringify([engine.fingerprint, engine.contextTokens, task, prompts, this.#specimens(), READING]),
    );
  }

  /**
   * Rows of a request, as many as one reply gave at a time. Fewer than `count` come where the model repeats itself or
   * misses the form too often; `onReport` says so. A request in which the engine failed says nothing of the model: it
   * counts neither as a reply without rows nor towards the most requests.
   * @throws LabError `bad-setting` where the prompt does not fit the model, else what the engine throws
   */
  async *generate(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<readonly AcceptedRow[]> {
    this.#check(request);
    const { journal, gate, onRecord, onReport } = this.#options;
    const prompts = promptsOf(request, this.#options.prompts);
    const key = this.#journalKey(request);
    const records = journal ? [...(await journal.read(key))] : [];
    const filter = new RowFilter(this.#bounds());
    const texts: string[] = [];
    let barren = 0;
    let answered = 0;
    let failures = 0;
    const note = ({ rows, isInterrupted }: RequestRecord): void => {
      // Texts to paraphrase of which some came back are not put again.
      if (!isInterrupted || (request.paraphrasesOf && rows.length > 0)) answered++;
      if (rows.length > 0) barren = 0;
      else if (!isInterrupted) barren++;
    };
    const take = ({ rows }: RequestRecord): readonly AcceptedRow[] => {
      const wanted = rows.slice(0, Math.max(0, request.count - texts.length));
      texts.push(...rows.map((row) => row.text));
      return wanted;
    };
    for (const record of records) {
      filter.remember(record.rows.map((row) => row.text));
      note(record);
      const rows = take(record);
      if (rows.length > 0) yield rows;
    }
    const needed = Math.ceil(request.count / prompts.examplesPerRequest);
    // Each text is put once: what does not come back in other words is left out.
    const mostRequests = request.paraphrasesOf ? needed : MOST_REQUESTS_PER_NEEDED * needed + SPARE_REQUESTS;
    while (texts.length < request.count && answered < mostRequests && barren < MOST_BARREN_REPLIES) {
      await gate?.pass(signal);
      signal.throwIfAborted();
      const number = { index: records.length, turn: request.paraphrasesOf ? answered : records.length };
      const { record, failure } = await this.#ask(request, number, texts, filter, signal);
      if (failure !== null) {
        failures = record.rows.length > 0 ? 1 : failures + 1;
        if (failures >= MOST_FAILURES) throw failure;
      } else {
        failures = 0;
      }
      note(record);
      records.push(record);
      await journal?.append(key, record);
      onRecord?.(record, request);
      const rows = take(record);
      if (rows.length > 0) yield rows;
    }
    const gpus = differentGpus(records.map(({ gpu }) => gpu));
    onReport?.(reportOf(request.label, request.count, records), request, gpus);
  }

  /** The prompt of one request of a label, as it would be sent. */
  promptOf(request: GenerationRequest, index: number): Prompt {
    const { task, prompts } = this.#options;
    return promptOf(task, request, promptsOf(request, prompts), index);
  }

  /** One request to the engine; where the engine fails half-way, what it had written whole. */
  async #ask(
    request: GenerationRequest,
    { index, turn }: RequestNumber,
    texts: readonly string[],
    filter: RowFilter,
    signal: AbortSignal,
  ): Promise<{ record: RequestRecord; failure: LabError | null }> {
    const { engine, onText, now = () => performance.now() } = this.#options;
    const prompt = this.promptOf(request, turn);
    const chat = this.#chatRequest(request, { index, turn }, prompt, texts);
    await engine.prepare?.(signal);
    const from = now();
    let heard = '';
    let heardTokens = 0;
    let reply: ChatReply | null = null;
    let failure: LabError | null = null;
    try {
      reply = await engine.chat(chat, signal, (delta, replyTokens) => {
        heard += delta;
        heardTokens = replyTokens;
        onText?.(delta, replyTokens);
      });
    } catch (error) {
      if (!canTryAgain(error)) throw error;
      failure = error;
    }
    const read = readReply(reply?.text ?? heard, reply?.finish === 'stop');
    const prompted = prompt.messages.flatMap((message) => message.content.split('\n'));
    const { rows, rejections } = filter.filter(read, prompt.shown, prompted);
    const record: RequestRecord = {
      request: index,
      seed: chat.seed,
      promptHash: fingerprintText(JSON.stringify({ ...chat, seed: 0 })),
      ...(engine.gpu ? { gpu: engine.gpu } : {}),
      rows: rows.map(({ text, position }) => ({
        text,
        label: request.label,
        seed: chat.seed,
        request: index,
        position,
      })),
      // A reply that never came has no form that could be wrong.
      rejections: failure === null ? rejections : { ...rejections, 'no-rows': 0 },
      promptTokens: reply?.promptTokens ?? 0,
      replyTokens: reply?.replyTokens ?? heardTokens,
      durationMs: now() - from,
      isInterrupted: failure !== null,
    };
    return { record, failure };
  }

  #chatRequest(
    request: GenerationRequest,
    { index, turn }: RequestNumber,
    { messages }: Prompt,
    texts: readonly string[],
  ): ChatRequest {
    const { engine, task } = this.#options;
    const prompts = promptsOf(request, this.#options.prompts);
    const rows = rowsAskedFor(request, prompts, turn);
    const promptTokens = Math.ceil(
      messages.reduce((sum, { content }) => sum + content.length, 0) / CHARACTERS_PER_TOKEN,
    );
    const perRow = task.words[1] * TOKENS_PER_WORD + TOKENS_AROUND;
    const room = engine.contextTokens - promptTokens;
    if (room < perRow) {
      throw badRequest(
        'invalid prompt',
        `${promptTokens} tokens`,
        `at most ${engine.contextTokens - perRow} of ${engine.contextTokens}`,
        'shorten the descriptions or show fewer real rows',
      );
    }
    return {
      messages,
      maxTokens: Math.min(room, rows * perRow + TOKENS_AROUND),
      temperature: request.temperature,
      topP: request.topP,
      frequencyPenalty: prompts.frequencyPenalty,
      presencePenalty: prompts.presencePenalty,
      // Small seeds start WebLLM's generator of random numbers badly; this one is spread over all 31 bits.
      seed: seedNumber(...request.seed, 'llm', index),
      grammar: rowsGrammar(rows),
      wordBias: suppressFrequent(texts, prompts.suppression),
    };
  }

  /** What would be sent in each way of asking: other words in the prompts or the grammar make another generator. */
  #specimens(): readonly unknown[] {
    const { task, prompts } = this.#options;
    const real = ['a first real row', 'a second real row'];
    const written = PROMPT_KINDS.map((kind) =>
      writePrompt(task, 0, { ...prompts, kind }, real, stream('specimen', kind)),
    );
    return [written, writeParaphrasePrompt(task, 0, real), rowsGrammar(prompts.examplesPerRequest)];
  }

  #bounds() {
    const [fewest, most] = this.#options.task.words;
    // Models count words badly: half as many and half as many again are let through.
    return { leastTokens: Math.max(1, Math.floor(fewest / 2)), mostTokens: Math.ceil(most * 1.5) };
  }

  /** Without `count`: asked for more rows later, the first ones stand already. */
  #journalKey(request: GenerationRequest): string {
    const { label, temperature, topP, seed, real = [], topic = null, paraphrasesOf = [] } = request;
    const prompts = promptsOf(request, this.#options.prompts);
    const shown = prompts.fewShot > 0 ? real : [];
    const asked = [label, temperature, topP, seed, prompts, topic, shown, paraphrasesOf];
    return fingerprintText(JSON.stringify([this.fingerprint, asked]));
  }

  #check(request: GenerationRequest): void {
    const { label, count, temperature, topP } = request;
    const labels = this.#options.task.labels.length;
    if (!Number.isInteger(label) || label < 0 || label >= labels) {
      throw badRequest('unknown label', label, `0 to ${labels - 1}`);
    }
    if (!Number.isInteger(count) || count < 0)
      throw badRequest('invalid count', count, 'a whole number from 0');
    if (!(temperature >= 0 && Number.isFinite(temperature))) {
      throw badRequest('invalid temperature', temperature, 'a finite number from 0');
    }
    if (!(topP > 0 && topP <= 1)) throw badRequest('invalid topP', topP, 'above 0 and at most 1');
    for (const name of ['frequencyPenalty', 'presencePenalty'] as const) {
      const [least, most] = PROMPT_BOUNDS[name];
      const { [name]: penalty = 0 } = request;
      if (!(penalty >= least && penalty <= most))
        throw badRequest(`invalid ${name}`, penalty, `a number from ${least} to ${most}`);
    }
  }
}

function badRequest(
  what: string,
  value: unknown,
  wanted: string,
  wayOut = 'change it and start again',
): LabError {
  return new LabError(
    'bad-setting',
    `WebLlmGenerator: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`,
  );
}
