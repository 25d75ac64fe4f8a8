/** @file What the page says of itself and of the papers, below what it shows, in English. */
import type { TaskInfo } from '../../core/task';
import { inWords, numberOf } from './figures';

/** Names of classes that are listed; of more, the first ones. */
const MOST_LISTED = 12;

function listed(names: readonly string[]): string {
  if (names.length > MOST_LISTED) return `${names.slice(0, MOST_LISTED).join(', ')} and others`;
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

interface Item {
  readonly title: string;
  readonly text: string;
}

export const enBackground = {
  about: {
    title: 'What you are seeing',
    items: ({ title, classNames, textNoun: [one, many], source, rows }: TaskInfo): readonly Item[] => [
      {
        title: 'The exam',
        text: `A classifier reads one ${one} after the other and answers the question “${title}” with one of ${inWords(classNames.length)} classes: ${listed(classNames)}. The real ${many}: ${source} The test rows are real, fixed, and never seen by the generator.`,
      },
      {
        title: 'The teaching examples',
        text: `A word-by-word generator writes labelled ${many}. In the experiment the page opens with, its temperature differs: low temperatures repeat the likeliest phrases, high ones are varied but drift away from real text and from their label. Classes are balanced and training steps are equal in all training sets of an experiment, so only what it asks about differs.`,
      },
      {
        title: 'What the generator knew',
        text: `Before it wrote a row, the word-by-word generator was fitted to ${numberOf(rows.corpus.total, `labelled ${one}`, `labelled ${many}`)} of the same kind as the test rows, unless the experiment says otherwise. So an optimum near temperature 1 is partly built in, and labels are scarce for the classifier only, not for the generator. The experiment “Scarcity” lets the generator see few as well. What it was in a study stands beside its curve.`,
      },
      {
        title: 'The bars',
        text: 'Each large mark is the mean of a tier. Its bar is a 95 % interval that covers both kinds of chance: another draw of rows and seeds, and another choice of test rows. The record also holds two narrower ones that cover only one kind each.',
      },
      {
        title: 'The dashed lines',
        text: 'Where there are any, two baselines learn from real rows alone. The lower one has only the few real rows that every tier gets as well: what lies above it, the generated rows have earned. The other has many real rows: what people’s own examples would have brought.',
      },
      {
        title: 'The verdict',
        text: 'It compares the tiers pairwise, replicate by replicate and test row by test row, and allows for having picked the best of several. The best is a set: all tiers that cannot be told apart from it. Where a difference could be chance, it says so.',
      },
      {
        title: 'The limits',
        text: `One task of ${inWords(classNames.length)} classes, a small classifier, and a simple generator that knows word sequences and no meaning. The shape of the curve is what to look at; its numbers do not carry over to large language models.`,
      },
    ],
  },
  papers: {
    title: 'The papers behind the question',
    items: [
      {
        cite: 'Zhu et al. 2025, What Matters in LLM-generated Data: Diversity and Its Effect on Model Fine-Tuning',
        href: 'https://arxiv.org/abs/2506.19262',
        link: 'arXiv 2506.19262',
        text: 'Their abstract reports that, with minimal distribution shift, moderately diverse LLM-generated data can enhance performance where labelled data is insufficient, whereas highly diverse data has a negative impact. This page tests that qualitative claim in small; it reproduces none of their numbers.',
      },
      {
        cite: 'Chen et al. 2024, On the Diversity of Synthetic Data and its Impact on Training Large Language Models',
        href: 'https://arxiv.org/abs/2410.15226',
        link: 'arXiv 2410.15226',
        text: 'They propose a diversity score from an LLM cluster agent and find that diversity correlates positively with pre-training and fine-tuning performance.',
      },
    ],
  },
};
