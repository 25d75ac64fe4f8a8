/**
 * @file The prompts. A plain one names the task and the label; the ladder adds a topic, then a style, then a reader
 * (Chen et al. 2024, appendix F); the attribute prompt draws topic, length, style and place at random (Yu et al. 2023).
 * What a prompt draws comes from the stream of its request, so that it can be written again alone.
 */
import type { ChatMessage } from '../../core/llm-engine';
import type { LlmTask, PromptKind, PromptSettings } from '../../core/llm-task';
import type { GenerationRequest } from '../../core/ports';
import { type Rng, sampleWithout, stream } from '../../core/random';

/** Topics that are combined in one request, where several are. */
const SEVERAL = 3;

export interface Prompt {
  readonly messages: readonly ChatMessage[];
  /** The real rows shown. */
  readonly shown: readonly string[];
}

const SYSTEM =
  'You write training examples for a text classifier. You answer with a JSON array of strings and nothing else.';

/**
 * @param real texts of the label that may be shown
 * @param rng draws the topic, the style and so on, and the rows shown
 * @param topic the one to write about; null to have it drawn
 */
export function writePrompt(
  task: LlmTask,
  label: number,
  settings: PromptSettings,
  real: readonly string[],
  rng: Rng,
  topic: string | null = null,
): Prompt {
  const { name, description } = task.labels[label]!;
  const shown = sampleWithout(real, settings.fewShot, rng);
  const wishes = wishesOf(task, label, settings, topic, rng);
  const [fewest, most] = task.words;
  const count = settings.examplesPerRequest;
  const noun = count === 1 ? task.textNoun : task.textNounPlural;
  const others = task.labels.filter((_, i) => i !== label).map((other) => other.name);
  const lines = [
    '# Task',
    task.instruction,
    '',
    '## Label',
    `${name}: ${description}`,
    ...(others.length > 0 ? [`Not: ${others.join(', ')}.`] : []),
    '',
    ...(shown.length > 0 ? ['## Real examples of this label', ...shown.map((text) => `- ${text}`), ''] : []),
    ...(wishes.length > 0 ? ['## Wishes', ...wishes.map((wish) => `- ${wish}`), ''] : []),
    '## Answer',
    `Write ${count} new ${noun} with the label “${name}”, each about something different, ` +
      `${fewest} to ${most} words long${shown.length > 0 ? ', unlike the examples above' : ''}. ` +
      `Answer with a JSON array of ${count} ${count === 1 ? 'string' : 'strings'}.`,
  ];
  return {
    messages: [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: lines.join('\n') },
    ],
    shown,
  };
}

function wishesOf(
  task: LlmTask,
  label: number,
  { kind, topics }: PromptSettings,
  topic: string | null,
  rng: Rng,
): string[] {
  const pick = (from: readonly string[]): string | null =>
    from.length > 0 ? from[rng.integer(from.length)]! : null;
  const wish = (start: string, value: string | null): string[] =>
    value === null ? [] : [`${start}${value}`];
  if (kind === 'plain') return [];
  const offered = topic === null ? task.labels[label]!.topics.slice(0, topics) : [topic];
  const wishes =
    kind === 'several'
      ? wish('Topics, to be combined freely: ', sampleWithout(offered, SEVERAL, rng).join('; ') || null)
      : wish('Topic: ', pick(offered));
  if (kind === 'topic') return wishes;
  wishes.push(...wish('Style: ', pick(task.styles)));
  if (kind === 'persona' || kind === 'several') wishes.push(...wish('Written for: ', pick(task.personas)));
  if (kind === 'attributes') {
    const [fewest, most] = task.words;
    const middle = Math.floor((fewest + most) / 2);
    const [from, to] = rng.integer(2) === 0 ? [fewest, middle] : [Math.min(middle + 1, most), most];
    wishes.push(`Length: ${from} to ${to} words`, ...wish('Place: ', pick(task.places)));
  }
  return wishes;
}

/** Asks for each of the texts in other words. */
export function writeParaphrasePrompt(
  task: LlmTask,
  label: number,
  texts: readonly string[],
): readonly ChatMessage[] {
  const { name, description } = task.labels[label]!;
  return [
    { role: 'system', content: SYSTEM },
    {
      role: 'user',
      content: [
        '# Task',
        task.instruction,
        '',
        '## Label',
        `${name}: ${description}`,
        '',
        `## ${task.textNounPlural}`,
        ...texts.map((text, i) => `${i + 1}. ${text}`),
        '',
        '## Answer',
        `Say each of these ${texts.length} in other words: the same meaning, the same label, about as long. ` +
          `Answer with a JSON array of ${texts.length} ${texts.length === 1 ? 'string' : 'strings'}, in this order.`,
      ].join('\n'),
    },
  ];
}

/** Asks for narrower subjects of a label, where the task names none or too few; those that it names are not asked for again. */
export function writeTopicsPrompt(task: LlmTask, label: number, count: number): readonly ChatMessage[] {
  const { name, description, topics } = task.labels[label]!;
  const others = topics.length > 0 ? `These are named already: ${topics.join('; ')}.\n` : '';
  const different = topics.length > 0 ? 'other' : 'different';
  return [
    { role: 'system', content: 'You answer with a JSON array of strings and nothing else.' },
    {
      role: 'user',
      content:
        `Label “${name}”: ${description}.\n${others}Name ${count} ${different} topics that ${task.textNounPlural} with this label ` +
        `can be about, from common to rare, one to four words each. Answer with a JSON array of ${count} strings.`,
    },
  ];
}

/** Asks which label each text has. */
export function writeJudgePrompt(task: LlmTask, texts: readonly string[]): readonly ChatMessage[] {
  return [
    {
      role: 'system',
      content:
        'You label texts. You answer with a JSON array of labels, one for each text in order, and nothing else.',
    },
    {
      role: 'user',
      content: [
        '# Task',
        task.instruction,
        '',
        '## Labels',
        ...task.labels.map(({ name, description }) => `- ${name}: ${description}`),
        '',
        '## Texts',
        ...texts.map((text, i) => `${i + 1}. ${text.replace(/\s+/g, ' ').slice(0, 600)}`),
        '',
        `## Answer`,
        `The labels of the ${texts.length} texts in order, as a JSON array.`,
      ].join('\n'),
    },
  ];
}

/* How one request is put: the visitor's way of asking, with what the arm of an experiment wants otherwise. */

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
