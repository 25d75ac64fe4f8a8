/** @file The messages between the study worker and those that make runs for it: one discriminated union each way. */
import type { Failure } from '../core/errors';
import type { Run } from '../core/run';
import type { StudySettings } from '../core/study';
import type { BackendName } from '../engine/backend';
import type { RunStep } from '../experiment';

export type ToHelper =
  /** The first message: the study, what its asker's training runs on, and what it is made from (`partsOf`). */
  | {
      readonly type: 'open';
      readonly settings: StudySettings;
      readonly backend: BackendName;
      readonly parts: readonly string[];
    }
  | { readonly type: 'make'; readonly id: number; readonly arm: string; readonly replicate: number }
  | { readonly type: 'abort'; readonly id: number };

export type FromHelper =
  /** Every few seconds, whatever it does. */
  | { readonly type: 'alive' }
  /** Once: data, encoder and backend stand. */
  | { readonly type: 'ready' }
  | { readonly type: 'step'; readonly id: number; readonly step: RunStep }
  | { readonly type: 'run'; readonly id: number; readonly run: Run }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure };
