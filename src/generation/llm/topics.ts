/** @file Topics of a label, named by the model itself: for datasets whose task names none. */
import type { ChatEngine } from '../../core/llm-engine';
import type { LlmTask } from '../../core/llm-task';
import { seedNumber, type SeedPart } from '../../core/random';
import { rowsGrammar } from './grammar';
import { writeTopicsPrompt } from './prompts';
import { readReply } from './read-reply';
import { cleanText } from './row-filter';

const TOKENS_PER_TOPIC = 12;
const MOST_CHARACTERS = 60;

/** At most `count` different topics; fewer where the model repeats itself. */
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
  const topics = new Map<string, string>();
  for (const row of readReply(reply.text, reply.finish === 'stop').rows) {
    const topic = cleanText(row.text);
    const same = topic.toLowerCase();
    if (row.isWhole && topic !== '' && topic.length <= MOST_CHARACTERS && !topics.has(same))
      topics.set(same, topic);
  }
  return [...topics.values()].slice(0, count);
}
