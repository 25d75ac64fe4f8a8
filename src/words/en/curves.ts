/** @file The words of figures with several curves, in English. */

export const enCurves = {
  looksLabel: 'How to draw it',
  looks: { curves: 'Curves', grid: 'Grid', plane: 'Variety against shift' },
  logarithmic: 'equal factors at equal distances',
  legend: { label: 'Show or hide curves' },
  grid: {
    name: 'Grid of accuracies, scrolls sideways',
    lede: 'Mean accuracy and its 95 % interval. The bluer a cell, the better; the best has a frame. Press one to read what it learned from.',
  },
  plane: {
    across: 'To the right',
    up: 'Upwards',
    name: (across: string, up: string): string => `Runs by ${across} and ${up}, coloured by accuracy`,
    upwards: (up: string, unit: string): string => `${up} (${unit}), farther from real text the higher`,
    unequal:
      'These training sets are not equally large, and larger ones have more room for variety: compare those of equal size.',
    colour: 'Accuracy',
  },
  coefficients: {
    title: 'What goes with accuracy, the rest being equal',
    lede: 'A linear regression over all training sets: how many standard deviations accuracy changes with one standard deviation more, and the 95 % interval. Hollow where nothing is shown once all of them are looked at together.',
    interval: (low: string, high: string): string => `${low} to ${high}`,
    left: 'lower accuracy',
    right: 'higher accuracy',
  },
  fit: {
    caption: (isStraight: boolean, isOne: boolean): string =>
      `${isStraight ? 'A straight line' : 'A parabola'} fitted to ${isOne ? 'the' : 'each'} curve (over the logarithm of a setting that grows by factors), with the 95 % band in which the fit lies, other seeds and test rows considered. Whether it is the right shape, it does not say.`,
  },
  beforeAfter: {
    title: 'Before fine-tuning and after it',
    name: 'What each body could do before fine-tuning and after it, scrolls sideways',
    lede: 'Means over replicates, and between which replicates they lie. What of this may be chance stands among the findings.',
    perplexity: { label: 'Perplexity of real text', note: 'before, lower is better' },
    probe: { label: 'Linear probe', note: 'before, accuracy' },
    after: { label: 'Fine-tuned', note: 'mean of all columns, accuracy' },
    apart: 'How far apart',
    one: 'one replicate',
    range: (least: string, greatest: string): string => `${least} to ${greatest}`,
    times: (ratio: number): string => `${ratio.toFixed(2)} times`,
    points: (share: number): string => `${(100 * share).toFixed(1)} points`,
  },
  caption: {
    curves:
      'A large mark is the mean of a training set, its bar a 95 % interval, a small mark one classifier. Curves are moved a little sideways so that their bars do not hide each other.',
    grid: 'The same means as in the curves.',
    plane:
      'A small mark is one classifier, an outline the mean of a training set. Where accuracy changes upwards but not to the right, it goes with the distance from real text rather than with variety.',
  },
};
