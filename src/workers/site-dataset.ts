/** @file The site's texts, loaded once for all a worker does. */
import type { Dataset } from '../core/example';
import { fetchSiteFile } from '../engine/site-files';
import { readDataset } from '../experiment/text-laboratory';

let loaded: Promise<Dataset> | null = null;

/** A failed attempt, or one that was stopped, is forgotten, so that the next one tries anew. */
export function loadDataset(siteUrl: string, signal: AbortSignal): Promise<Dataset> {
  const loading = (loaded ??= fetchSiteFile(`${siteUrl}data/what-kind.json`, 'bad-dataset', signal).then(
    (bytes) => readDataset(new TextDecoder().decode(bytes)),
  ));
  loading.catch(() => (loaded = null));
  return loading;
}
