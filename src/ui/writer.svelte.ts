/** @file Whether the one who is to write the examples can begin; filled in by the part of the page that knows models. */
import type { StudySettings } from '../core/study';

export type WriterBlock = 'looking' | 'not-here';

export class Writer {
  /** Ids of the models that can write at once; null until they are known. */
  readyModels = $state.raw<readonly string[] | null>(null);
  /** Frees the GPU for a study. */
  release: () => Promise<void> = async () => undefined;

  /** What keeps a study with these settings from starting; null where nothing does. */
  blockOf({ model }: StudySettings): WriterBlock | null {
    if (model === null) return null;
    if (this.readyModels === null) return 'looking';
    return this.readyModels.includes(model) ? null : 'not-here';
  }
}
