/** @file The small transformer as a study's generator. */
import type { TextGenerator } from '../core/ports';
import { fetchSiteFile } from '../engine/site-files';
import { NanoGenerator, NanoModel, readNano } from '../experiment/model-laboratory';

/** Its weights are tensors of the backend in use, which must stand; they stay for as long as the worker lives. */
export async function openNanoGenerator(siteUrl: string, signal: AbortSignal): Promise<TextGenerator> {
  const [manifest, weights] = await Promise.all([
    fetchSiteFile(`${siteUrl}models/nano.json`, 'bad-model', signal),
    fetchSiteFile(`${siteUrl}models/nano.bin`, 'bad-model', signal),
  ]);
  return new NanoGenerator(new NanoModel(await readNano(new TextDecoder().decode(manifest), weights)));
}
