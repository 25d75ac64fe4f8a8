/** @file The small transformer that the site ships, loaded when it is first asked for. */
import type { TextEmbedder, TextGenerator } from '../core/ports';
import { fetchSiteFile } from '../engine/site-files';
import {
  NanoEmbedder,
  NanoGenerator,
  NanoModel,
  readNano,
  type NanoWeights,
} from '../experiment/model-laboratory';

let loaded: Promise<NanoWeights> | null = null;

/** A failed attempt, or one that was stopped, is forgotten, so that the next one tries anew. */
export function loadNanoWeights(siteUrl: string, signal: AbortSignal): Promise<NanoWeights> {
  const loading = (loaded ??= load(siteUrl, signal));
  loading.catch(() => (loaded = null));
  return loading;
}

async function load(siteUrl: string, signal: AbortSignal): Promise<NanoWeights> {
  const [manifest, weights] = await Promise.all([
    fetchSiteFile(`${siteUrl}models/nano.json`, 'bad-model', signal),
    fetchSiteFile(`${siteUrl}models/nano.bin`, 'bad-model', signal),
  ]);
  return readNano(new TextDecoder().decode(manifest), weights);
}

/** Its weights are tensors of the backend in use, which must stand; they stay for as long as the worker lives. */
export async function openNanoGenerator(siteUrl: string, signal: AbortSignal): Promise<TextGenerator> {
  return new NanoGenerator(new NanoModel(await loadNanoWeights(siteUrl, signal)));
}

/** On the backend in use, which must stand, until it is closed. */
export async function openNanoEmbedder(
  siteUrl: string,
  signal: AbortSignal,
): Promise<{ readonly embedder: TextEmbedder; readonly close: () => void }> {
  const model = new NanoModel(await loadNanoWeights(siteUrl, signal));
  return { embedder: new NanoEmbedder(model), close: () => model.dispose() };
}
