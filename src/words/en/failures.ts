/** @file What can go wrong, in words a student understands, and what to do next. */
import type { FailureCode } from '../../core/errors';
import type { StudyWarning, WarningCode } from '../../core/events';

export const failures = {
  'bad-setting': {
    title: 'One of the settings does not work.',
    next: 'Look at the settings below, mend the one that is marked, and start again.',
  },
  'bad-dataset': {
    title: 'The lab’s texts could not be read.',
    next: 'Reload the page. If it happens again, the site was not published whole; tell whoever runs it.',
  },
  'bad-model': {
    title: 'The lab’s starting classifier could not be read.',
    next: 'Reload the page. If it happens again, the site was not published whole; tell whoever runs it.',
  },
  'bad-record': {
    title: 'A stored study could not be read.',
    next: 'Start a new study; the unreadable one does not disturb it.',
  },
  'no-network': {
    title: 'A part of the lab could not be fetched.',
    next: 'Check the connection and try again; if it stays so, reload the page. Once everything is loaded, the study itself needs no network.',
  },
  'no-backend': {
    title: 'This browser cannot do the calculations.',
    next: 'Update the browser or try another one; a current Chrome, Edge, Firefox or Safari will do.',
  },
  'gpu-missing': {
    title: 'This browser gives no access to a graphics processor.',
    next: 'Use a current Chrome, Edge or Safari on a computer with a graphics processor, or choose the built-in generator, which needs none.',
  },
  'gpu-unsuitable': {
    title: 'This graphics processor cannot run that language model.',
    next: 'Choose one of the models that are marked as suitable; the list says what the others lack.',
  },
  'model-incompatible': {
    title: 'The parts of this language model do not fit together.',
    next: 'Its library was built for another version of WebLLM, or its tokenizer belongs to another model. Choose a model from the list, or get the files that go with this version.',
  },
  'unreadable-answers': {
    title: 'The model’s answers could not be read.',
    next: 'It does not keep to the form it is asked for, as small models often do not. Choose a larger one.',
  },
  'bad-language-model': {
    title: 'There is no language model there.',
    next: 'Check the address or the folder: it must hold mlc-chat-config.json, tensor-cache.json, the weights and the tokenizer.',
  },
  'download-broken': {
    title: 'The language model arrived damaged or not at all.',
    next: 'Try again; what arrived whole is kept. A network that asks you to log in first may have answered instead.',
  },
  'device-lost': {
    title: 'The graphics processor stopped answering.',
    next: 'Nothing that was finished is lost. Resume the study; if it happens again, close other tabs first.',
  },
  'out-of-memory': {
    title: 'The computer ran out of memory.',
    next: 'Close other tabs, or choose fewer rows in the settings, then start again.',
  },
  'storage-full': {
    title: 'The browser’s storage is full.',
    next: 'Free some space and start again. What was finished is still shown below; download the table to keep it.',
  },
  'storage-refused': {
    title: 'The browser does not let this page store anything.',
    next: 'Start again; the study runs without storage, but it cannot be resumed after the tab is closed.',
  },
  'worker-died': {
    title: 'The part of the lab that does the work has stopped.',
    next: 'Nothing that was finished is lost. Resume the study, or start it again.',
  },
  'in-use': {
    title: 'Another tab of this browser is busy with the same thing.',
    next: 'Stop it there or wait for its end, then try again here.',
  },
  aborted: {
    title: 'The study was stopped.',
    next: 'Resume it whenever you like.',
  },
  internal: {
    title: 'Something went wrong that nobody foresaw.',
    next: 'Try again. If it happens again, the exact message below helps whoever looks into it.',
  },
} satisfies Record<FailureCode, { title: string; next: string }>;

export const warnings = {
  'storage-refused':
    'This browser does not let the page store anything, perhaps because the window is private. The study runs all the same; it cannot be resumed once the tab is closed.',
  'storage-full':
    'The browser’s storage is full. The study goes on, but from here it cannot be resumed once the tab is closed. Download the record at the end to keep it.',
  'slow-backend':
    'This browser offers only its slowest way of calculating, so the study takes longer. The result is the same.',
  'backend-changed':
    'The earlier runs of this study were calculated in another way. Numbers may differ in the last digits.',
  'design-changed':
    'The settings are not those that were fixed. The study runs all the same, but its design does not count as fixed before the run.',
  'helper-lost':
    'One of the threads that share the work has stopped. The others do its part, so the study takes longer. The result is the same.',
  'short-tier':
    'A tier could not write as many rows as were asked for, so it learned from fewer different ones: where only some classes fell short, their rows were taken several times. Read its point with care.',
  'empty-class':
    'In some training sets a class had no generated row left, so it was learned from real rows alone or not at all. These sets are not balanced. Give more rows in the settings, or read their points with care.',
  'few-topics':
    'The language model named fewer topics than the study asks for. Those it named come again where more are wanted.',
  underfitted:
    'Some classifiers had too few steps to learn their own training rows. Their points may lie too low, and differences may be those of training alone. Give more steps in the settings.',
} satisfies Record<WarningCode, string>;

/** A warning in one line, with its details, as a record keeps it. */
export function warningMessage(warning: StudyWarning): string {
  switch (warning.code) {
    case 'storage-refused':
      return warning.reason ?? 'this browser keeps no data for the page';
    case 'storage-full':
      return warning.reason;
    case 'slow-backend':
      return `training runs in plain JavaScript, many times slower: ${warning.problems.join('; ')}`;
    case 'backend-changed':
      return `earlier runs were trained on ${warning.earlier}, the rest is on ${warning.now}`;
    case 'design-changed':
      return `the settings were changed after the design was fixed at ${warning.fixedAt}: it was not fixed before the run`;
    case 'helper-lost':
      return `a second thread gave up: ${warning.reason}`;
    case 'short-tier': {
      const { tier, replicate, className, numRows, numRequested } = warning;
      return `${tier}, replicate ${replicate + 1}, ${className}: ${numRows} of ${numRequested} rows could be written`;
    }
    case 'empty-class': {
      const { tier, className, replicates } = warning;
      const which = replicates.map((replicate) => replicate + 1).join(', ');
      return `${tier}, ${className}: no generated row in replicate ${which}, so the classes are not balanced`;
    }
    case 'underfitted':
      return `after ${warning.steps} steps fewer than 90 % of the own training rows are learned: ${warning.arms.join(', ')}`;
    case 'few-topics': {
      const { className, numTopics, numRequested } = warning;
      return `${className}: ${numTopics} of ${numRequested} topics could be named, so they come again`;
    }
  }
}

export const failureDetail = 'The exact message';
