/** @file The encoder that the site brings, loaded once for all a worker does. */
import { fetchSiteFile } from '../engine/site-files';
import { readEncoder, type Encoder } from '../training/encoder';

let loaded: Promise<Encoder> | null = null;

/** A failed or stopped attempt is forgotten, so that the next call tries again. */
export function loadEncoder(siteUrl: string, signal: AbortSignal): Promise<Encoder> {
  const loading = (loaded ??= load(siteUrl, signal));
  loading.catch(() => (loaded = null));
  return loading;
}

async function load(siteUrl: string, signal: AbortSignal): Promise<Encoder> {
  const [manifest, bytes] = await Promise.all([
    fetchSiteFile(`${siteUrl}models/encoder.json`, 'bad-model', signal),
    fetchSiteFile(`${siteUrl}models/encoder.bin`, 'bad-model', signal),
  ]);
  return readEncoder(new TextDecoder().decode(manifest), bytes);
}
