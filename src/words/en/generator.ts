/** @file The words of the choice who writes the examples, in English. */

import type { LoadPhase } from '../../core/llm-loading';

export const enWriter = {
  legend: 'Who writes the examples',
  markov: 'The built-in generator',
  markovNote: '(no download)',
  nano: 'A small transformer',
  nanoNote: '(in this browser, slower)',
  only: 'The built-in generator writes the examples of this experiment.',
  onlyModel: 'A language model on your GPU writes the examples of this experiment.',
  webllm: 'A language model on your GPU',
  looking: 'Looking at what this device can do …',
  notHere: 'Bring the chosen language model onto this device first; the button is below.',
  badWriting: 'One of the entries under “How it writes” needs mending first.',
  phases: {
    download: 'Downloading',
    load: 'Moving the weights to the graphics processor',
    compile: 'Preparing the graphics processor’s programs',
    topics: 'Asking the model for more topics',
  } satisfies Record<LoadPhase, string>,
  smaller: (name: string): string => `Take the smaller ${name}`,
  promise:
    'The language model works in this tab. It takes minutes rather than seconds, and nothing leaves the tab.',
};
