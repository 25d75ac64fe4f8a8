/**
 * @file What each experiment is about, in English: its fields in the designer, what the papers found, how the set-up here
 * differs, how to read the plot. What the page begins with is in `experiment-names.ts`. Figures of papers are those of their own texts; of Zhu et al. only the abstract was open to us.
 */
import type { ExperimentId } from '../../core/experiments';
import type { TaskInfo } from '../../core/task';
import type { FieldWords } from './designer';
import { inWords } from './figures';

type PaperId = 'zhu' | 'chen' | 'chung' | 'attrPrompt' | 'mad' | 'novelSum';

interface Paper {
  readonly cite: string;
  readonly href: string;
}

const papers: Readonly<Record<PaperId, Paper>> = {
  zhu: { cite: 'Zhu et al. 2025 (abstract)', href: 'https://arxiv.org/abs/2506.19262' },
  chen: { cite: 'Chen et al. 2024', href: 'https://arxiv.org/abs/2410.15226' },
  chung: { cite: 'Chung, Kamar and Amershi 2023', href: 'https://arxiv.org/abs/2306.04140' },
  attrPrompt: { cite: 'Yu et al. 2023 (abstract)', href: 'https://arxiv.org/abs/2306.15895' },
  mad: { cite: 'Alemohammad et al. 2024 (abstract)', href: 'https://arxiv.org/abs/2307.01850' },
  novelSum: { cite: 'Yang et al. 2025 (abstract)', href: 'https://arxiv.org/abs/2502.17184' },
};

/** What the designer says of an experiment. */
interface DesignWords {
  /** The field with the values of the axis. */
  readonly axis: FieldWords;
  /** The field with the curves; absent where there is one curve. */
  readonly curves?: FieldWords;
  /** The curves by id, where they are chosen from a list. */
  readonly choices?: Readonly<Record<string, string>>;
  /** The ways to run by id, where there are several. */
  readonly variants?: Readonly<Record<string, string>>;
}

interface Story {
  readonly found: readonly { readonly paper: PaperId; readonly text: string }[];
  /** How far the set-ups differ. */
  readonly differs: string;
  readonly read: string;
}

const zhuClaim = {
  paper: 'zhu',
  text: 'With minimal distribution shift, moderately diverse generated data can improve a fine-tuned model where labelled data is scarce; highly diverse data has a negative impact. No number of theirs is reproduced here.',
} as const;

const separated = 'With commas between.';

