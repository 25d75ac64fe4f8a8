/** @file The small transformer that the site ships, loaded when it is first asked for. */
import type { TextEmbedder } from '../core/ports';
import { fetchSiteFile } from '../engine/site-files';
import { openNanoTools, type NanoTools } from '../training/nano/nano-generator';
import { NanoEmbedder } from '../training/nano/nano-embedder';
import { NanoModel, type NanoWeights } from '../training/nano/model';
import { readNano } from '../training/nano/weights-file';

let loaded: Promise<NanoWeights> | null = null;

/** A failed attempt, or one that was stopped, is forgotten, so that the next one tries anew. */
function loadWeights(siteUrl: string, signal: AbortSignal): Promise<NanoWeights> {
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

/** To write a study's rows, on the backend in use, which must stand, until it is disposed of. */
export async function openNanoLaboratory(
  siteUrl: string,
  classNames: readonly string[],
  signal: AbortSignal,
): Promise<NanoTools> {
  return openNanoTools(await loadWeights(siteUrl, signal), classNames);
}

/** To embed texts, likewise. */
export async function openNanoEmbedder(
  siteUrl: string,
  signal: AbortSignal,
): Promise<{ readonly embedder: TextEmbedder; readonly close: () => void }> {
  const model = new NanoModel(await loadWeights(siteUrl, signal));
  return { embedder: new NanoEmbedder(model), close: () => model.dispose() };
}
