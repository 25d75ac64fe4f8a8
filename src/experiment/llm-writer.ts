/** @file A language model that is loaded, and all it takes to have it write a study. */
import type { ChatEngine } from '../core/llm-engine';
import type { LoadProgress } from '../core/llm-loading';
import type { RowJournal } from '../core/llm-report';
import type { ResolvedWriting } from '../core/llm-writing';
import type { PauseGate } from '../core/pause';
import type { TextGenerator } from '../core/ports';
import type { WebLlmOptions } from '../generation/llm/web-llm-generator';

export interface LlmWriter {
  readonly engine: ChatEngine;
  readonly writing: ResolvedWriting;
  readonly journal: RowJournal;
  readonly gate: PauseGate;
  /** Tells that listener, and no other any more, how far the model is loaded: it is when something is first asked of it. */
  readonly hearLoading?: (listener: (progress: LoadProgress) => void) => void;
  /** The study's generator with listeners; all that are opened write the same rows. */
  readonly open: (told: Pick<WebLlmOptions, 'onText' | 'onRecord' | 'onReport'>) => TextGenerator;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}
