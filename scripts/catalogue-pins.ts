/**
 * @file Pins a model of the catalogue to what its hub holds now: the commit, the exact size, and the SHA-256 of every file.
 * Weights are not downloaded, their hashes stand in the hub's list; small files and the library are.
 */
import { createHash } from 'node:crypto';
import type { LanguageModel } from '../src/core/llm-model.js';
import {
  CONFIG,
  LIBRARY,
  MANIFEST,
  OLD_MANIFEST,
  readConfig,
  readManifest,
} from '../src/engine/web-llm/model-files.js';

/** A file in the list of a hub; large ones are stored under their SHA-256. */
interface HubFile {
  readonly path: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string };
}

/**
 * What stays pinned of a model: all of it while its library is the same one. Another library makes the size and the hash
 * of the old one untrue, and those of the weights stay.
 */
export function keptPins(
  known: LanguageModel | undefined,
  libraryUrl: string,
): Pick<LanguageModel, 'revision' | 'sha256'> & { readonly downloadBytes: number | null } {
  if (!known) return { revision: null, sha256: {}, downloadBytes: null };
  const { revision, sha256, isSizeExact } = known;
  if (known.libraryUrl === libraryUrl)
    return { revision, sha256, downloadBytes: isSizeExact ? known.downloadBytes : null };
  const others = Object.entries(sha256).filter(([name]) => name !== LIBRARY);
  return { revision, sha256: Object.fromEntries(others), downloadBytes: null };
}

/** @throws Error with a sentence, where the hub does not answer or lacks a file */
export async function pinModel(model: LanguageModel): Promise<LanguageModel> {
  const { origin, pathname } = new URL(model.weightsUrl);
  const repository = pathname.split('/resolve/')[0]!.slice(1);
  const api = `${origin}/api/models/${repository}`;
  const { sha: revision } = JSON.parse(text(await bytesAt(api))) as { readonly sha?: unknown };
  if (typeof revision !== 'string' || !/^[0-9a-f]{40}$/.test(revision))
    throw new Error(`catalogue: invalid commit of ${model.id}: ${String(revision)} — look at ${api}`);
  const listed = JSON.parse(text(await bytesAt(`${api}/tree/${revision}`))) as readonly HubFile[];
  const weightsUrl = `${origin}/${repository}/resolve/${revision}/`;
  const sha256: Record<string, string> = {};
  let downloadBytes = 0;

  const fetched = async (name: string, url = weightsUrl + name): Promise<Uint8Array> => {
    const bytes = await bytesAt(url);
    sha256[name] = createHash('sha256').update(bytes).digest('hex');
    downloadBytes += bytes.length;
    return bytes;
  };
  const { tokenizer } = readConfig(await fetched(CONFIG), !model.embedding);
  const manifest = listed.some(({ path }) => path === MANIFEST) ? MANIFEST : OLD_MANIFEST;
  const shards = readManifest(await fetched(manifest));
  await fetched(tokenizer);
  await fetched(LIBRARY, model.libraryUrl);
  for (const { name, sizeBytes } of shards) {
    const file = listed.find(({ path }) => path === name);
    if (file?.size !== sizeBytes)
      throw new Error(
        `catalogue: invalid size of ${name} of ${model.id}: ${file?.size ?? 'missing'} (wanted ${sizeBytes}) — try again later`,
      );
    if (file.lfs) {
      sha256[name] = file.lfs.oid;
      downloadBytes += sizeBytes;
    } else await fetched(name);
  }
  return { ...model, weightsUrl, revision, sha256, downloadBytes, isSizeExact: true };
}

async function bytesAt(url: string): Promise<Uint8Array> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new Error(`catalogue: no answer from ${url} — run it where the hub is reachable`, { cause });
  });
  if (!response.ok)
    throw new Error(`catalogue: status ${response.status} of ${url} — run it where the hub is reachable`);
  return new Uint8Array(await response.arrayBuffer());
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
