/**
 * @file The small transformer on WASM, one thread: rows written a second by the model that `models/` ships, texts scored
 * and embedded, and a step of training against PyTorch on one thread with the same shapes, where a Python has it.
 * `PYTHON` names another Python to ask. Both trainings are timed in seconds of the processor, which on an idle machine
 * are those of the clock, so that the ratio holds on a busy one.
 */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { stream } from '../src/core/random';
import { NanoModel, type NanoShape } from '../src/training/nano/model';
import { NanoEmbedder } from '../src/training/nano/nano-embedder';
import { NanoGenerator } from '../src/training/nano/nano-generator';
import { perplexityOf, scoreTexts, type TextScore } from '../src/training/nano/evaluate';
import { NanoTrainer } from '../src/training/nano/train';
import { readNano } from '../src/training/nano/weights-file';
import { buildDataset } from '../scripts/data';

export const name = 'nano';

const ROWS = 256;
/** A batch of training: texts × tokens each. */
const [TEXTS, TOKENS] = [32, 20];
const [WARM_UP, TIMED] = [3, 20];

export async function run(): Promise<Record<string, number | string>> {
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${wasm}/dist/`);
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('bench: missing backend: wasm');

  const bytes = readFileSync('models/nano.bin');
  const readFrom = performance.now();
  const weights = await readNano(readFileSync('models/nano.json', 'utf8'), Uint8Array.from(bytes).buffer);
  const model = new NanoModel(weights);
  const figures: Record<string, number | string> = {
    readMs: Math.round(performance.now() - readFrom),
    weightsBytes: bytes.length,
  };
  const generator = new NanoGenerator(model);
  await write(generator, model, 1, 1); // warm up
  for (const temperature of [0.2, 0.5, 0.8, 1.1, 1.5, 2.2]) {
    const { rowsPerSecond, tokensPerSecond } = await write(generator, model, temperature, 1);
    figures[`rowsPerSecondAt${temperature}`] = rowsPerSecond;
    figures[`tokensPerSecondAt${temperature}`] = tokensPerSecond;
  }
  for (const topP of [0.95, 0.5]) {
    figures[`rowsPerSecondTopP${topP}`] = (await write(generator, model, 1, topP)).rowsPerSecond;
  }

  const { validation } = buildDataset().splits;
  const texts = validation.flat();
  const embedder = new NanoEmbedder(model);
  figures.textsEmbeddedPerSecond = await perSecond(texts.length, () => embedder.embed(texts));
  const scores: TextScore[] = [];
  figures.textsScoredPerSecond = await perSecond(texts.length, async () => {
    for (const [label, own] of validation.entries()) scores.push(...(await scoreTexts(model, own, label)));
  });
  figures.validationPerplexity = Number(perplexityOf(scores).toFixed(2));
  model.dispose();
  return { ...figures, ...(await benchTraining(weights.shape)) };
}

async function write(
  generator: NanoGenerator,
  { vocabulary }: NanoModel,
  temperature: number,
  topP: number,
): Promise<{ rowsPerSecond: number; tokensPerSecond: number }> {
  const rows: string[] = [];
  const rowsPerSecond = await perSecond(ROWS, async () => {
    for (const label of [0, 1]) {
      const request = { label, count: ROWS / 2, temperature, topP, seed: ['bench', label] };
      const batches = generator.generate(request, new AbortController().signal);
      for await (const batch of batches) rows.push(...batch.map(({ text }) => text));
    }
  });
  const numTokens = rows.reduce((sum, text) => sum + vocabulary.tokenizer.encode(text).length, 0);
  return { rowsPerSecond, tokensPerSecond: Math.round((rowsPerSecond * numTokens) / ROWS) };
}

async function benchTraining(shape: NanoShape): Promise<Record<string, number | string>> {
  const rng = stream('bench', 'texts');
  const texts = Array.from({ length: TEXTS }, () =>
    Array.from({ length: TOKENS + 1 }, () => rng.integer(shape.vocabularySize)),
  );
  const settings = {
    epochs: WARM_UP + TIMED,
    batchTokens: TEXTS * TOKENS,
    initialDeviation: 0.05,
    learningRate: 1e-3,
    warmUpSteps: 10,
    weightDecay: 0.1,
    beta2: 0.98,
    dropout: 0,
    plainStartChance: 0,
    seed: 1,
  };
  const trainer = new NanoTrainer({ texts, validation: texts, plainStart: 0, shape, settings });
  for (let step = 0; step < WARM_UP; step++) await trainer.advance();
  const from = process.cpuUsage();
  for (let step = 0; step < TIMED; step++) await trainer.advance();
  const { user, system } = process.cpuUsage(from); // microseconds
  const own = Math.round((TIMED * TEXTS * TOKENS) / ((user + system) / 1e6));
  trainer.dispose();
  const figures = { trainedTokensPerProcessorSecond: own };
  const torch = askTorch({ shape, texts, warmUp: WARM_UP, timed: TIMED });
  if (torch === null) return { ...figures, original: 'no Python with PyTorch on this machine' };
  return {
    ...figures,
    original: `PyTorch ${torch.version}, one thread`,
    originalTrainedTokensPerProcessorSecond: Math.round(torch.tokensPerSecond),
    timesTheOriginal: Number((own / torch.tokensPerSecond).toFixed(3)),
  };
}

async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return Math.round(count / ((performance.now() - from) / 1000));
}

/** What the program below prints, from the first Python that has what it imports; null where none has. */
function askTorch(input: object): { version: string; tokensPerSecond: number } | null {
  for (const python of [process.env.PYTHON, 'python3', '/usr/bin/python3']) {
    if (python === undefined) continue;
    const { status, stdout } = spawnSync(python, ['-c', TORCH_TRAINING], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      timeout: 300_000,
    });
    if (status === 0) return JSON.parse(stdout) as { version: string; tokensPerSecond: number };
  }
  return null;
}

const TORCH_TRAINING = `
import json, math, sys, time, torch
import torch.nn.functional as F
torch.set_num_threads(1)
torch.set_flush_denormal(True)
given = json.load(sys.stdin)
s = given["shape"]
d, h, f = s["dimensions"], s["heads"], s["feedForwardSize"]
normal = lambda *size: (0.05 * torch.randn(size)).requires_grad_()
ones = lambda: torch.ones(d, requires_grad=True)
tokens, positions, last = normal(s["vocabularySize"], d), normal(s["contextLength"], d), ones()
blocks = [(ones(), normal(d, 3 * d), normal(d, d), ones(), normal(d, f), normal(f, d)) for _ in range(s["layers"])]
norm = lambda x, gain: F.layer_norm(x, (d,), gain, None, 1e-5)

def loss(inputs, targets):
    B, T = inputs.shape
    x = F.embedding(inputs, tokens) + positions[:T]
    future = torch.triu(torch.full((T, T), -math.inf), 1)
    for norm1, qkv, out, norm2, wide, narrow in blocks:
        q, k, v = (norm(x, norm1) @ qkv).view(B, T, 3, h, d // h).permute(2, 0, 3, 1, 4)
        a = (q @ k.transpose(2, 3) / math.sqrt(d // h) + future).softmax(-1)
        x = x + (a @ v).transpose(1, 2).reshape(B, T, d) @ out
        x = x + F.relu(norm(x, norm2) @ wide).square() @ narrow
    return F.cross_entropy((norm(x, last) @ tokens.t()).view(B * T, -1), targets.reshape(-1))

texts = torch.tensor(given["texts"])
inputs, targets = texts[:, :-1], texts[:, 1:]
optimizer = torch.optim.AdamW([tokens, positions, last, *[p for block in blocks for p in block]], lr=1e-3, betas=(0.9, 0.98), weight_decay=0.1)

def step():
    value = loss(inputs, targets)
    optimizer.zero_grad(set_to_none=True)
    value.backward()
    optimizer.step()
    return value.item()

for _ in range(given["warmUp"]):
    step()
begun = time.process_time()
for _ in range(given["timed"]):
    step()
seconds = time.process_time() - begun
print(json.dumps({"version": torch.__version__, "tokensPerSecond": given["timed"] * inputs.numel() / seconds}))
`;
