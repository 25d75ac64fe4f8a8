/** @file The language model's worker as the study worker uses it to measure: one model at a time, let go of afterwards. */
import type { MeasureProgress } from '../core/measured-set';
import type { TextEmbedder } from '../core/ports';
import { LlmTextJudge } from '../experiment/llm-laboratory';
import { embedKept, type KeptVectors } from './kept-vectors';
import { createLlmClient, type LlmClient } from './llm-client';

/** Sooner than the page ends the study worker, which runs studies as well. */
const STOP_MS = 1500;

let client: LlmClient | null = null;

function clientOf(siteUrl: string): LlmClient {
  return (client ??= createLlmClient({ siteUrl, limits: { stop: STOP_MS } }));
}

/** Frees the GPU. */
export function releaseModels(): void {
  client?.close();
  client = null;
}

/** The judge; loading it again costs nothing while it is there. */
export async function openJudge(
  modelId: string,
  siteUrl: string,
  signal: AbortSignal,
  onLoad: (fraction: number) => void,
): Promise<LlmTextJudge> {
  const engine = await clientOf(siteUrl).load(modelId, signal, {
    onProgress: ({ fraction }) => onLoad(fraction),
  });
  return new LlmTextJudge(engine);
}

interface KnownEmbedder extends KeptVectors {
  readonly id: string;
  readonly label: string;
}

/** What embedders have said in this tab: a file that is measured again needs no model. */
const embedders = new Map<string, KnownEmbedder>();

/** A language model as embedder. The model is on the GPU until `releaseModels`. */
export async function openEmbedder(
  modelId: string,
  siteUrl: string,
  signal: AbortSignal,
  onProgress: (progress: MeasureProgress) => void,
): Promise<TextEmbedder> {
  const load = async () => {
    const engine = await clientOf(siteUrl).loadEmbedder(modelId, signal, {
      onProgress: ({ fraction, remainingMs }) => onProgress({ phase: 'load', fraction, remainingMs }),
    });
    const id = `${engine.id}@${engine.fingerprint.slice(0, 20)}`;
    if (embedders.get(modelId)?.id !== id)
      embedders.set(modelId, { id, label: engine.title, dimensions: engine.dimensions, rowOf: new Map() });
    return engine;
  };
  let engine = embedders.has(modelId) ? null : await load();
  const known = embedders.get(modelId)!;
  const { id, label, dimensions } = known;
  return {
    id,
    label,
    dimensions,
    embed: (texts) => {
      let from = 0;
      const embed = async (
        part: readonly string[],
        onDone: (numDone: number) => void,
      ): Promise<Float32Array> => {
        engine ??= await load();
        from ||= performance.now();
        return engine.embed(part, signal, onDone);
      };
      return embedKept(texts, known, embed, (numDone, total) => {
        const remainingMs = ((total - numDone) * (performance.now() - from)) / numDone;
        onProgress({ phase: 'embed', fraction: numDone / total, remainingMs });
      });
    },
  };
}
