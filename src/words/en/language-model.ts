/** @file The words of the part of the page that chooses, loads and tries language models, in English. */
import type { FailureCode } from '../../core/errors';
import type { GpuName } from '../../core/gpu-name';
import type { ChatMessage } from '../../core/llm-engine';
import type { Device, DeviceClass, Unsuitability } from '../../core/llm-fit';
import type { LoadPhase, StorageReport } from '../../core/llm-loading';
import type { GenerationReport, JournalSize, Rejection } from '../../core/llm-report';
import type { PromptKind } from '../../core/llm-task';
import type { Manifest } from '../../core/run';
import type { GenerationNumber } from '../../core/generation-settings';
import { number, rate, THIN_SPACE } from './numbers';
import { enWriter } from './generator';

const figure = (n: number): string => (n < 10 ? n.toFixed(1) : n.toFixed(0));

/** 269 000 000 as "269 MB". */
function bytes(n: number): string {
  if (n < 999.5) return `${Math.ceil(n)}${THIN_SPACE}B`;
  const [unit, name] = n >= 999.5e6 ? [1e9, 'GB'] : n >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${figure(n / unit)}${THIN_SPACE}${name}`;
}

function parameters(millions: number): string {
  return millions >= 1000
    ? `${String(Number((millions / 1000).toFixed(1)))} billion parameters`
    : `${Math.round(millions)} million parameters`;
}

/** "q4f16_1" in words: how many bits a weight takes, and how wide the numbers are that it is calculated with. */
function quantisation(code: string): string {
  const [, weights, arithmetic] = /^q(\d+)f(\d+)/.exec(code) ?? [];
  if (weights === undefined || arithmetic === undefined) return code;
  return weights === '0'
    ? `${arithmetic}-bit, not reduced`
    : `${weights}-bit weights, ${arithmetic}-bit sums`;
}

/** What the browser calls the graphics processor. */
function gpuName(gpu: GpuName | null): string {
  return gpu?.description || [gpu?.vendor, gpu?.architecture].filter(Boolean).join(' ') || 'without a name';
}

/** With all that it tells of it, for whoever wants to find the same one. */
function fullGpuName(gpu: GpuName): string {
  const short = [gpu.vendor, gpu.architecture].filter(Boolean).join(' ');
  return gpu.description && short ? `${gpu.description} (${short})` : gpuName(gpu);
}

const devices: Record<DeviceClass, (name: string) => string> = {
  none: () =>
    'This browser gives the page no access to a graphics processor, so no language model can run here. Current Chrome, Edge and Safari on most computers give access; some need it switched on in their settings.',
  software: (name) =>
    `There is no graphics processor here, only a stand-in that the main processor calculates (${name}). The smallest models do run on it, but very slowly: enough to write a few examples, not for a whole study.`,
  phone: (name) =>
    `A phone or tablet with a graphics processor (${name}). Small models run; keep this tab in front while they do.`,
  modest: (name) => `A graphics processor for small models (${name}).`,
  strong: (name) =>
    `A graphics processor that bears models of up to some three billion parameters (${name}).`,
};

const unsuitable: Record<Unsuitability, string> = {
  'no-gpu': 'No graphics processor',
  'no-f16': 'No 16-bit arithmetic',
  'buffer-too-small': 'Buffers too small',
  'too-few-storage-buffers': 'Too few buffers',
  'workgroup-too-small': 'Too little working storage',
  'too-much-memory': 'Too large for this device',
};

const rejections: Record<Rejection, string> = {
  empty: 'nothing in it',
  'too-short': 'too short',
  'too-long': 'too long',
  truncated: 'broken off in the middle',
  'repeats-prompt': 'repeats what the prompt says',
  'repeats-example': 'copies a real example it was shown',
  duplicate: 'there already',
  'wrong-form': 'not a text: markup, a placeholder or a refusal',
  'no-rows': 'a whole answer without a row in it',
};

/** Where the study's words would not fit a model that is fetched or tried out. */
const failures: Partial<Record<FailureCode, { title: string; next: string }>> = {
  'bad-setting': {
    title: 'One of the entries does not work.',
    next: 'The message says which. Change it and try again.',
  },
  'bad-model': {
    title: 'The list of language models could not be read.',
    next: 'Reload the page. The built-in generator works without it.',
  },
  'no-network': {
    title: 'The language model could not be fetched.',
    next: 'Check the connection and try again; what has arrived is kept. If it is your own address, its server must allow other sites to read from it (CORS).',
  },
  'device-lost': {
    title: 'The graphics processor stopped answering.',
    next: 'Try again. If it happens again, close other tabs, or take a smaller model.',
  },
  'out-of-memory': {
    title: 'The graphics processor ran out of memory.',
    next: 'Close other tabs and try again, or take a smaller model.',
  },
  'storage-full': {
    title: 'The browser’s storage is full.',
    next: 'Delete a model that is not needed, or free some space on this device, then go on with the download; what has arrived is kept.',
  },
  'storage-refused': {
    title: 'The browser does not let this page store anything.',
    next: 'Language models need it. Use a window that is not private, and an address that begins with https.',
  },
  'in-use': {
    title: 'Another tab, or another part of this page, works with this model.',
    next: 'Stop what it does there, or close that tab, then try again here.',
  },
  'worker-died': {
    title: 'The part of the page that runs the language model has stopped.',
    next: 'Try again. If it happens again, take a smaller model.',
  },
};

/** Of the room the browser gives. */
function storage({ usedBytes, quotaBytes, isPersistent }: StorageReport): string {
  const room =
    usedBytes === null || quotaBytes === null
      ? 'This browser does not tell how much this page may store.'
      : `This page has about ${bytes(Math.max(0, quotaBytes - usedBytes))} of storage left here and uses ${bytes(usedBytes)}.`;
  return isPersistent
    ? `${room} The browser promises to keep it.`
    : `${room} The browser is asked to keep it when a download begins; if it refuses, it may clear it when space runs short.`;
}

/** How it writes, in a study as in the trial. */
const writing = {
  title: 'How it writes',
  isDefault: 'as the lab does it',
  isOwn: 'changed by you',
  lede: 'The study is written with what stands here. Change it, look at what the model would be told, and let it write three examples before you start. The record of the study keeps all of it.',
  needTexts:
    'The real texts could not be fetched, so there is nothing to try the prompt with. Reload the page.',
  loadingTexts: 'Fetching the real texts …',
  words: 'The words',
  instruction: 'The task',
  labels: 'What belongs under each label',
  topicsOf: (name: string): string => `Topics of ${name}`,
  noTopics: 'no topics: the prompt names none',
  topicsHint: 'Below each label its topics, with commas between, from common to rare.',
  reset: 'Back to the lab’s words',
  knobs: 'The form of the prompt',
  kind: 'Prompt',
  kinds: {
    plain: { name: 'Plain: task and label', note: 'Every request for a label reads the same.' },
    topic: { name: 'Topic', note: 'Each request names one topic of its label, drawn at random.' },
    styles: {
      name: 'Topic and style',
      note: 'A topic and a style, each drawn at random (Chen et al. 2024).',
    },
    persona: {
      name: 'Topic, style and reader',
      note: 'A topic, a style and whom it is written for, each drawn at random (Chen et al. 2024).',
    },
    several: {
      name: 'Several topics, style and reader',
      note: 'The same with three topics that the model combines freely (Chen et al. 2024).',
    },
    attributes: {
      name: 'Attributes',
      note: 'Topic, style, length and place, each drawn at random (Yu et al. 2023).',
    },
  } satisfies Record<PromptKind, { name: string; note: string }>,
  numbers: {
    fewShot: { label: 'Real rows shown', hint: 'With each request, drawn anew.' },
    examplesPerRequest: { label: 'Rows a request', hint: 'Several at a time are faster and less alike.' },
    topics: { label: 'Topics used', hint: 'The first so many of each label.' },
    frequencyPenalty: { label: 'Frequency penalty', hint: 'For each time a token was used in the answer.' },
    presencePenalty: { label: 'Presence penalty', hint: 'Once, for a token that was used in the answer.' },
    suppression: {
      label: 'Word suppression',
      hint: 'Holds back frequent words: the bias of one that makes up 1 % of what was written. −7.5 in Chung et al. 2023, 0 is none.',
    },
    checkedPerClass: { label: 'Rows checked', hint: 'Of each class, in each run.' },
  } satisfies Record<GenerationNumber, { label: string; hint: string }>,
  fewShotHint: (real: number | null): string =>
    real === 0
      ? 'None are shown: the training sets hold no real rows, and only those may be shown.'
      : `Of each label, drawn anew for each request from the ${real ?? 'few'} real rows that the training set holds as well, and from no others.`,
  check: 'Check labels with the language model',
  checkNote:
    'Afterwards the model is asked which label some of its rows have, and the same of real rows, which shows how often it errs. It gives an estimate of the label noise of each tier.',
  resetKnobs: 'Back to the usual form',
  wanted: (least: number, most: number): string =>
    `Please give a number from ${String(least).replace('-', '−')} to ${most}.`,
  file: 'Take all of it from a file',
  fileHint: 'The record of a study that a language model wrote.',
  taken: (name: string): string => `Taken from ${name}.`,
};

/** What came of it. */
const generation = {
  title: 'How the language model wrote',
  lede: 'What it was asked for, what it gave, and why rows were turned away. All replicates together.',
  writtenBy: ({ description, gpus = [] }: Manifest['generator']): string =>
    gpus.length === 0
      ? `${description}. Which graphics processor it ran on is not known.`
      : `${description}, on ${gpus.map(fullGpuName).join(' and on ')}. On another graphics processor the same seeds may give other texts.`,
  rate,
  scrollLabel: 'Table of what the language model wrote, scrolls sideways',
  tier: 'Tier',
  rows: 'Rows',
  ofWanted: (written: number, wanted: number): string => `${number(written)} of ${number(wanted)}`,
  short: 'fewer than asked for',
  requests: 'Requests',
  rejected: 'Turned away',
  tokens: 'Tokens a second',
  interruptions: 'Breakdowns survived',
  noise: 'Label noise',
  noiseNote: 'estimate, 95 % interval',
  noNoise: 'not known',
  reasons: 'Why rows were turned away',
  none: 'None were.',
  judge: ({ judged, disputed }: { judged: number; disputed: number }): string =>
    `Tried on ${number(judged)} real rows, whose labels are right, the model disputed ${number(disputed)} of them; the estimates allow for that.`,
  unanswered: ({ asked, unread }: { asked: number; unread: number }): string =>
    unread === 0
      ? ''
      : `To ${number(unread)} of the ${number(asked)} rows it gave no label that could be read.`,
  noJudge:
    'On real rows the model labels no better than chance, so nothing can be said of the label noise. Larger models judge better.',
};

export const enLlm = {
  title: 'A language model on your GPU',
  lede: 'It is downloaded once, kept in this browser, and works offline from then on. What it writes stays in this tab.',
  looking: 'Looking at what this device can do …',
  again: 'Look again',
  locked: (name: string | null): string =>
    name === null
      ? 'While a study runs, the graphics processor belongs to it.'
      : `${name} is chosen. While a study runs, the graphics processor belongs to it.`,
  device: (kind: DeviceClass, { gpu }: Device): string => devices[kind](gpuName(gpu)),
  nothingLost: 'Nothing is lost: the built-in generator needs none and goes on writing the examples.',
  needsModel: 'This experiment needs one. Most others on the list above do not.',
  useMarkov: 'Use the built-in generator',
  bytes,
  models: {
    legend: 'Language models that run here',
    none: 'None of the models listed runs on this device.',
    others: (n: number): string =>
      n === 1 ? '1 model that does not run here' : `${n} models that do not run here`,
    othersLegend: 'Language models that do not run here',
    recommended: 'Recommended',
    cached: 'On this device',
    incomplete: 'Begun',
    own: 'Your own',
    parameters,
    quantisation,
    download: (n: number, isExact: boolean): string => `${isExact ? '' : 'about '}${bytes(n)} download`,
    onDisk: (n: number): string => `${bytes(n)} on disk`,
    memory: (megabytes: number): string => `${bytes(megabytes * 1e6)} on the GPU`,
    unknown: 'size not known yet',
    unsuitable: (code: Unsuitability, reason: string): string => `${unsuitable[code]}: ${reason}`,
    notListed: (id: string): string =>
      `The link asks for the model “${id}”, which is neither in the list nor on this device. Choose another.`,
  },
  fetch: {
    download: (size: string): string => `Download ${size}`,
    downloadUnknown: 'Download',
    resume: 'Go on with the download',
    fromFolder: 'Copy it into the browser',
    stop: 'Stop',
    stopping: 'Stopping …',
    progressLabel: 'Progress of the language model',
    phase: (phase: LoadPhase): string => enWriter.phases[phase],
    starting: 'Starting',
    amount: (done: number, total: number): string => `${bytes(done)} of ${bytes(total)}`,
    speed: (bytesPerSecond: number): string =>
      bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s` : 'waiting for more',
    stopped: 'Stopped. What has arrived is kept.',
    storage,
    tooLarge: 'It may not fit.',
    here: (name: string, size: string): string =>
      `${name} is on this device and takes ${size}. It works offline.`,
    remove: 'Delete it',
    reallyRemove: (size: string): string => `Really delete ${size}?`,
    doRemove: 'Yes, delete',
    keep: 'Keep it',
    licence: (licence: string): string => `Licence of the weights: ${licence}.`,
    said: {
      done: 'The language model is on this device.',
      stopped: 'The download was stopped.',
    },
  },
  kept: {
    label: 'Rows written before',
    size: ({ bytes: n, rows }: JournalSize): string =>
      `Of studies that language models wrote, ${number(rows)} rows are kept here (about ${bytes(n)}), so that a stopped study goes on without writing them again. The oldest make room for new ones.`,
    forgotten: 'The rows of earlier studies are deleted.',
    forget: 'Delete these rows',
    really: 'Really? A stopped study would have to write its rows again; finished ones stay.',
    doForget: 'Yes, delete them',
    keep: 'Keep them',
  },
  custom: {
    title: 'Use a model of your own',
    lede: 'From a mirror in your own network, or from a folder on this machine. It must be in WebLLM’s form: mlc-chat-config.json, tensor-cache.json, the weights, a tokenizer, and a model library (.wasm).',
    name: 'Name',
    nameHint: 'Any; it stands in the list.',
    weightsUrl: 'Address of the folder with the weights',
    libraryUrl: 'Address of the model library',
    isThinking: 'It thinks aloud before it answers',
    add: 'Put it into the list',
    or: 'or',
    folder: 'Choose a folder on this machine',
    folderHint: 'The library must lie in it, beside the weights.',
    defaultName: 'My model',
  },
  writing,
  generation,
  trial: {
    needModel: 'To let it write, bring the chosen model onto this device.',
    label: 'Write for',
    temperature: 'Temperature',
    temperatureHint: 'From 0.05 to 3.',
    prompt: 'What the model is told',
    roles: {
      system: 'Beforehand',
      user: 'The request',
      assistant: 'Its answer',
    } satisfies Record<ChatMessage['role'], string>,
    write: (n: number): string => `Write ${n} examples`,
    stop: 'Stop',
    stopping: 'Stopping …',
    stopped: 'Stopped.',
    reading: 'The model reads the prompt …',
    stream: 'As it comes',
    kept: 'Accepted',
    noneKept: 'No row has been accepted.',
    rejected: 'Turned away',
    noneRejected: 'None.',
    rejection: (reason: Rejection, n: number): string => `${n} × ${rejections[reason]}`,
    summary: ({ written, wanted, requests, replyTokens, durationMs }: GenerationReport): string =>
      `${written} of ${wanted} rows, ${requests} ${requests === 1 ? 'request' : 'requests'}, ${number(replyTokens)} tokens in ${figure(durationMs / 1000)} s.`,
  },
  failures,
  smaller: (name: string): string => `Take the smaller ${name}`,
};
