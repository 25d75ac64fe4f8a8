/** @file The task that comes with the lab, as far as the page speaks of it before its texts are loaded. */
import type { TaskInfo } from './task';

/** What `npm run data` makes of WordNet 3.1; a test compares the two. */
export const BUILT_IN_TASK: TaskInfo = {
  id: 'what-kind',
  title: 'What kind of thing is it?',
  classNames: ['animal', 'plant', 'food', 'person', 'place', 'artifact', 'body part', 'substance'],
  rows: {
    test: { total: 2400, least: 300 },
    validation: { total: 800, least: 100 },
    pool: { total: 4000, least: 500 },
    corpus: { total: 22253, least: 940 },
  },
  hasOutside: true,
  fingerprint: '9dfc74db1895a0121fca8ba1a4a07305d3b8b46e091c590957cbffe71398b49c',
  textNoun: ['definition', 'definitions'],
  source: 'Noun definitions of WordNet 3.1, © Princeton University, under the WordNet licence.',
  licence: 'licences/wordnet.txt',
};

/** Address of its texts below the site's root. */
export const BUILT_IN_TASK_FILE = 'data/what-kind.json';
