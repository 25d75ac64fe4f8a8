/** @file Two halves of labelled texts, and which of two models, each trained on one half, may judge a text. */
import type { Example } from '../core/example';
import { shuffled, stream } from '../core/random';
import { SourceFinder } from '../text/source-finder';
import { tokenize } from '../text/tokenize';

/** Model f is trained on the texts of fold f. */
type Fold = 0 | 1;

export class CrossFolds {
  /** Of each example. */
  readonly foldOf: readonly Fold[];
  readonly #finder: SourceFinder;

  /**
   * Halves every class at random; texts of the same words are all in one fold, whatever their labels. Equal examples
   * give equal folds.
   */
  constructor(examples: readonly Example[]) {
    const tokenLists = examples.map(({ text }) => tokenize(text));
    this.foldOf = foldsOf(examples, tokenLists);
    this.#finder = new SourceFinder(tokenLists);
  }

  /**
   * The models that may judge a text: the one that has not seen its source. Both, where it has no source among the
   * examples, or sources in both folds that are equally near.
   */
  judgesOf(text: string): readonly Fold[] {
    const sources = this.#finder.sourcesOf(text);
    const isOf = (fold: Fold): boolean => sources.some((source) => this.foldOf[source] === fold);
    const unseen = ([0, 1] as const).filter((fold) => !isOf(fold));
    return unseen.length === 1 ? unseen : [0, 1];
  }
}

function foldsOf(examples: readonly Example[], tokenLists: readonly (readonly string[])[]): Fold[] {
  const same = new Map<string, number[]>();
  tokenLists.forEach((tokens, i) => {
    const words = tokens.join(' ');
    const group = same.get(words);
    if (group) group.push(i);
    else same.set(words, [i]);
  });
  const byClass = new Map<number, number[][]>();
  for (const group of same.values()) {
    const { label } = examples[group[0]!]!;
    const groups = byClass.get(label);
    if (groups) groups.push(group);
    else byClass.set(label, [group]);
  }
  const foldOf = examples.map((): Fold => 0);
  const total = [0, 0];
  for (const [label, groups] of byClass) {
    const own = [0, 0];
    for (const group of shuffled(groups, stream('folds', label))) {
      const fold = smaller(own, total);
      for (const i of group) foldOf[i] = fold;
      own[fold]! += group.length;
      total[fold]! += group.length;
    }
  }
  return foldOf;
}

/** The fold with fewer texts of the class; where they have equally many, the one with fewer of all. */
function smaller(own: readonly number[], total: readonly number[]): Fold {
  const [a, b] = own[0] === own[1] ? total : own;
  return a! <= b! ? 0 : 1;
}
