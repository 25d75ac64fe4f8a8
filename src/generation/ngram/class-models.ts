/** @file One n-gram model for each class of texts, over one vocabulary: fitted at once, or to more texts later. */
import { LabError, shown } from '../../core/errors';
import { tokenize } from '../../text/tokenize';
import { Vocabulary } from '../../text/vocabulary';
import type { NGramContext } from './context';
import { countWords, NGramModel, type Marks } from './n-gram-model';

export interface ClassModels {
  readonly order: number;
  readonly vocabulary: Vocabulary;
  readonly marks: Marks;
  /** The words of all classes. */
  readonly root: NGramContext;
  /** By class. */
  readonly models: readonly NGramModel[];
  /** Tokens of the longest text. */
  readonly mostTokens: number;
  /** Everything it was fitted to, by class. */
  readonly textsByClass: readonly (readonly string[])[];
}

/** @throws LabError `bad-dataset` where a class has no words to learn from */
export function fitClassModels(textsByClass: readonly (readonly string[])[], order: number): ClassModels {
  const vocabulary = new Vocabulary();
  const idsByClass = textsByClass.map((texts) =>
    texts.map((text) => tokenize(text).map((token) => vocabulary.add(token))).filter((ids) => ids.length > 0),
  );
  const empty = idsByClass.findIndex((texts) => texts.length === 0);
  if (empty >= 0 || idsByClass.length === 0) {
    throw new LabError(
      'bad-dataset',
      `MarkovGenerator: missing texts of class: ${shown(Math.max(0, empty))} (wanted at least one text with a word in it for each class) — add texts to the corpus or leave the class out`,
    );
  }
  const marks = { end: vocabulary.size, begin: vocabulary.size + 1, size: vocabulary.size + 2 };
  const root = countWords(idsByClass.flat(), marks);
  return {
    order,
    vocabulary,
    marks,
    root,
    models: idsByClass.map((texts) => new NGramModel(texts, order, root, marks)),
    mostTokens: longest(idsByClass, 1),
    textsByClass,
  };
}

/**
 * Models of the texts of `known` and of these: as if all had been given at once. Where no word is new, what was counted
 * before is not counted again.
 */
export function extendClassModels(
  known: ClassModels,
  moreByClass: readonly (readonly string[])[],
): ClassModels {
  const { order, vocabulary, marks } = known;
  const textsByClass = known.textsByClass.map((texts, label) => [...texts, ...(moreByClass[label] ?? [])]);
  const idsByClass = textsByClass.map((_, label) =>
    (moreByClass[label] ?? [])
      .map((text) => tokenize(text).map((token) => vocabulary.idOf(token)))
      .filter((ids) => ids.length > 0),
  );
  if (!areAllKnown(idsByClass)) return fitClassModels(textsByClass, order);
  const root = countWords(idsByClass.flat(), marks, known.root);
  return {
    ...known,
    root,
    models: known.models.map((model, label) => new NGramModel(idsByClass[label]!, order, root, marks, model)),
    mostTokens: longest(idsByClass, known.mostTokens),
    textsByClass,
  };
}

function areAllKnown(idsByClass: (number | undefined)[][][]): idsByClass is number[][][] {
  return idsByClass.every((texts) => texts.every((ids) => !ids.includes(undefined)));
}

function longest(idsByClass: readonly (readonly (readonly number[])[])[], least: number): number {
  return idsByClass.flat().reduce((most, ids) => Math.max(most, ids.length), least);
}
