/** @file Whether the one who is to write the examples can begin; filled in by the part of the page that knows models. */
import type { Failure } from '../core/errors';
import type { LanguageModel } from '../core/llm-model';
import type { GenerationSettings } from '../core/generation-settings';
import type { StudySettings } from '../core/study';

export type GeneratorBlock = 'looking' | 'not-here' | 'faulty';

/** What to say of a failure of a study that a language model writes. */
export interface GeneratorFailure {
  /** Where the study's own words would not fit. */
  readonly words: { readonly title: string; readonly next: string } | null;
  /** A smaller model that may do better. */
  readonly smaller: LanguageModel | null;
}

const NOTHING: GeneratorFailure = { words: null, smaller: null };

export class GeneratorState {
  /** Ids of the models that can write at once; null until they are known. */
  readyModels = $state.raw<readonly string[] | null>(null);
  /** How a model is to write, as it stands in the form; null until there is one. */
  prompts = $state.raw<GenerationSettings | 'faulty' | null>(null);
  /** What the form is to be filled with. */
  given = $state.raw<GenerationSettings | null>(null);
  /** Frees the GPU for a study. */
  release: () => Promise<void> = async () => undefined;
  explain = $state.raw<(failure: Failure, modelId: string | null) => GeneratorFailure>(() => NOTHING);

  /** What keeps a study with these settings from starting; null where nothing does. */
  blockOf({ model }: StudySettings): GeneratorBlock | null {
    if (model === null) return null;
    if (this.readyModels === null) return 'looking';
    if (!this.readyModels.includes(model)) return 'not-here';
    return this.prompts === 'faulty' ? 'faulty' : null;
  }

  /** How a study with these settings is written; null where no language model writes it. */
  promptsOf({ model }: StudySettings): GenerationSettings | null {
    return model === null || this.prompts === 'faulty' ? null : this.prompts;
  }

  /** The part of the page that knows models is gone. */
  forget(): void {
    this.release = async () => undefined;
    this.explain = () => NOTHING;
    this.readyModels = this.prompts = null;
  }
}
