/** @file The language model's worker as the study worker uses it to measure: one model at a time, let go of afterwards. */
import type { MeasureProgress } from '../core/measured-set';
import type { TextEmbedder } from '../core/ports';
import { LlmTextJudge } from '../experiment/llm-laboratory';
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

interface KnownEmbedder {
  readonly id: string;
  readonly label: string;
  readonly dimensions: number;
  readonly rowOf: Map<string, Float32Array>;
}

/** What embedders have said in this tab: a file that is measured again needs no model. */
const embedders = new Map<string, KnownEmbedder>();

/** Vectors kept of one embedder; beyond it all are forgotten. */
const MOST_KEPT = 20_000;

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
  const { id, label, dimensions, rowOf } = known;
  return {
    id,
    label,
    dimensions,
    embed: async (texts) => {
      const unknown = [...new Set(texts.filter((text) => !rowOf.has(text)))];
      if (unknown.length > 0) {
        engine ??= await load();
        if (rowOf.size + unknown.length > MOST_KEPT) {
          // What is asked for now must stay.
          const asked = new Set(texts);
          for (const text of rowOf.keys()) if (!asked.has(text)) rowOf.delete(text);
        }
        const from = performance.now();
        const rows = await engine.embed(unknown, signal, (numDone) => {
          const perText = (performance.now() - from) / numDone;
          const remainingMs = (unknown.length - numDone) * perText;
          onProgress({ phase: 'embed', fraction: numDone / unknown.length, remainingMs });
        });
        unknown.forEach((text, i) => rowOf.set(text, rows.slice(i * dimensions, (i + 1) * dimensions)));
      }
      const out = new Float32Array(texts.length * dimensions);
      texts.forEach((text, i) => out.set(rowOf.get(text)!, i * dimensions));
      return out;
    },
  };
}
