/** @file The words of the choice who writes the examples, in English. */

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
  promise:
    'The language model works in this tab. It takes minutes rather than seconds, and nothing leaves the tab.',
};
