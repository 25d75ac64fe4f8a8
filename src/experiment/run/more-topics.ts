/** @file Topics that a language model names itself, where an experiment needs more of them than its task has. */
import type { StudyWarning } from '../../core/events';
import type { ChatEngine } from '../../core/llm-engine';
import type { RowJournal } from '../../core/llm-report';
import type { LlmTask } from '../../core/llm-task';
import type { ResolvedGenerationSettings } from '../../core/generation-settings';
import { fingerprintText } from '../../core/random';
import type { Study } from '../../core/study';
import { proposeTopics } from '../../generation/llm/topics';

/** Most requests for topics of one label; each asks for those that are still missing. */
const MOST_ROUNDS = 4;

/** How many topics of each class the arms of a study may ask for; 0 where they leave topics to the prompt. */
export function topicsNeeded({ arms }: Pick<Study, 'arms'>): number {
  return Math.max(
    0,
    ...arms.map(({ recipe }) => {
      const source = recipe.generated?.source;
      if (source?.kind === 'topics') return source.topics;
      return source?.kind === 'prompt' ? 1 : 0;
    }),
  );
}

/** The language model that names topics, and the journal that stores them. */
export interface TopicTools {
  readonly engine: ChatEngine;
  readonly journal: RowJournal;
  readonly seed: number;
  /** Receives the number of labels done, of those that lack topics. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface NamedTopics {
  readonly writing: ResolvedGenerationSettings;
  /** For each label that still has fewer topics than an arm may request; its topics are then used again. */
  readonly shortfalls: readonly StudyWarning[];
}

/**
 * The prompt settings with enough topics of each class. The topics they have come first; the model names the rest, or
 * fewer where it repeats itself. The journal stores them, so that the same study finds the same topics.
 */
export async function withTopics(
  writing: ResolvedGenerationSettings,
  needed: number,
  tools: TopicTools,
  signal: AbortSignal,
): Promise<NamedTopics> {
  const { prompts } = writing;
  const wantedOf = (has: number): number => {
    // A prompt that names topics cannot do without any.
    const least = Math.max(needed, prompts.kind === 'plain' ? 0 : 1);
    return has === 0 && least > 0 ? Math.max(least, prompts.topics) : least;
  };
  let { task } = writing;
  const missing = task.labels.filter(({ topics }) => topics.length < wantedOf(topics.length));
  for (const [done, { name }] of missing.entries()) {
    tools.onProgress?.(done, missing.length);
    const label = task.labels.findIndex((one) => one.name === name);
    const { topics } = task.labels[label]!;
    task = withTopicsOf(task, label, await topicsFor(task, label, wantedOf(topics.length), tools, signal));
  }
  if (missing.length > 0) tools.onProgress?.(missing.length, missing.length);
  const shortfalls = task.labels
    .filter(({ topics }) => topics.length < needed)
    .map(({ name, topics }): StudyWarning => ({
      code: 'few-topics',
      className: name,
      numTopics: topics.length,
      numRequested: needed,
    }));
  return { writing: { ...writing, task }, shortfalls };
}

async function topicsFor(
  task: LlmTask,
  label: number,
  wanted: number,
  { engine, journal, seed }: TopicTools,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const keyOf = ({ labels, textNounPlural }: LlmTask): string =>
    fingerprintText(JSON.stringify([engine.fingerprint, textNounPlural, labels[label], wanted, seed]));
  const kept = await journal.readTopics(keyOf(task));
  if (kept) return kept;
  let grown = task;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { topics } = grown.labels[label]!;
    if (topics.length >= wanted) break;
    const more = await proposeTopics(
      engine,
      grown,
      label,
      wanted - topics.length,
      [seed, 'topics', round],
      signal,
    );
    grown = withTopicsOf(grown, label, [...topics, ...more]);
  }
  const { topics } = grown.labels[label]!;
  // Under its own name as well: a resumed study brings these topics, and must not request more.
  await journal.keepTopics(keyOf(task), topics);
  await journal.keepTopics(keyOf(grown), topics);
  return topics;
}

function withTopicsOf(task: LlmTask, label: number, topics: readonly string[]): LlmTask {
  return { ...task, labels: task.labels.map((one, i) => (i === label ? { ...one, topics } : one)) };
}
