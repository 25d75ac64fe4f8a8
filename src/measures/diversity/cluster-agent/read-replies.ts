/**
 * @file Asks a judge, and reads its answers. An answer that cannot be read is a value, not an error: the judge is asked
 * again a bounded number of times, and such answers are counted.
 */
import type { SeedPart } from '../../../core/random';
import type { JudgeQuestion, TextJudge, Trait } from '../../../core/text-judge';
import { readJsonBlocks } from './read-json';

export interface Rejected {
  readonly rejected: string;
}

export function isRejected(reply: object): reply is Rejected {
  return 'rejected' in reply;
}

export interface AskOptions {
  readonly judge: TextJudge;
  readonly seed: readonly SeedPart[];
  /** Further attempts after the first. */
  readonly retries: number;
  readonly signal: AbortSignal;
  /** Counts the answers that could not be read. */
  readonly tally: { numRejected: number };
}

/** What the first answer that can be read says; `Rejected` where none could. Each attempt has a seed of its own. */
export async function askUntilRead<T extends object>(
  question: JudgeQuestion,
  { judge, seed, retries, signal, tally }: AskOptions,
  read: (reply: string) => T | Rejected,
): Promise<T | Rejected> {
  let result: T | Rejected = { rejected: 'nothing was asked' };
  for (let attempt = 0; attempt <= retries; attempt++) {
    result = read(await judge.answer(question, [...seed, question.kind, attempt], signal));
    if (!isRejected(result)) return result;
    tally.numRejected++;
  }
  return result;
}

const MOST_TRAITS = 10;
const MOST_NAME_CHARACTERS = 80;
const MOST_SENTENCE_CHARACTERS = 400;

export interface Proposal {
  readonly metadata: readonly Trait[];
  readonly metrics: readonly Trait[];
}

/** `{"metadata": [trait …], "metrics": [trait …]}`; a trait is an object with a name, a text, or an entry by its name. */
export function readProposal(reply: string): Proposal | Rejected {
  for (const value of readJsonBlocks(reply)) {
    if (!isObject(value)) continue;
    const metadata = traitsOf(fieldOf(value, 'metadata'));
    const metrics = traitsOf(fieldOf(value, 'metrics') ?? fieldOf(value, 'metric'));
    if (metadata.length + metrics.length > 0) return { metadata, metrics };
  }
  return { rejected: 'no metadata or metrics in the answer' };
}

/** `{"traits": [trait …]}` or the bare list. */
export function readTraits(reply: string, count: number): { readonly traits: readonly Trait[] } | Rejected {
  for (const value of readJsonBlocks(reply)) {
    const traits = traitsOf(isObject(value) ? (firstList(value) ?? value) : value).slice(0, count);
    if (traits.length > 0) return { traits };
  }
  return { rejected: 'no traits in the answer' };
}

/** `{"criteria": ["…"]}` or the bare list; of objects, their longest text is taken. */
export function readCriteria(
  reply: string,
  count: number,
): { readonly criteria: readonly string[] } | Rejected {
  for (const value of readJsonBlocks(reply)) {
    const list = isObject(value) ? (firstList(value) ?? Object.values(value)) : value;
    if (!Array.isArray(list)) continue;
    const criteria = list
      .map(sentenceOf)
      .filter((text) => text !== '')
      .slice(0, count);
    if (criteria.length > 0) return { criteria };
  }
  return { rejected: 'no criteria in the answer' };
}

export interface ReadClusters {
  /** Numbers of texts, from 1, each in at most one cluster; no cluster is empty. */
  readonly clusters: readonly (readonly number[])[];
}

/**
 * `{"clusters": [{"samples": [1, 2]}]}`, the bare list, lists of numbers, or entries by cluster id. A text that is named
 * twice stays in the first cluster that names it; numbers of no text are passed over. Where a judge counted from 0
 * (a 0 occurs, and the last number does not), its numbers are raised by one.
 */
export function readClusters(reply: string, numTexts: number): ReadClusters | Rejected {
  const blocks = readJsonBlocks(reply);
  // One answer in one block, or an answer that broke off, whose clusters are blocks of their own.
  for (const value of [...blocks, blocks]) {
    const lists = clusterListsOf(value);
    const all = lists.flat();
    const shift = all.includes(0) && !all.includes(numTexts) ? 1 : 0;
    const seen = new Set<number>();
    const clusters: number[][] = [];
    for (const list of lists) {
      const members: number[] = [];
      for (const written of list) {
        const number = written + shift;
        if (number < 1 || number > numTexts || seen.has(number)) continue;
        seen.add(number);
        members.push(number);
      }
      if (members.length > 0) clusters.push(members);
    }
    if (clusters.length > 0) return { clusters };
  }
  return { rejected: 'no clusters in the answer' };
}

