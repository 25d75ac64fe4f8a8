/** @file What the site brings with it, loaded once for all a worker does: the dataset and the encoder. */
import type { Dataset } from '../core/example';
import { fetchSiteFile } from '../engine/site-files';
import { readEncoder, type Encoder } from '../experiment';
import { loadDataset } from './site-dataset';

export interface SiteParts {
  readonly dataset: Dataset;
  readonly encoder: Encoder;
}

let loaded: Promise<SiteParts> | null = null;

/** A failed attempt, or one that was stopped, is forgotten, so that the next one tries anew. */
export function loadSiteParts(siteUrl: string, signal: AbortSignal): Promise<SiteParts> {
  const loading = (loaded ??= load(siteUrl, signal));
  loading.catch(() => (loaded = null));
  return loading;
}

async function load(siteUrl: string, signal: AbortSignal): Promise<SiteParts> {
  const [dataset, manifest, bytes] = await Promise.all([
    loadDataset(siteUrl, signal),
    fetchSiteFile(`${siteUrl}models/encoder.json`, 'bad-model', signal),
    fetchSiteFile(`${siteUrl}models/encoder.bin`, 'bad-model', signal),
  ]);
  return { dataset, encoder: await readEncoder(new TextDecoder().decode(manifest), bytes) };
}
