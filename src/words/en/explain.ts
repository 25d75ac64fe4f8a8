/** @file The words that say why a run did as it did, in English. The sentences of the causes come with the explanation. */
import type { CauseId } from '../../core/explain';
import { wholePercent } from './numbers';

const causes: Readonly<Record<CauseId, string>> = {
  labelNoise: 'Wrong labels',
  outOfScope: 'About none of the classes',
  shift: 'Told from real text',
  coverage: 'Real text that is covered',
  duplicates: 'Near-duplicates',
};

export const enExplain = {
  title: 'Why did it do as it did?',
  lede: 'The lab learns from these rows once more and watches which of them help and which hurt. It takes a few seconds.',
  start: 'Explain this run',
  working: 'Learning from its rows once more …',
  stop: 'Stop',
  unknownStudy: 'This study was made by another version of the lab, so its runs cannot be made again here.',
  ownBodies:
    'A run of this experiment cannot be explained: its classifier began with a network that was pre-trained for this study and is not kept.',
  busy: 'A study is running. Its runs can be explained when it is finished or stopped.',
  causes,
  causesTitle: 'What is the matter with its rows',
  notable: 'worse than real text',
  cannotTell: 'cannot be told',
  value: wholePercent,
  legend: { own: 'this run', real: 'as many real rows', best: 'the best training set of the study' },
  hurtingTitle: 'The rows that hurt most',
  hurtingLede:
    'Learning from these raised the loss on real validation rows. Crossed out is the label of a generated row where a classifier that has not seen its source in real text gives another.',
  helpingTitle: 'The rows that helped most',
  noHurting: 'No row raised the loss.',
  more: (n: number): string => `${n} more`,
  isReal: 'real',
  oracle: (rows: number, accuracy: number): string =>
    `What stands for the truth here are two classifiers, each trained on half of ${rows} real rows. A row is judged by the one that did not learn from the real text it is nearest to. They are right on ${wholePercent(accuracy)} of the test rows, so they err as well.`,
};
