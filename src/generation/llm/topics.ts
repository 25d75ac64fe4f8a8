/** @file Topics of a label, named by the model itself: for datasets whose task names none, or too few. */
import type { ChatEngine } from '../../core/llm-engine';
import type { LlmTask } from '../../core/llm-task';
import { seedNumber, type SeedPart } from '../../core/random';
import { rowsGrammar } from './grammar';
import { writeTopicsPrompt } from './prompts';
import { readReply } from './read-reply';
import { cleanText } from './row-filter';

const TOKENS_PER_TOPIC = 12;
const MOST_CHARACTERS = 60;

/** At most `count` different topics that the task does not name; fewer where the model repeats itself. */
export async function proposeTopics(
  engine: ChatEngine,
  task: LlmTask,
  label: number,
  count: number,
  seed: readonly SeedPart[],
  signal: AbortSignal,
): Promise<string[]> {
  const reply = await engine.chat(
    {
      messages: writeTopicsPrompt(task, label, count),
      maxTokens: count * TOKENS_PER_TOPIC + TOKENS_PER_TOPIC,
      temperature: 0.7,
      topP: 0.95,
      frequencyPenalty: 0,
      presencePenalty: 0,
      seed: seedNumber(...seed, 'topics', label),
      grammar: rowsGrammar(count),
      wordBias: [],
    },
    signal,
  );
  const known = new Set(task.labels[label]!.topics.map((topic) => topic.toLowerCase()));
  const topics = new Map<string, string>();
  for (const row of readReply(reply.text, reply.finish === 'stop').rows) {
    // Lists of topics are written with commas, or semicolons, between.
    const topic = cleanText(row.text).split(/[,;]/)[0]!.trim();
    const same = topic.toLowerCase();
    if (
      row.isWhole &&
      topic !== '' &&
      topic.length <= MOST_CHARACTERS &&
      !known.has(same) &&
      !topics.has(same)
    )
      topics.set(same, topic);
  }
  return [...topics.values()].slice(0, count);
}
