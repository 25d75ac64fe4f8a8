/** @file What the parts of the model laboratory share. */
import type { Dataset } from '../core/example';
import type { ModelSource } from '../core/model-lab';
import type { ModelStore } from '../experiment/text-laboratory';

export interface ModelPlace {
  /** Where the site's files lie, ending in a slash. */
  readonly siteUrl: string;
  shelf(): Promise<ModelStore>;
  /** The lab's texts. */
  dataset(): Promise<Dataset>;
  /** The models of a source are no longer what they were. */
  forget(source: ModelSource): void;
}
