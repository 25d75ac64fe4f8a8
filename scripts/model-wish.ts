/** @file The options of `npm run study` that choose a language model. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { StudySettings } from '../src/core/study.js';

/** What the command line says of a language model. */
export interface ModelWish {
  /** An id of the list, or the address of a folder with the weights of another model. */
  readonly model: string;
  /** Address of the model library; null for a model of the list. */
  readonly library: string | null;
  /** A file that says how it writes: a record of a study that one wrote; null for the lab's own way. */
  readonly writing: string | null;
  /** Folder of the browser's profile, in which models stay. */
  readonly profile: string;
  /** Whether the processor may stand in for a GPU. */
  readonly isSoftware: boolean;
}

export const DEFAULT_PROFILE = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'goldilocks',
  'browser',
);

/** Options that speak of a language model and are no settings of the study. */
export const MODEL_OPTIONS = ['library', 'writing', 'profile'] as const;

/** True for what is no id of the list but an address. */
export function isAddress(model: string): boolean {
  return /^https?:\/\//.test(model);
}

/** Options as they were given; true where one has no value. */
export type Given = Readonly<Record<string, string | boolean | undefined>>;

/** What is said of a language model. @throws Error where it is said of none, or not enough */
export function modelWish({ model }: StudySettings, given: Given): ModelWish | null {
  const isSoftware = given.software === true;
  const of = (name: string): string | null => {
    const value = given[name];
    if (value === undefined) return null;
    if (typeof value === 'string' && value !== '') return value;
    throw new Error(`settings: invalid ${name}: "" (wanted a value) — for example --${name} VALUE`);
  };
  const [library, writing, profile] = MODEL_OPTIONS.map(of) as [string | null, string | null, string | null];
  if (model === null) {
    const said = isSoftware ? 'software' : MODEL_OPTIONS.find((name) => given[name] !== undefined);
    if (said === undefined) return null;
    throw new Error(`settings: unneeded ${said} (wanted --generator webllm with it) — leave it out`);
  }
  if (isAddress(model) !== (library !== null)) {
    throw new Error(
      library === null
        ? `settings: missing library: --model "${model}" is an address (wanted --library URL of its .wasm file) — add it, or name a model of the list`
        : `settings: unneeded library: "${library}" (wanted with --model URL only) — leave it out`,
    );
  }
  return { model, library, writing, profile: profile ?? DEFAULT_PROFILE, isSoftware };
}
