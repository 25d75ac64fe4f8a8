/** @file How one request is put: the visitor's way of asking, with what the arm of an experiment wants otherwise. */
import type { LlmTask, PromptKind, PromptSettings } from '../../core/llm-task';
import type { GenerationRequest } from '../../core/ports';
import { stream } from '../../core/random';
import { writeParaphrasePrompt, writePrompt, type Prompt } from './prompts';

/** The rungs of the prompt ladder, by their number. */
const RUNGS: readonly PromptKind[] = ['topic', 'styles', 'persona', 'several'];

/** The settings of one request; what an experiment varies it says in the request, and that goes first. */
export function promptsOf(
  { suppression, frequencyPenalty, presencePenalty, source, count, topic }: GenerationRequest,
  prompts: PromptSettings,
): PromptSettings {
  const own: Partial<PromptSettings>[] = [
    { examplesPerRequest: Math.max(1, Math.min(prompts.examplesPerRequest, count)) },
  ];
  // The request says how much is taken off, the prompt what is added.
  if (suppression !== undefined) own.push({ suppression: suppression === 0 ? 0 : -suppression });
  if (frequencyPenalty !== undefined) own.push({ frequencyPenalty });
  if (presencePenalty !== undefined) own.push({ presencePenalty });
  if (source?.kind === 'prompt') own.push({ kind: RUNGS[source.rung] ?? 'topic' });
  if (source?.kind === 'topics') {
    const kind = prompts.kind === 'plain' || topic !== undefined ? 'topic' : prompts.kind;
    own.push({ kind, topics: source.topics });
  }
  return Object.assign({}, prompts, ...own) as PromptSettings;
}

/** The prompt of request `index` of those for a class; drawn from a stream of its own, so that it can be written again. */
export function promptOf(
  task: LlmTask,
  request: GenerationRequest,
  settings: PromptSettings,
  index: number,
): Prompt {
  const { label, paraphrasesOf, real = [], topic, seed } = request;
  if (paraphrasesOf) {
    const texts = textsOf(paraphrasesOf, settings, index);
    return { messages: writeParaphrasePrompt(task, label, texts), shown: texts };
  }
  const { topics } = task.labels[label]!;
  const only = topic === undefined || topics.length === 0 ? null : topics[topic % topics.length]!;
  return writePrompt(task, label, settings, real, stream(...seed, 'prompt', index), only);
}

/** Rows that request `index` asks for. */
export function rowsAskedFor(
  { paraphrasesOf }: GenerationRequest,
  settings: PromptSettings,
  index: number,
): number {
  return paraphrasesOf ? textsOf(paraphrasesOf, settings, index).length : settings.examplesPerRequest;
}

function textsOf(texts: readonly string[], { examplesPerRequest }: PromptSettings, index: number): string[] {
  return texts.slice(index * examplesPerRequest, (index + 1) * examplesPerRequest);
}
