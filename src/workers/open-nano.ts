/** @file The small transformer that the site ships, loaded when it is first asked for. */
import type { TextEmbedder } from '../core/ports';
import { fetchSiteFile } from '../engine/site-files';
import { openNanoTools, type NanoTools } from '../training/nano/nano-generator';
import { NanoEmbedder } from '../training/nano/nano-embedder';
import { NanoModel, type NanoWeights } from '../training/nano/model';
import { readNano } from '../training/nano/weights-file';

let loaded: Promise<NanoWeights> | null = null;

/** A failed or stopped attempt is forgotten, so that the next call tries again. */
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

/** The transformer as a study's generator. The backend must be chosen; the caller disposes of it. */
export async function openNanoGenerator(
  siteUrl: string,
  classNames: readonly string[],
  signal: AbortSignal,
): Promise<NanoTools> {
  return openNanoTools(await loadWeights(siteUrl, signal), classNames);
}

/** The transformer as an embedder, likewise. */
export async function openNanoEmbedder(
  siteUrl: string,
  signal: AbortSignal,
): Promise<{ readonly embedder: TextEmbedder; readonly close: () => void }> {
  const model = new NanoModel(await loadWeights(siteUrl, signal));
  return { embedder: new NanoEmbedder(model), close: () => model.dispose() };
}