/** Whether each of the clusters is valid: `{"clusters": [{"id": 1, "valid": 0}]}`, the bare list, or entries by id. */
export function readVerdicts(
  reply: string,
  numClusters: number,
): { readonly valid: readonly boolean[] } | Rejected {
  const blocks = readJsonBlocks(reply);
  for (const value of [...blocks, blocks]) {
    const entries = verdictEntriesOf(value);
    const valid: (boolean | null)[] = Array<boolean | null>(numClusters).fill(null);
    entries.forEach(({ id, verdict }, i) => {
      const place = (id ?? i + 1) - 1;
      if (place >= 0 && place < numClusters && verdict !== null) valid[place] ??= verdict;
    });
    // A cluster without a verdict was not found wanting.
    if (valid.some((verdict) => verdict !== null)) return { valid: valid.map((verdict) => verdict ?? true) };
  }
  return { rejected: 'no verdicts in the answer' };
}

function clusterListsOf(value: unknown): number[][] {
  const list = Array.isArray(value) ? (value as unknown[]) : isObject(value) ? listIn(value) : [];
  return list.map(membersOf).filter((members) => members.length > 0);
}

/** The clusters of an object: its list of clusters, or its entries by id. An object that is a cluster holds none. */
function listIn(value: Readonly<Record<string, unknown>>): unknown[] {
  const named = fieldOf(value, 'clusters') ?? fieldOf(value, 'groups');
  if (Array.isArray(named)) return named as unknown[];
  if (isObject(named)) return Object.values(named);
  return membersOf(value).length > 0 ? [] : Object.values(value);
}

const MEMBER_FIELDS = [
  'samples',
  'sample_indices',
  'indices',
  'members',
  'texts',
  'sample_ids',
  'items',
  'numbers',
];

function membersOf(cluster: unknown): number[] {
  if (Array.isArray(cluster)) return cluster.map(numberOf).filter((number) => number !== null);
  if (!isObject(cluster)) return [];
  for (const field of MEMBER_FIELDS) {
    const members = fieldOf(cluster, field);
    if (Array.isArray(members)) return membersOf(members);
    if (typeof members === 'number') return membersOf([members]);
    if (typeof members === 'string') return (members.match(/\d+/g) ?? []).slice(0, 1000).map(Number);
  }
  return [];
}

function verdictEntriesOf(value: unknown): { id: number | null; verdict: boolean | null }[] {
  if (Array.isArray(value)) {
    return value.map((entry: unknown) => {
      if (!isObject(entry)) return { id: null, verdict: verdictOf(entry) };
      const id = numberOf(fieldOf(entry, 'id') ?? fieldOf(entry, 'cluster') ?? fieldOf(entry, 'cluster_id'));
      return {
        id,
        verdict: verdictOf(fieldOf(entry, 'valid') ?? fieldOf(entry, 'is_valid') ?? fieldOf(entry, 'score')),
      };
    });
  }
  if (!isObject(value)) return [];
  const named = fieldOf(value, 'clusters') ?? fieldOf(value, 'verdicts') ?? fieldOf(value, 'results');
  if (named !== undefined) return verdictEntriesOf(named);
  if (fieldOf(value, 'valid') !== undefined) return []; // one verdict, not all of them
  return Object.entries(value).map(([id, entry]) => ({
    id: numberOf(id),
    verdict: verdictOf(isObject(entry) ? fieldOf(entry, 'valid') : entry),
  }));
}

function verdictOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value === 1 ? true : value === 0 ? false : null;
  if (typeof value !== 'string') return null;
  if (/^\s*(1|true|valid|yes)\b/i.test(value)) return true;
  return /^\s*(0|false|invalid|not|no)\b/i.test(value) ? false : null;
}

/** The number itself, or the one in a text such as "Text 3". */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null;
  const digits = typeof value === 'string' ? /\d{1,9}/.exec(value) : null;
  return digits ? Number(digits[0]) : null;
}

function traitsOf(value: unknown): Trait[] {
  const list: unknown[] = Array.isArray(value)
    ? value
    : isObject(value)
      ? Object.entries(value).map(([name, definition]) => ({ name, definition }))
      : [];
  const traits: Trait[] = [];
  for (const entry of list.slice(0, MOST_TRAITS)) {
    const name = typeof entry === 'string' ? entry : isObject(entry) ? textOf(fieldOf(entry, 'name')) : '';
    if (name.trim() === '') continue;
    const definition = isObject(entry) ? (fieldOf(entry, 'definition') ?? fieldOf(entry, 'description')) : '';
    traits.push({
      name: name.trim().slice(0, MOST_NAME_CHARACTERS),
      definition: (isObject(definition) ? textOf(fieldOf(definition, 'definition')) : textOf(definition))
        .trim()
        .slice(0, MOST_SENTENCE_CHARACTERS),
    });
  }
  return traits;
}

function sentenceOf(value: unknown): string {
  const texts = isObject(value) ? Object.values(value).map(textOf) : [textOf(value)];
  const longest = texts.reduce((best, text) => (text.length > best.length ? text : best), '');
  return longest.trim().slice(0, MOST_SENTENCE_CHARACTERS);
}

function firstList(value: Readonly<Record<string, unknown>>): unknown[] | undefined {
  return Object.values(value).find((entry): entry is unknown[] => Array.isArray(entry));
}

function fieldOf(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
