/**
 * @file Makes `models/catalogue/web-llm.json` from the list inside the installed WebLLM, so that addresses, memory and
 * limits are the library's own: `npx tsx scripts/catalogue.ts`. Sizes of downloads are worked out from the number of
 * parameters; the lab reads the true ones from a model's own list before it downloads. Revisions and hashes that are
 * already in the file are kept.
 *
 * `npx tsx scripts/catalogue.ts --pin` also asks the hub, where it can be reached, for each model's commit, sizes and
 * hashes, and writes those; a model that cannot be asked about stays as it was, and the command then ends with 1.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelType, modelLibURLPrefix, modelVersion, prebuiltAppConfig } from '@mlc-ai/web-llm';
import { readCatalogue, type Catalogue } from '../src/core/llm-catalogue.js';
import type { LanguageModel } from '../src/core/llm-model.js';
import { keptPins, pinModel } from './catalogue-pins.js';
import packageJson from '../package.json' with { type: 'json' };

const FILE = fileURLToPath(new URL('../models/catalogue/web-llm.json', import.meta.url));

interface Chosen {
  readonly family: string;
  readonly parametersM: number;
  readonly licence: string;
  readonly isThinking?: boolean;
  /** Of an embedding model. */
  readonly dimensions?: number;
  /** Ids in WebLLM's list, f16 before f32. */
  readonly ids: readonly string[];
}

/** Small models that follow instructions, from several makers, and two that embed. Parameters as their makers give them. */
const CHOSEN: readonly Chosen[] = [
  {
    family: 'SmolLM2 135M',
    parametersM: 135,
    licence: 'Apache-2.0',
    ids: ['SmolLM2-135M-Instruct-q0f16-MLC', 'SmolLM2-135M-Instruct-q0f32-MLC'],
  },
  {
    family: 'SmolLM2 360M',
    parametersM: 362,
    licence: 'Apache-2.0',
    ids: ['SmolLM2-360M-Instruct-q4f16_1-MLC', 'SmolLM2-360M-Instruct-q4f32_1-MLC'],
  },
  {
    family: 'Qwen2.5 0.5B',
    parametersM: 494,
    licence: 'Apache-2.0',
    ids: ['Qwen2.5-0.5B-Instruct-q4f16_1-MLC', 'Qwen2.5-0.5B-Instruct-q4f32_1-MLC'],
  },
  {
    family: 'Qwen3 0.6B',
    parametersM: 596,
    licence: 'Apache-2.0',
    isThinking: true,
    ids: ['Qwen3-0.6B-q4f16_1-MLC', 'Qwen3-0.6B-q4f32_1-MLC'],
  },
  { family: 'Gemma 3 1B', parametersM: 1000, licence: 'Gemma', ids: ['gemma3-1b-it-q4f16_1-MLC'] },
  {
    family: 'Llama 3.2 1B',
    parametersM: 1236,
    licence: 'Llama 3.2',
    ids: ['Llama-3.2-1B-Instruct-q4f16_1-MLC', 'Llama-3.2-1B-Instruct-q4f32_1-MLC'],
  },
  {
    family: 'Qwen2.5 1.5B',
    parametersM: 1544,
    licence: 'Apache-2.0',
    ids: ['Qwen2.5-1.5B-Instruct-q4f16_1-MLC', 'Qwen2.5-1.5B-Instruct-q4f32_1-MLC'],
  },
  {
    family: 'SmolLM2 1.7B',
    parametersM: 1711,
    licence: 'Apache-2.0',
    ids: ['SmolLM2-1.7B-Instruct-q4f16_1-MLC', 'SmolLM2-1.7B-Instruct-q4f32_1-MLC'],
  },
  {
    family: 'Qwen3 1.7B',
    parametersM: 1721,
    licence: 'Apache-2.0',
    isThinking: true,
    ids: ['Qwen3-1.7B-q4f16_1-MLC', 'Qwen3-1.7B-q4f32_1-MLC'],
  },
  {
    family: 'Llama 3.2 3B',
    parametersM: 3213,
    licence: 'Llama 3.2',
    ids: ['Llama-3.2-3B-Instruct-q4f16_1-MLC', 'Llama-3.2-3B-Instruct-q4f32_1-MLC'],
  },
  {
    family: 'Arctic Embed S',
    parametersM: 33,
    licence: 'Apache-2.0',
    dimensions: 384,
    ids: ['snowflake-arctic-embed-s-q0f32-MLC-b4'],
  },
  {
    family: 'Arctic Embed M',
    parametersM: 109,
    licence: 'Apache-2.0',
    dimensions: 768,
    ids: ['snowflake-arctic-embed-m-q0f32-MLC-b4'],
  },
];

