/** @file What a model is called once it runs; known from the cache before it is loaded. */
import { LIBRARY_VERSION } from '../../core/llm-model';
import type { ChatEngine } from '../../core/llm-engine';
import type { CachedModel } from './model-cache';

export type EngineIdentity = Pick<ChatEngine, 'id' | 'description' | 'fingerprint' | 'contextTokens'>;

export function identityOf({
  model,
  fingerprint,
}: Pick<CachedModel, 'model' | 'fingerprint'>): EngineIdentity {
  return {
    id: model.id,
    description: `${model.title}, WebLLM ${LIBRARY_VERSION}`,
    fingerprint: `${LIBRARY_VERSION}-${fingerprint}`,
    contextTokens: model.contextTokens,
  };
}