const designs: Readonly<Record<ExperimentId, DesignWords>> = {
  temperature: {
    axis: {
      label: 'Temperatures',
      hint: 'One tier each, with commas between. Low is cautious, high is daring.',
    },
  },
  dial: {
    axis: {
      label: 'Places on the dial',
      hint: `0 is nearly all copies, 4 four topics without copies, 8 all topics, 12 all topics at three times the temperature. ${separated}`,
    },
  },
  'top-p': {
    axis: {
      label: 'Values of top-p',
      hint: `One tier each, with commas between. Small keeps to the likeliest words, 1 allows every word.`,
    },
  },
  'prompt-breadth': {
    axis: { label: 'Numbers of topics', hint: `Topics of each class. ${separated}` },
  },
  'prompt-ladder': {
    axis: {
      label: 'Rungs of the ladder',
      hint: '0 is the topic alone, 1 adds styles, 2 adds a persona, 3 combines several topics.',
    },
  },
  'near-duplicates': {
    axis: {
      label: 'Shares of near-duplicates',
      hint: `0 replaces no row, 0.5 every second one. ${separated}`,
    },
    variants: {
      copies: 'Close copies',
      paraphrases: 'Paraphrases',
    },
  },
  subsets: {
    axis: {
      label: 'Spread',
      hint: `0 picks the row nearest to those picked before, 1 the farthest. ${separated}`,
    },
  },
  suppression: {
    axis: {
      label: 'Strengths of suppression',
      hint: `0 is none; higher avoids frequent words more strictly. ${separated}`,
    },
    curves: { label: 'Temperatures', hint: `One curve each. ${separated}` },
  },
  penalties: {
    axis: {
      label: 'Strengths of the penalty',
      hint: `0 is none, 2 the strictest; below 0 repetition is favoured. ${separated}`,
    },
    variants: {
      frequency: 'Frequency: for each time a token was used in the answer',
      presence: 'Presence: once, for a token that was used in the answer',
    },
  },
  mixing: {
    axis: {
      label: 'Shares of generated text',
      hint: `Of the whole training set: 0 is real text only, 1 generated text only. ${separated}`,
    },
    curves: { label: 'Real rows of each class', hint: `One curve each. ${separated}` },
    variants: {
      growing: 'Generated rows come on top of the real ones',
      fixed: 'Generated rows take the place of real ones',
    },
  },
  topics: {
    axis: { label: 'Numbers of topics', hint: `Topics of each class. ${separated}` },
    curves: { label: 'Texts of each topic', hint: `One curve each. ${separated}` },
  },
  shift: {
    axis: { label: 'Temperatures', hint: `How varied the rows are before they are shifted. ${separated}` },
    curves: { label: 'What is changed', hint: 'One curve each.' },
    choices: {
      none: 'Nothing',
      'other-topics': 'Text about other things',
      'label-noise': 'Wrong labels',
      'shuffled-words': 'Words in random order',
    },
  },
  learners: {
    axis: { label: 'Temperatures', hint: `Both classifiers learn from the same rows. ${separated}` },
    curves: { label: 'Which classifier learns', hint: 'One curve each.' },
    choices: {
      network: 'Averaging network, with the pre-trained encoder',
      linear: 'Logistic regression over words and letters',
    },
  },
  scarcity: {
    axis: { label: 'Temperatures', hint: `The same on all curves. ${separated}` },
    curves: { label: 'Labelled rows of each class that the generator sees', hint: 'One curve each.' },
    choices: {
      '2': '2',
      '4': '4',
      '8': '8',
      '16': '16',
      '32': '32',
      '64': '64',
      '128': '128',
      all: 'All there are',
    },
  },
  'label-repair': {
    axis: {
      label: 'Shares of labels repaired',
      hint: `0 leaves every label as it was written, 1 repairs all. ${separated}`,
    },
    curves: { label: 'Temperatures', hint: `One curve each. ${separated}` },
  },
  'self-consumption': {
    axis: {
      label: 'Generations',
      hint: `0 is fitted to real text, 1 to the output of 0, and so on. ${separated}`,
    },
    curves: { label: 'What a generation is fitted to', hint: 'One curve each.' },
    choices: {
      replace: 'Its last output only',
      accumulate: 'All output so far and the real text',
      fresh: 'Its last output and fresh real text',
    },
  },
  'pre-training': {
    axis: {
      label: 'Temperatures of the fine-tuning rows',
      hint: `One column of the grid each. ${separated}`,
    },
    curves: {
      label: 'Variety of the pre-training text',
      hint: 'One body each: it reads about one topic of each class, six, or all.',
    },
    choices: {
      low: 'Low',
      moderate: 'Moderate',
      high: 'High',
    },
  },
};

