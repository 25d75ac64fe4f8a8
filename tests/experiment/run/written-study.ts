/** @file A small study that a scripted language model writes, for the tests of all that happens around it. */
import { expect } from 'vitest';
import type { StudyEvent } from '../../../src/core/events';
import type { ChatRequest } from '../../../src/core/llm-engine';
import {
  resolveWriting,
  DEFAULT_WRITING,
  type GenerationSettings,
} from '../../../src/core/generation-settings';
import { PauseGate } from '../../../src/core/pause';
import type { StudyRecord } from '../../../src/core/run';
import type { StudySettings } from '../../../src/core/study';
import { memoryJournal } from '../../../src/engine/web-llm/memory-journal';
import type { LlmGeneratorPort } from '../../../src/experiment/run/llm-generator-port';
import { runStudy } from '../../../src/experiment/run/run-study';
import { studyOf, withLabelChecks } from '../../../src/experiment/run/study-of';
import { prefetchRows } from '../../../src/experiment/run/prefetch';
import { WebLlmGenerator } from '../../../src/generation/llm/web-llm-generator';
import { ScriptedEngine, type Script } from '../../generation/llm/scripted-engine';
import { dataset, fakePorts, MemoryStore, settings as base } from '../fakes';

export const settings = { ...base, generator: 'webllm', model: 'scripted', values: [0.5, 1] } as const;
export const never = new AbortController().signal;
/** In a reply of the scripted model. */
export const ROWS = 4;

/** Rows that begin with their label, and every fourth of "x" that is really of "y". */
export const write: Script = (request, index) => {
  if (isJudgement(request)) return judge(request);
  const label = /with the label “(\w)”/.exec(request.messages[1]!.content)![1]!;
  return `[${Array.from({ length: ROWS }, (_, i) => {
    const meant = label === 'x' && i === 3 ? 'y' : label;
    return `"${meant} is about thing ${request.seed} ${index} ${i}"`;
  }).join(', ')}]`;
};

export function isJudgement(request: ChatRequest): boolean {
  return request.temperature === 0;
}

/** Knows what a row begins with; of the real rows of the fake dataset, what they say. */
export function judge({ messages }: ChatRequest): string {
  const texts = messages[1]!.content.split('## Texts\n')[1]!.split('\n\n')[0]!.split('\n');
  return `[${texts.map((text) => (/\bx\b/.test(text) ? '"x"' : '"y"')).join(', ')}]`;
}

/** A study with its model, not begun yet; with a journal of its own, where it is given none. */
export function setUp(
  script: Script = write,
  writing: Partial<GenerationSettings> = {},
  over: Partial<LlmGeneratorPort> = {},
  setting: Partial<StudySettings> = {},
) {
  const engine = new ScriptedEngine(script);
  const { journal = memoryJournal() } = over;
  const resolved = resolveWriting(
    {
      ...DEFAULT_WRITING,
      ...writing,
      prompts: { ...DEFAULT_WRITING.prompts, examplesPerRequest: ROWS, ...writing.prompts },
    },
    dataset,
  );
  const { task, prompts } = resolved;
  const gate = new PauseGate();
  let time = 0;
  const now = (): number => (time += 100);
  const writer: LlmGeneratorPort = {
    engine,
    writing: resolved,
    journal,
    gate,
    now,
    open: (told) => new WebLlmGenerator({ engine, task, prompts, journal, gate, now, ...told }),
    ...over,
  };
  let isUnloaded = false;
  const plain = studyOf({ ...settings, ...setting }, dataset.id);
  const study = resolved.checkedPerClass > 0 ? withLabelChecks(plain) : plain;
  const store = new MemoryStore();
  const ports = fakePorts({
    store,
    generator: writer.open({}),
    prefetch: {
      writing: resolved,
      async *write(...asked) {
        try {
          return yield* prefetchRows(asked[0], asked[1], writer, asked[2]);
        } finally {
          isUnloaded = true;
        }
      },
    },
  });
  const run = async (signal = never, onEvent: (event: StudyEvent) => void = () => undefined) => {
    const events: StudyEvent[] = [];
    for await (const event of runStudy(study, settings, ports, signal)) {
      if (event.type === 'run') expect(isUnloaded).toBe(true);
      events.push(event);
      onEvent(event);
    }
    return events;
  };
  return { engine, writer, study, ports, store, run };
}

export function recordOf(events: readonly StudyEvent[]): StudyRecord {
  const last = events.at(-1)!;
  if (last.type !== 'finished') throw new Error('no record');
  return last.record;
}