/** WebLLM adds no marks to what it embeds. BERT, which these models grew from, reads a text between these two. */
const [BEGIN, END] = ['[CLS]', '[SEP]'];
/** Longest text of these models, marks included, in tokens. */
const EMBEDDING_CONTEXT = 512;

/** Bits a parameter takes on disk: in 4-bit groups of 32, each group has a scale of its own. */
const BITS: Readonly<Record<string, number>> = {
  q4f16_1: 4 + 16 / 32,
  q4f32_1: 4 + 32 / 32,
  q0f16: 16,
  q0f32: 32,
};

function describe(
  { family, parametersM, licence, isThinking, dimensions }: Chosen,
  id: string,
  known: LanguageModel | undefined,
): LanguageModel {
  const record = prebuiltAppConfig.model_list.find((model) => model.model_id === id);
  if (!record)
    throw new Error(`catalogue: unknown model: "${id}" (wanted one of WebLLM's list) — correct the choice`);
  const quantisation = /q\d+f(?:16|32)(?:_\d)?/.exec(id)?.[0] ?? '';
  const bits = BITS[quantisation];
  if (bits === undefined)
    throw new Error(`catalogue: unknown quantisation: "${quantisation}" of ${id} — add its bits`);
  const embeds = record.model_type === ModelType.embedding;
  if (embeds !== (dimensions !== undefined))
    throw new Error(
      `catalogue: invalid kind of ${id} — give embedding models their dimensions, and only them`,
    );
  const { revision, sha256, downloadBytes } = keptPins(known, record.model_lib);
  return {
    id,
    family,
    title: `${family} (${quantisation})`,
    parametersM,
    quantisation,
    needsF16: quantisation.includes('f16'),
    downloadBytes: downloadBytes ?? Math.round((parametersM * 1e6 * bits) / 8),
    isSizeExact: downloadBytes !== null,
    vramMB: record.vram_required_MB!,
    contextTokens: record.overrides?.context_window_size ?? (embeds ? EMBEDDING_CONTEXT : 4096),
    bufferBytes: record.buffer_size_required_bytes ?? null,
    isThinking: isThinking ?? false,
    weightsUrl: `${record.model}/resolve/${revision ?? 'main'}/`,
    libraryUrl: record.model_lib,
    revision,
    sha256,
    licence,
    ...(dimensions === undefined
      ? {}
      : { embedding: { dimensions, batchSize: Number(/-b(\d+)$/.exec(id)![1]), begin: BEGIN, end: END } }),
  };
}

/** Each pinned, where the hub tells; else as it was. */
async function pinAll(models: readonly LanguageModel[]): Promise<LanguageModel[]> {
  const pinned: LanguageModel[] = [];
  for (const model of models) {
    try {
      pinned.push(await pinModel(model));
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
      pinned.push(model);
    }
  }
  return pinned;
}

const known = existsSync(FILE) ? readCatalogue(readFileSync(FILE, 'utf8')).models : [];
const described = CHOSEN.flatMap((chosen) =>
  chosen.ids.map((id) =>
    describe(
      chosen,
      id,
      known.find((model) => model.id === id),
    ),
  ),
);
const catalogue: Catalogue = {
  version: 1,
  madeFrom: `@mlc-ai/web-llm ${packageJson.dependencies['@mlc-ai/web-llm']}, libraries ${modelVersion} at ${modelLibURLPrefix}`,
  libraryVersion: modelVersion.split('/')[0]!,
  models: process.argv.includes('--pin') ? await pinAll(described) : described,
};
const text = `${JSON.stringify(catalogue, null, 2)}\n`;
readCatalogue(text);
mkdirSync(dirname(FILE), { recursive: true });
writeFileSync(FILE, text);
console.log(`${catalogue.models.length} models → ${FILE}`);