/** What each experiment is about, where it is run on this task. */
function storiesOf({ classNames, textNoun: [, texts] }: TaskInfo): Readonly<Record<ExperimentId, Story>> {
  const ours = `Here a small classifier of ${inWords(classNames.length)} classes learns from ${texts}, and a generator of word sequences writes them unless you choose a language model. The shape of a curve can be compared, its numbers cannot.`;
  return {
    temperature: {
      found: [
        zhuClaim,
        {
          paper: 'chung',
          text: 'With GPT-3 at temperatures from 0.3 to 1.3, hotter text was more varied in most of eight tasks, and more of its labels were wrong; a classifier taught at 1.3 was still better than one taught at 0.3.',
        },
      ],
      differs: `${ours} Temperature is the dial of Chung et al. and of this lab, not of Zhu et al.: theirs stand first in the list of experiments.`,
      read: 'Left is cautious, right is daring. A curve that rises and falls is an optimum in between; the dotted line is what the few real rows alone bring.',
    },
    learners: {
      found: [zhuClaim],
      differs: `${ours} Neither paper, as far as it was open to us, asks whether another classifier would prefer other text. The second classifier, logistic regression over hashed word and letter n-grams, begins with nothing and has no seed: its replicates differ in their rows alone.`,
      read: 'One curve a classifier, over the same rows. Where both turn at the same place, the optimum belongs to the rows; where one turns and the other goes on, to the classifier. Dotted: the few real rows alone.',
    },
    scarcity: {
      found: [zhuClaim],
      differs: `${ours} In most experiments here labels are scarce for the classifier only: the generator was fitted to all labelled ${texts}. Here it is fitted to as few as the curve says, and the real rows in training are always among them. On the curve of 8, generator and classifier know the same rows and no other. The small transformer was trained on all ${texts} with their labels. It forgets which class each of its starts was for and learns that again from these rows; what its other weights have learned of the classes stays, so its curves flatter few labels.`,
      read: 'One curve a number of labelled rows that the generator has seen; everything else is the same. Dotted are real rows alone: the few that every training set holds, and as many as a generator has seen. A curve that stays at the few is a generator that adds nothing to the rows it has read; one that stays below what it has seen gives less than these rows would themselves.',
    },
    dial: {
      found: [
        zhuClaim,
        {
          paper: 'chung',
          text: 'With GPT-3, hotter text was more varied in most of eight tasks, and more of its labels were wrong.',
        },
      ],
      differs: `${ours} A dial of this lab’s own, made of three: on its left the replacement by copies and in its middle the topics that a review ascribes to Zhu et al., on its right temperature.`,
      read: 'Up to 4 the copies become fewer, from 4 to 8 the topics more, from 8 to 12 the temperature higher. What changes between two neighbouring points is said in the name of each. Dotted: the few real rows alone.',
    },
    'top-p': {
      found: [zhuClaim],
      differs: `${ours} Neither paper, as far as it was open to us, varies top-p; the question is theirs, the knob is another.`,
      read: 'Left, only the likeliest words may follow each other; at 1 every word may. The temperature is the same for all points.',
    },
    'prompt-breadth': {
      found: [
        zhuClaim,
        {
          paper: 'chen',
          text: 'With equally many texts of each topic, 300 thousand topics gave better language models than 100 thousand in 11 of 12 comparisons, all sets weighted up to the same number of words.',
        },
        {
          paper: 'attrPrompt',
          text: 'Prompts that name attributes such as subtopic and style beat prompts that name the class alone, and matched them at 5 % of the querying cost.',
        },
      ],
      differs: `${ours} By a review of it, Zhu et al. guide the generator by topics; the abstract does not say how. A topic here is a cluster of a class’s real texts, and the generator is fitted to the texts of the topics it is given; language models of the papers are told a topic in words.`,
      read: 'Every point has equally many rows. Left they are all about one topic of each class, right about many; each step to the right doubles the topics.',
    },
    'prompt-ladder': {
      found: [
        {
          paper: 'chen',
          text: 'With 620 thousand topics, accuracy after fine-tuning rose from the bare topic (53.03 % with 350 million parameters, 59.88 % with 1.4 billion) over styles (53.37, 60.97) to styles with a persona (54.29, 61.32), and fell again with several topics at once (54.06, 60.59).',
        },
      ],
      differs: `They pre-train language models on billions of GPT-4o’s words and test common sense; here a small language model on your GPU writes a few hundred ${texts}, and a small classifier learns from them.`,
      read: 'Each step to the right is a richer prompt. Look at accuracy and, with the switch above the plot, at how varied the rows came out.',
    },
    'near-duplicates': {
      found: [zhuClaim],
      differs: `${ours} A review of Zhu et al. describes a way to lower diversity by putting paraphrases in the place of generated rows; we could not check it in the paper itself. Here the copies are made by changing a word or two, or, by a language model, as paraphrases.`,
      read: 'Left no row is a copy, right nearly all are. The number of rows stays the same, so what falls is what variety was worth.',
    },
    subsets: {
      found: [
        zhuClaim,
        {
          paper: 'novelSum',
          text: 'A measure of how new each text is went with the performance of instruction-tuned models (correlation 0.97), and choosing texts by it, greedily, beat other ways to choose.',
        },
      ],
      differs: `${ours} Nothing here is generated anew from point to point: all choose from the same pool, so that the generator’s temperature cannot play a part.`,
      read: 'Left the chosen rows lie close together in meaning, right as far apart as the pool allows. A fall at the right end means that the farthest rows are odd rather than useful.',
    },
    suppression: {
      found: [
        {
          paper: 'chung',
          text: 'Suppressing words that came often, and a higher temperature, each made text more varied and labels worse, suppression more so than temperature 1.3. Each alone made the classifier better than temperature 0.3; together they did not add up until labels were repaired.',
        },
      ],
      differs: `${ours} They suppressed the tokens of GPT-3 by a bias of 7.5 for each percent of frequency, 7.5 at most; here the same is done to the words of the generator, and its strength is the axis.`,
      read: 'Left nothing is suppressed. A curve for each temperature: if suppression helps a cold generator and harms a hot one, the two are two ways to the same variety.',
    },
    penalties: {
      found: [zhuClaim],
      differs: `None of the papers told of here, as far as they were open to us, varies a penalty. Chung et al. kept the one on frequency at 0.02 and suppressed frequent words in another way, which is an experiment of its own. Here a small language model on your GPU writes ${texts}, several in one answer, and a small classifier learns from them. A penalty counts every token of the answer, also the marks between its rows, and begins anew with the next request. The shape of a curve can be compared, its numbers cannot.`,
      read: 'At 0 nothing is held back. To the right a token loses more, for each time it was used or once, whichever is chosen; the other penalty and the temperature are the same for all points. Look with the switch above the plot at how varied the rows came out, and at their labels.',
    },
    mixing: {
      found: [
        {
          paper: 'chen',
          text: 'With 34 billion tokens of real text and 350 million parameters, accuracy rose as 1 to 20 billion generated tokens were mixed in and dropped beyond 34 billion: the best mixture was about 37 % generated, and more than half was too much.',
        },
        {
          paper: 'zhu',
          text: 'They mix real and generated data in several proportions, and report that moderately diverse generated data helps where labelled data is insufficient. The proportions are not in the abstract.',
        },
      ],
      differs:
        'They pre-train language models and count tokens; here a classifier is fine-tuned and rows are counted. Each curve has another number of real rows, so that scarce and plenty stand beside each other.',
      read: 'At 0 there is real text only, at 100 % generated text only. Where a curve rises from its left end, generated text helps; the point from which it falls is too much.',
    },
    topics: {
      found: [
        {
          paper: 'chen',
          text: 'With 300 thousand topics, accuracy rose from 10 to 20 texts of each and fell at 30 (350 million parameters, fine-tuned: 52.38, 53.04, 52.62 %); with 100 thousand it went on rising (51.43, 51.83, 51.96 %).',
        },
      ],
      differs: `${ours} Topics are clusters of a class’s real texts. As in the paper, small sets are not given fewer steps of training, so that each arm learns equally long.`,
      read: 'Each curve has another number of texts of each topic. Compare points with equally many rows, such as 4 topics of 12 texts and 12 of 4: if the one with more topics is better, breadth beats volume.',
    },
    shift: {
      found: [
        zhuClaim,
        {
          paper: 'chung',
          text: 'Over eight tasks, the accuracy of the classifier went with right labels (coefficient 0.48), with diversity (0.23) and with similarity to real text (0.20), each when the others are held fixed.',
        },
      ],
      differs: `${ours} The rows of one temperature are the same on all curves; on three of them a share is moved away from real text on purpose, which no paper here does in this way.`,
      read: 'Where the curves lie apart, it is the shift that harms. The view “Variety against shift” puts both measures in one plane, coloured by accuracy.',
    },
    'label-repair': {
      found: [
        {
          paper: 'chung',
          text: 'Diversification alone raised accuracy by 9.4 points, and by 17.8 points once all labels were replaced; 180 replaced labels sufficed to beat few-shot GPT-3.',
        },
      ],
      differs: `${ours} Here two classifiers, each trained on half of all real text, repair the labels: of each row the one that has not seen the real text it is nearest to. They err as well, so even full repair leaves some wrong ones. Repair leaves some classes with more rows than others; before training each is brought to the same number again, by leaving rows out or taking some twice.`,
      read: 'Left labels are as the generator wrote them, right all are repaired. If the hot curve rises to meet the others, its harm was wrong labels.',
    },
    'self-consumption': {
      found: [
        {
          paper: 'zhu',
          text: 'They start from the warning that models trained again and again on their own output collapse, and object that diversity has been neglected.',
        },
        {
          paper: 'mad',
          text: 'Of images: without enough fresh real data in each generation, models progressively lose quality or diversity.',
        },
      ],
      differs:
        'Here the generator is a small model of word sequences, fitted anew in each generation to rows it wrote. It collapses faster than a large model, and for simpler reasons.',
      read: 'At 0 the generator has read real text only. Three curves: only its last output, all output and the real text, or its last output and some fresh real text. Below, the measures show how variety goes.',
    },
    'pre-training': {
      found: [
        {
          paper: 'chen',
          text: 'The diversity of pre-training text went with accuracy before and after fine-tuning. With 350 million parameters the templates differed by 0.52 points before fine-tuning and by 1.65 after it; with 1.4 billion by 1.98 and 1.86, so there the effect was no larger after it.',
        },
      ],
      differs: `They pre-train models of 350 million and 1.4 billion parameters on billions of words of real and generated text, and fine-tune them all on the same instructions. Here a transformer of thirty thousand parameters learns to predict the next piece of a word, from scratch and from generated ${texts} alone: of one topic of each class, of six, or of all, equally many tokens each. It is then fine-tuned as a classifier on rows of each temperature. Before fine-tuning they test common sense; here it is the perplexity of real ${texts}, and how well a linear probe tells the classes apart. In one trial on validation rows of the lab’s own task, fine-tuning bodies that had never been pre-trained did better (41 % against 37 %), while only the probe gained by pre-training (39 % against 30 %): at this size, look at what stands before fine-tuning. Two replicates keep the first run to about a minute; with so few hardly anything can be told from chance, with five far more.`,
      read: 'A line of the grid is a body that read text of low, moderate or high variety; a column is the variety of the fine-tuning rows. Lines that differ alike in all columns mean the two do not depend on each other. The table below the plot holds what each body could do before fine-tuning against what came of it.',
    },
  };
}

export const enExperiments = {
  designs,
  papers,
  storiesOf,
  title: 'What it means',
  paperTitle: 'What the papers found',
  hereTitle: 'What this run found',
  exampleTitle: 'What the recorded run found',
  differsTitle: 'How far the set-ups differ',
  readTitle: 'How to read the plot',
  notYet: 'Nothing yet: run it, and what it finds will stand here.',
  soFar: 'From the runs that are done:',
  moreFindings: (n: number, numShown: number): string =>
    numShown > 0 ? `${n} more, ${n - numShown} of them not shown to hold` : `${n} more, not shown to hold`,
};
