/**
 * @file What the pipeline around a language model costs: prompts, reading, checking and handing on rows, with a model
 * that speaks at a fixed rate. Also how many rows a second one request for several rows gives against one for each, with
 * the time a model takes to read a prompt in proportion to its length.
 */
import type { ChatEngine, ChatReply, ChatRequest } from '../src/core/llm-engine';
import { DEFAULT_PROMPT_SETTINGS } from '../src/core/llm-task';
import { wordNetLlmTask } from '../src/dataset/wordnet-llm-task';
import { stream } from '../src/core/random';
import { WebLlmGenerator } from '../src/generation/llm/web-llm-generator';

export const name = 'llm';

const CLASSES = ['animal', 'plant', 'food', 'person', 'place', 'artifact', 'body part', 'substance'];
const TOKENS_PER_SECOND = 200;
/** Reading is some ten times as fast as writing on most GPUs. */
const PROMPT_TOKENS_PER_SECOND = 2000;
const CHARACTERS_PER_TOKEN = 4;
const ROWS = 48;
const WORDS_PER_ROW = 10;
const never = new AbortController().signal;

/** Says rows of ten random words, a word a token, on a clock; its own time is kept apart. */
class FixedRateEngine implements ChatEngine {
  readonly id = 'fixed';
  readonly description = 'fixed rate';
  readonly fingerprint = 'fixed';
  readonly contextTokens = 4096;
  tokens = 0;
  ownMs = 0;

  async chat(
    request: ChatRequest,
    _: AbortSignal,
    onText?: (delta: string, tokens: number) => void,
  ): Promise<ChatReply> {
    const from = performance.now();
    const promptTokens =
      request.messages.reduce((sum, { content }) => sum + content.length, 0) / CHARACTERS_PER_TOKEN;
    const prefillMs = (promptTokens * 1000) / PROMPT_TOKENS_PER_SECOND;
    const rows = Number(/row\)\{(\d+)\}/.exec(request.grammar ?? '')?.[1] ?? 0) + 1;
    const rng = stream('bench', request.seed);
    const word = (): string => (rng.integer(900000) + 1e6).toString(36);
    const text = JSON.stringify(
      Array.from({ length: rows }, () => Array.from({ length: WORDS_PER_ROW }, word).join(' ')),
    );
    const pieces = text.match(/[^ ]+ ?/g)!;
    for (let i = 0; i < pieces.length; i++) {
      const due = from + prefillMs + ((i + 1) * 1000) / TOKENS_PER_SECOND;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      onText?.(pieces[i]!, i + 1);
    }
    this.tokens += pieces.length;
    this.ownMs += performance.now() - from;
    return {
      text,
      finish: 'stop',
      promptTokens,
      replyTokens: pieces.length,
      prefillMs,
      decodeMs: performance.now() - from - prefillMs,
    };
  }
}

async function measure(
  examplesPerRequest: number,
  rows: number,
): Promise<{ rowsPerSecond: number; share: number }> {
  const engine = new FixedRateEngine();
  const task = wordNetLlmTask(CLASSES);
  const real = Array.from({ length: 100 }, (_, i) => `a real definition of about ten words, number ${i}`);
  const prompts = {
    ...DEFAULT_PROMPT_SETTINGS,
    kind: 'persona',
    examplesPerRequest,
    suppression: -7.5,
  } as const;
  const generator = new WebLlmGenerator({ engine, task, prompts });
  const from = performance.now();
  let written = 0;
  for await (const batch of generator.generate(
    { label: 0, count: rows, temperature: 1, topP: 1, seed: ['bench'], real },
    never,
  )) {
    written += batch.length;
  }
  const totalMs = performance.now() - from;
  return { rowsPerSecond: (written * 1000) / totalMs, share: engine.ownMs / totalMs };
}

export async function run(): Promise<Record<string, number | string>> {
  await measure(8, 8); // warm up
  const figures: Record<string, number | string> = {};
  const one = await measure(1, 12);
  for (const examples of [4, 8, 16]) {
    const several = await measure(examples, ROWS);
    figures[`rowsPerSecondAt${examples}`] = Number(several.rowsPerSecond.toFixed(2));
    figures[`ratioToOneAt${examples}`] = Number((several.rowsPerSecond / one.rowsPerSecond).toFixed(2));
    if (examples === 8) figures.shareOfModelRateKept = Number(several.share.toFixed(4));
  }
  figures.rowsPerSecondAt1 = Number(one.rowsPerSecond.toFixed(2));
  return figures;
}
