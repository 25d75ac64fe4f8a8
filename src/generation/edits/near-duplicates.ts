/**
 * @file Near-duplicates at fixed n: a share of each class's rows gives way to close copies, or paraphrases, of the others
 * (the replacement of Zhu et al. 2025).
 */
import type { Example } from '../../core/example';
import { sampleWithout, stream, type Rng, type SeedPart } from '../../core/random';
import { detokenize, tokenize } from '../../text/tokenize';
import { chosenRows, rowsByClass } from './chosen-rows';

/** A row that gives way, and the row of its class that is said again in its place. */
export interface Replacement {
  readonly row: number;
  readonly original: number;
}

/**
 * Which of n rows of a class give way to which others: round(share · n), but never all of them. What gives way at one
 * share does so at every greater one.
 */
export function replacements(n: number, share: number, seed: readonly SeedPart[]): Replacement[] {
  const order = chosenRows(n, 1, seed);
  const count = Math.min(Math.round(share * n), Math.max(0, n - 1));
  const kept = order.slice(count);
  return order.slice(0, count).map((row) => ({
    row,
    original: kept[stream(...seed, 'original', row).integer(kept.length)]!,
  }));
}

/** The texts to be said again, of each class that has any: what a paraphraser is asked for, in the order it answers. */
export function textsToRepeat(
  rows: readonly Example[],
  share: number,
  seed: readonly SeedPart[],
): Map<number, string[]> {
  const texts = [...rowsByClass(rows)].map(([label, own]): [number, string[]] => [
    label,
    replacements(own.length, share, [...seed, label]).map(({ original }) => own[original]!.text),
  ]);
  return new Map(texts.filter(([, own]) => own.length > 0));
}

/**
 * The rows with a share of them replaced by the given texts, which say again what `textsToRepeat` listed. Of a class for
 * which fewer came than were asked for, the rest stays as it is.
 */
export function replaceByRepeats<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
  repeats: ReadonlyMap<number, readonly string[]>,
): Example[] {
  return [...rowsByClass(rows)].flatMap(([label, own]) => {
    const out: Example[] = own.slice();
    replacements(own.length, share, [...seed, label]).forEach(({ row }, i) => {
      const text = repeats.get(label)?.[i];
      if (text !== undefined) out[row] = { text, label };
    });
    return out;
  });
}

/** The rows with a share of them replaced by close copies of the others. */
export function replaceByCopies<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
): Example[] {
  const words = new Map(
    [...rowsByClass(rows)].map(([label, own]) => [label, own.flatMap(({ text }) => tokenize(text))]),
  );
  const copies = [...textsToRepeat(rows, share, seed)].map(([label, texts]): [number, string[]] => [
    label,
    texts.map((text, i) => closeCopy(text, words.get(label)!, stream(...seed, 'copy', label, i))),
  ]);
  return replaceByRepeats(rows, share, seed, new Map(copies));
}

/**
 * A text with one word dropped, doubled, swapped with its neighbour, or replaced by one of `words`; another text than the
 * one given, and never an empty one. A text without words comes back as it is.
 */
export function closeCopy(text: string, words: readonly string[], rng: Rng): string {
  const tokens = tokenize(text);
  if (tokens.length === 0) return text;
  const at = rng.integer(tokens.length);
  const changes = [
    tokens.filter((_, i) => i !== at),
    [...tokens.slice(0, at), words[rng.integer(Math.max(1, words.length))] ?? '', ...tokens.slice(at + 1)],
    tokens.map((token, i) => (i === at ? (tokens[at + 1] ?? token) : i === at + 1 ? tokens[at]! : token)),
    [...tokens.slice(0, at), tokens[at]!, ...tokens.slice(at)],
  ];
  const isCopy = (changed: readonly string[]): boolean =>
    changed.some((token) => token !== '') &&
    (changed.length !== tokens.length || changed.some((token, i) => token !== tokens[i]));
  // A doubled word always makes a copy; the others may leave nothing, or the text as it was.
  const change = sampleWithout(changes, changes.length, rng).find(isCopy)!;
  return detokenize(change.filter((token) => token !== ''));
}
