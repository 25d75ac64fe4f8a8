/** @file The words of the choice who writes the examples, in English. */
import type { GeneratorKind } from '../../core/generators';
import type { LoadPhase } from '../../core/llm-loading';

export const enWriter = {
  legend: 'Who writes the examples',
  names: {
    markov: { name: 'The built-in generator', note: '(no download)' },
    nano: { name: 'A small transformer', note: '(in this browser, slower)' },
    webllm: { name: 'A language model on your GPU', note: '' },
  } satisfies Readonly<Record<GeneratorKind, { readonly name: string; readonly note: string }>>,
  only: 'The built-in generator writes the examples of this experiment.',
  onlyModel: 'A language model on your GPU writes the examples of this experiment.',
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
