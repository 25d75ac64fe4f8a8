/** @file A language model that is loaded, and all it takes to have it write a study. */
import type { ChatEngine } from '../../core/llm-engine';
import type { RowJournal } from '../../core/llm-report';
import type { ResolvedGenerationSettings } from '../../core/generation-settings';
import type { PauseGate } from '../../core/pause';
import type { TextGenerator } from '../../core/ports';
import type { WebLlmOptions } from '../../generation/llm/web-llm-generator';

export interface LlmGeneratorPort {
  readonly engine: ChatEngine;
  readonly writing: ResolvedGenerationSettings;
  readonly journal: RowJournal;
  readonly gate: PauseGate;
  /** The study's generator with listeners, or with a stand-in for its engine; all that are opened write the same rows. */
  readonly open: (
    options: Pick<WebLlmOptions, 'onText' | 'onRecord' | 'onReport'> & Partial<Pick<WebLlmOptions, 'engine'>>,
  ) => TextGenerator;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}
