/** @file The list of language models as the page shows it: the catalogue's, and the visitor's own. */
import { obstacleTo, type ModelFit } from '../core/llm-fit';
import type { LanguageModel } from '../core/llm-model';
import type { CachedModelInfo, ModelList } from '../workers/llm-protocol';

/** A model as the list shows it. */
export interface ModelOffer extends ModelFit {
  /** Not from the catalogue. */
  readonly isOwn: boolean;
  /** Null where it is not, or not wholly, on this device. */
  readonly cached: CachedModelInfo | null;
  readonly isIncomplete: boolean;
  /** Of a folder that was picked in this visit. */
  readonly files: readonly File[] | null;
}

/** A model the visitor put into the list in this visit. */
export interface AddedModel {
  readonly model: LanguageModel;
  readonly files: readonly File[] | null;
}

/** The catalogue's models, then those that are the visitor's own. */
export function offersOf(list: ModelList, added: readonly AddedModel[]): ModelOffer[] {
  const { device, fits, cached, incomplete } = list;
  const cachedOf = (id: string): CachedModelInfo | null =>
    cached.find(({ model }) => model.id === id) ?? null;
  const listed = new Set(fits.map(({ model }) => model.id));
  const own = new Map<string, AddedModel>();
  for (const { model } of cached) if (!listed.has(model.id)) own.set(model.id, { model, files: null });
  for (const one of added) {
    const here = own.get(one.model.id);
    own.set(one.model.id, here ? { model: here.model, files: one.files } : one);
  }
  const offerOf = (fit: ModelFit, isOwn: boolean, files: readonly File[] | null): ModelOffer => ({
    ...fit,
    isOwn,
    cached: cachedOf(fit.model.id),
    isIncomplete: incomplete.includes(fit.model.id),
    files,
  });
  return [
    ...fits.map((fit) => offerOf(fit, false, null)),
    ...[...own.values()].map(({ model, files }) =>
      offerOf({ model, ...obstacleTo(model, device), isRecommended: false }, true, files),
    ),
  ];
}
