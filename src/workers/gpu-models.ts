/** @file Language models that the study worker measures with. One at a time is on the GPU, and it is freed afterwards. */
import type { MeasureProgress } from '../core/measured-set';
import type { TextEmbedder } from '../core/ports';
import { LlmTextJudge } from '../generation/llm/llm-text-judge';
import { patiently } from '../generation/llm/patient-engine';
import { createLlmClient, type LlmClient } from './llm-client';

/** Shorter than the page waits for the study worker, which must answer in time. */
const STOP_MS = 1500;

let client: LlmClient | null = null;

function clientOf(siteUrl: string): LlmClient {
  return (client ??= createLlmClient({ siteUrl, limits: { stopMs: STOP_MS } }));
}

/** Frees the GPU. */
export function releaseModels(): void {
  client?.close();
  client = null;
}

/** The judge; loading it again costs nothing while it is on the GPU. */
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

/** Vectors that embedders gave in this tab, by model: a file that is measured again needs no model. */
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

export interface KeptVectors {
  readonly dimensions: number;
  readonly rowOf: Map<string, Float32Array>;
}

/** Most vectors kept of one model; beyond it only those of the present texts stay. */
const MOST_KEPT = 20_000;
/** Texts in one request: so many are lost where the model fails. */
const TEXTS_AT_A_TIME = 256;

/**
 * Vectors of the texts, (n, d) row-major; only texts whose vector is not kept are embedded. Tries again, a few times, where
 * the model's worker died or its GPU was lost.
 * @param embed gives the rows of the texts, in their order; its callback receives how many are done
 * @param onDone receives how many texts are done, and how many have to be embedded
 */
export async function embedKept(
  texts: readonly string[],
  { dimensions, rowOf }: KeptVectors,
  embed: (part: readonly string[], onDone: (numDone: number) => void) => Promise<Float32Array>,
  onDone: (numDone: number, total: number) => void = () => undefined,
): Promise<Float32Array> {
  const unknown = [...new Set(texts.filter((text) => !rowOf.has(text)))];
  if (rowOf.size + unknown.length > MOST_KEPT) {
    const asked = new Set(texts);
    for (const text of rowOf.keys()) if (!asked.has(text)) rowOf.delete(text);
  }
  for (let from = 0; from < unknown.length; from += TEXTS_AT_A_TIME) {
    const part = unknown.slice(from, from + TEXTS_AT_A_TIME);
    const rows = await patiently(() => embed(part, (numDone) => onDone(from + numDone, unknown.length)));
    part.forEach((text, i) => rowOf.set(text, rows.slice(i * dimensions, (i + 1) * dimensions)));
  }
  const out = new Float32Array(texts.length * dimensions);
  texts.forEach((text, i) => out.set(rowOf.get(text)!, i * dimensions));
  return out;
}
