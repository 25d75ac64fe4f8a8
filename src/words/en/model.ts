/** @file The words of the page that looks into the small language models and trains one, in English. */
import { BUILT_IN_TASK } from '../../core/built-in-task';
import type { FailureCode } from '../../core/errors';
import type { ModelName, ModelSize, ModelSource } from '../../core/model-lab';
import { fileSize, numberOf, probabilityPercent } from './figures';
import { number, rate } from './numbers';

/** The models that the site ships were trained on the built-in task. */
const [text, texts] = BUILT_IN_TASK.textNoun;

/** Seconds in the unit one would say them in. */
function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 100) return `${seconds < 10 ? Math.max(0.1, seconds).toFixed(1) : Math.round(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** "1.3 million weights". */
const parameters = (n: number): string =>
  n < 1e6 ? `${number(Math.round(n / 1000))} thousand weights` : `${(n / 1e6).toFixed(1)} million weights`;

const choices = (n: number): string => (n < 99.95 ? n.toFixed(1) : number(Math.round(n)));

const sizeNames: Record<ModelSize, string> = { tiny: 'Tiny', small: 'Small', shipped: 'As shipped' };

/** Where the study's words would not fit. */
const failures: Partial<Record<FailureCode, { title: string; next: string }>> = {
  'bad-dataset': {
    title: 'These texts cannot be learned from as they are.',
    next: 'The message says where and what was expected. Mend the file, choose another, or change the names of the columns.',
  },
  'bad-setting': {
    title: 'One of the choices does not work.',
    next: 'The message says which. Change it and try again.',
  },
  'bad-model': {
    title: 'The files of the model could not be read.',
    next: 'Reload the page. If it happens again, the site was not published whole, or your own model is damaged: delete it.',
  },
  'bad-record': {
    title: 'What was kept of the training does not fit.',
    next: 'Delete it and begin anew. The message says what does not fit.',
  },
  'device-lost': {
    title: 'The graphics processor stopped answering.',
    next: 'Go on with the training: what was saved is kept. If it happens again, close other tabs first.',
  },
  'out-of-memory': {
    title: 'The computer ran out of memory.',
    next: 'Close other tabs, or choose a smaller size, then try again.',
  },
  'worker-died': {
    title: 'The part of the lab that does the work has stopped.',
    next: 'Try again. A training goes on from where it was last saved.',
  },
  'in-use': {
    title: 'Another tab of this browser is training.',
    next: 'Stop it there or wait for its end: they would write over each other’s work.',
  },
};

export const enModel = {
  title: 'Inside the model',
  lede: 'A language model writes one token after the other. Before each it weighs every token it knows, and then draws one. Here you can watch it weigh, turn up the heat, and train a small one yourself.',
  promise: 'Everything happens in this tab. What you type, choose or train stays in this browser.',
  failures,
  percent: probabilityPercent,
  duration,
  look: {
    title: 'What comes next?',
    source: 'Models of',
    sources: {
      site: () => `the lab’s ${texts}`,
      own: (name: string) => `yours: “${name}”`,
    } satisfies Record<ModelSource, (name: string) => string>,
    text: `The beginning of a ${text}`,
    textHint: 'Type it, or click a token below to add it. The models read it in small letters.',
    clear: 'Clear',
    label: 'Class',
    anyLabel: 'any class',
    temperature: 'Temperature',
    temperatureHint: 'Low: the likeliest token wins. High: anything may come.',
    topP: 'Top-p',
    topPHint: 'Only the likeliest tokens that together hold this share may come.',
    models: {
      markov: {
        title: 'Word counts',
        about:
          'A Markov model: it looks back two words and counts what followed them. It knows whole words only; an unfinished one it takes for a word it has never seen.',
      },
      nano: {
        title: 'Transformer',
        about:
          'A small neural network that looks back on the whole text. Its tokens are pieces of words, so it can also finish a word; such pieces begin with dots.',
      },
    } satisfies Record<ModelName, { title: string; about: string }>,
    load: 'Look into the transformer',
    loadNote: 'Fetches its weights and the code to run it, a few megabytes, from this site.',
    loading: 'Loading …',
    absent: {
      site: 'This copy of the lab was published without the transformer. The word counts beside it work without; and further below you can train a transformer yourself and look into that.',
      own: 'There is no model of yours any more. Train one below, or look into the lab’s.',
    } satisfies Record<ModelSource, string>,
    choices: (n: number): string => choices(n),
    choicesLabel: (n: number): string => (choices(n) === '1.0' ? 'effective choice' : 'effective choices'),
    choicesNote: 'so many equally likely tokens would leave the draw as open',
    kept: (numKept: number, numTokens: number): string =>
      numKept === numTokens
        ? `All ${number(numTokens)} tokens can come.`
        : `Top-p lets ${number(numKept)} of ${number(numTokens)} tokens through.`,
    tableLabel: (model: string): string => `${model}: what may come next`,
    add: (token: string, share: string): string => `Add “${token}”, ${share}`,
    cut: 'cut by top-p',
    end: 'the text ends',
    rest: (n: number): string =>
      n === 0 ? 'nothing else' : `everything else, ${numberOf(n, 'token', 'tokens')}`,
    scale: (ceiling: string): string => `Full width is ${ceiling}`,
    beyond: 'longer than shown',
    write: 'Write on',
    writeLabel: (model: string): string => `Let “${model}” write on`,
    writing: 'Writing …',
    writtenLabel: 'Written on',
    takeOver: 'Take it over',
    nothingWritten: 'It ended at once.',
  },
  train: {
    title: 'Train one yourself',
    lede: 'A transformer learns by guessing the next token, again and again, and being corrected. Choose what it reads; a tiny one can be watched while it learns. It can pause, it survives a closed tab, and at the end it is yours.',
    form: 'What to train',
    texts: 'Texts',
    siteTexts: `The lab’s ${texts}`,
    ownTexts: 'A file of yours',
    file: { label: 'Your file', hint: 'CSV, TSV or JSONL; in any other text file every line is a text.' },
    fileWords: {
      choose: 'Choose a file or drop it here',
      chooseOther: 'Choose another, or drop it here',
      remove: 'Remove the file',
      size: fileSize,
    },
    textColumn: { label: 'Column of the texts', hint: 'In CSV its heading, in JSONL its key.' },
    labelColumn: {
      label: 'Column of the classes',
      hint: 'Optional. Left empty, “label” is taken if there is one.',
      none: '“label”, if there is one',
    },
    size: 'Size',
    sizes: sizeNames,
    sizeNotes: {
      tiny: '2 layers of width 32',
      small: '3 layers of width 64',
      shipped: '4 layers of width 128',
    } satisfies Record<ModelSize, string>,
    epochs: { label: 'Epochs', hint: 'How often it reads all texts, 1 to 500.' },
    seed: { label: 'Seed', hint: 'A whole number. The same seed gives the same model on one machine.' },
    start: 'Train',
    estimate: 'How long will it take?',
    estimating: 'Measuring a few steps …',
    needFile: 'Choose a file to begin.',
    needColumn: 'Name the column of the texts.',
    replaces: 'This replaces the interrupted training above.',
    plan: {
      epoch: (ms: number): string => `About ${duration(ms)} an epoch on this machine, measured just now`,
      total: (ms: number): string => `${duration(ms)} in all`,
      texts: (numTexts: number, numValidation: number): string =>
        `${numberOf(numTexts, 'text', 'texts')} to learn from, ${number(numValidation)} to check on`,
      labels: (n: number): string => (n === 0 ? 'no classes' : numberOf(n, 'class', 'classes')),
      model: (numParameters: number, numPieces: number): string =>
        `${parameters(numParameters)}, ${number(numPieces)} pieces of words`,
      steps: (steps: number, tokens: number): string =>
        `${numberOf(steps, 'step', 'steps')} an epoch, ${number(tokens)} tokens to guess`,
      cut: (n: number): string =>
        `${numberOf(n, 'text is', 'texts are')} longer than the model reads and ${n === 1 ? 'loses its' : 'lose their'} end`,
    },
    interrupted: {
      title: 'A training was interrupted',
      about: (name: string, size: ModelSize, step: number, numSteps: number): string =>
        `${sizeNames[size]}, of “${name}”: ${number(step)} of ${number(numSteps)} steps are done.`,
      goOn: 'Go on with it',
      forget: 'Delete it',
    },
    preparing: {
      texts: 'Reading the texts',
      pieces: 'Learning the pieces of words',
      model: 'Setting up the model',
      none: 'Starting the lab',
    },
    progressLabel: 'Progress of the training',
    epoch: (epoch: number, epochs: number): string => `Epoch ${number(epoch)} of ${number(epochs)}`,
    steps: (step: number, numSteps: number): string => `step ${number(step)} of ${number(numSteps)}`,
    tokensPerSecond: (n: number): string => `${rate(n)} tokens a second`,
    pause: 'Pause',
    pausing: 'Pausing …',
    goOn: 'Go on',
    stop: 'Stop',
    stopping: 'Stopping …',
    paused: 'Paused. Close the tab if you like: it can go on later.',
    kept: (step: number): string => `Saved in this browser up to step ${number(step)}.`,
    notKept: {
      'storage-full': 'The browser’s storage is full: the training goes on, but it ends with this tab.',
      'storage-refused':
        'This browser stores nothing, perhaps because the window is private: the training goes on, but it ends with this tab.',
    },
    stopped: 'Stopped. What was reached is kept above.',
    milestones: {
      running: 'The training goes on.',
      paused: 'The training is paused.',
      done: 'The training is done.',
    },
    curve: {
      label: (training: string, validation: string): string =>
        `Loss over the epochs. Training ${training}, validation ${validation}.`,
      training: 'Training',
      validation: 'Validation',
      guessing: 'guessing blindly',
      epochs: 'Epochs',
      loss: 'Loss: nats a token, lower is better',
      none: '–',
      value: (loss: number): string => loss.toFixed(2),
      perplexity: (loss: number): string =>
        `On texts it has not learned from it is now as unsure as if it chose among ${choices(Math.exp(loss))} tokens.`,
    },
    samples: 'What it writes by now',
    sampleAt: (step: number): string => `step ${number(step)}`,
  },
  own: {
    title: 'Your model',
    about: (name: string, size: ModelSize, epochs: number): string =>
      `${sizeNames[size]}, trained on “${name}”, ${numberOf(epochs, 'epoch', 'epochs')}`,
    facts: (numParameters: number, perplexity: number, date: string): string =>
      `${parameters(numParameters)}; unsure as among ${choices(perplexity)} tokens on texts it did not learn from; finished on ${date}.`,
    date: (iso: string): string =>
      new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }),
    notKept: 'This browser could not store it: it is gone with this tab, unless you download it.',
    look: 'Look into it',
    manifest: 'Download nano.json',
    weights: 'Download nano.bin',
    size: (bytes: number): string => `both files ${(bytes / 1e6).toFixed(1)} MB`,
    remove: 'Delete it',
    confirm: 'Delete it for good?',
    yes: 'Yes, delete',
    no: 'Keep it',
  },
};
