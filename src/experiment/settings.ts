/**
 * @file The settings of a study as text and back: one codec for the address bar and the command line,
 * so that a study can be shared as a link and run headless under the same names.
 */
import { BUILT_IN_TASK } from '../core/built-in-task';
import { CLASSIFIER_KINDS, type ClassifierKind } from '../core/classifiers';
import { LabError, shown } from '../core/errors';
import type { AxisInfo, ExperimentId, NumberBounds, SeriesInfo } from '../core/experiments';
import { GENERATORS, generatorsThat, lacksModel } from '../core/generators';
import { EXPECTED_SHAPES, type DesignLock } from '../core/hypothesis';
import { withHypothesis } from '../core/registration';
import type { StudySettings } from '../core/study';
import { isOwnTaskId } from '../core/task';
import type { TrainingSettings } from '../core/training-settings';
import { EXPERIMENT_IDS, EXPERIMENTS, planOf } from './designs';

/** Chosen on the validation split of the default task by the mean accuracy of the two baselines, no tier looked at. */
export const DEFAULT_TRAINING: TrainingSettings = {
  steps: 200,
  batchSize: 32,
  embeddingLearningRate: 0.01,
  learningRate: 0.01,
  hiddenSize: 64,
  wordDropout: 0.4,
};

const COMMON = {
  data: BUILT_IN_TASK.id,
  model: null,
  temperature: 1,
  topP: 1,
  rowsPerClass: 100,
  realRowsPerClass: 8,
  manyRealRowsPerClass: 100,
  replicates: 5,
  seed: 1,
  classifier: 'network',
  // Worked out from the task and the rows.
  training: { ...DEFAULT_TRAINING, steps: null },
} as const;

/** What an experiment starts with. */
export function defaultSettings(experiment: ExperimentId): StudySettings {
  const { axis, series, variants, generators, defaults } = EXPERIMENTS[experiment];
  return {
    ...COMMON,
    ...defaults,
    training: { ...COMMON.training, ...defaults.training },
    experiment,
    variant: variants[0] ?? null,
    generator: generators[0]!,
    values: axis.defaults,
    series: series?.defaults ?? [],
  };
}

export const DEFAULT_SETTINGS: StudySettings = defaultSettings('temperature');

interface NumberSetting extends NumberBounds {
  /** Null where the lab works it out. */
  readonly of: (settings: StudySettings) => number | null;
  readonly set: (settings: StudySettings, value: number) => StudySettings;
}

type NumberField =
  | 'rowsPerClass'
  | 'realRowsPerClass'
  | 'manyRealRowsPerClass'
  | 'replicates'
  | 'seed'
  | 'temperature'
  | 'topP';

function ofStudy(field: NumberField, least: number, most: number, whole = true): NumberSetting {
  const set = (settings: StudySettings, value: number): StudySettings => ({ ...settings, [field]: value });
  return { least, most, whole, of: (settings) => settings[field], set };
}

function ofTraining(
  field: keyof TrainingSettings,
  least: number,
  most: number,
  whole: boolean,
): NumberSetting {
  const set = (settings: StudySettings, value: number): StudySettings => ({
    ...settings,
    training: { ...settings.training, [field]: value },
  });
  return { least, most, whole, of: (settings) => settings.training[field], set };
}

/** In points; at this default the margin is the lab's own: two points, or what such a study finds, if that is less. */
const USUAL_MARGIN = 2;

const MARGIN: NumberSetting = {
  least: 0.1,
  most: 20,
  whole: false,
  of: ({ hypothesis }) => Number((100 * (hypothesis?.margin ?? USUAL_MARGIN / 100)).toPrecision(6)),
  set: (settings, value) => withHypothesis(settings, { margin: value === USUAL_MARGIN ? null : value / 100 }),
};

/** Names as a visitor types them, with the bounds within which a study means anything. */
export const NUMBER_SETTINGS: Readonly<Record<string, NumberSetting>> = {
  rows: ofStudy('rowsPerClass', 1, 2000),
  real: ofStudy('realRowsPerClass', 0, 400),
  manyReal: ofStudy('manyRealRowsPerClass', 1, 400),
  replicates: ofStudy('replicates', 1, 100),
  seed: ofStudy('seed', 0, 2147483647),
  temperature: ofStudy('temperature', 0.05, 10, false),
  topP: ofStudy('topP', 0.01, 1, false),
  steps: ofTraining('steps', 1, 10000, true),
  batch: ofTraining('batchSize', 1, 1024, true),
  learningRate: ofTraining('learningRate', 1e-5, 1, false),
  embeddingLearningRate: ofTraining('embeddingLearningRate', 1e-5, 1, false),
  hidden: ofTraining('hiddenSize', 1, 512, true),
  wordDropout: ofTraining('wordDropout', 0, 0.9, false),
  margin: MARGIN,
};

export const SETTING_NAMES: readonly string[] = [
  'data',
  'experiment',
  'variant',
  'generator',
  'model',
  'classifier',
  'arms',
  'series',
  'expect',
  'lock',
  ...Object.keys(NUMBER_SETTINGS),
];

/**
 * Settings from name–value pairs such as `arms=0.2,1.1,2.2`, `replicates=3`; what is not named keeps the default of
 * its experiment.
 * @throws LabError `bad-setting` at an unknown name or a value out of bounds.
 */
export function parseSettings(pairs: Iterable<readonly [string, string]>): StudySettings {
  const settings = parse(pairs);
  checkModel(settings, false);
  return settings;
}

/** As `parseSettings`; but where a language model alone can write, which one may be left open (`model` null). */
export function parseDraft(pairs: Iterable<readonly [string, string]>): StudySettings {
  const settings = parse(pairs);
  checkModel(settings, true);
  return settings;
}

function parse(pairs: Iterable<readonly [string, string]>): StudySettings {
  const given = [...pairs];
  const experiment = given.findLast(([name]) => name === 'experiment')?.[1];
  const id = experiment === undefined ? 'temperature' : parseChoice('experiment', experiment, EXPERIMENT_IDS);
  const { axis, series, variants, generators } = EXPERIMENTS[id];
  let settings = defaultSettings(id);
  for (const [name, value] of given) {
    if (name === 'steps' && value.trim() === '') continue;
    const number = Object.hasOwn(NUMBER_SETTINGS, name) ? NUMBER_SETTINGS[name] : undefined;
    if (number) settings = number.set(settings, parseNumber(name, value, number));
    else if (name === 'arms') settings = { ...settings, values: parseValues(value, axis) };
    else if (name === 'series') settings = { ...settings, series: parseSeries(value, series) };
    else if (name === 'data') settings = { ...settings, data: parseData(value) };
    else if (name === 'variant') settings = { ...settings, variant: parseChoice(name, value, variants) };
    else if (name === 'classifier') settings = { ...settings, classifier: parseClassifier(value, id) };
    else if (name === 'model') settings = { ...settings, model: parseModel(value) };
    else if (name === 'expect')
      settings = withHypothesis(settings, { expected: parseChoice(name, value, EXPECTED_SHAPES) });
    else if (name === 'lock') settings = withHypothesis(settings, { lock: parseLock(value) });
    else if (name === 'generator')
      settings = { ...settings, generator: parseChoice(name, value, generators) };
    else if (name !== 'experiment')
      throw badSetting('unknown setting', name, `one of ${SETTING_NAMES.join(', ')}`, 'check its spelling');
  }
  return withoutUsualSteps(settings);
}

/**
 * On the built-in task the steps that the lab would choose by itself are left open, so that the link and the stored study
 * of the default settings are those of settings in which nobody chose.
 */
function withoutUsualSteps(settings: StudySettings): StudySettings {
  if (settings.training.steps === null || settings.data !== BUILT_IN_TASK.id) return settings;
  const open = { ...settings, training: { ...settings.training, steps: null } };
  return settings.training.steps === stepsOf(open) ? open : settings;
}

/**
 * The training steps of a study with these settings: those given, or those that follow from the rows and the number of
 * classes. Null where no study can be made of the settings.
 */
export function stepsOf(settings: StudySettings, numClasses?: number): number | null {
  try {
    return planOf(settings, numClasses).training.steps;
  } catch {
    return null;
  }
}

function checkModel(settings: StudySettings, mayBeOpen: boolean): void {
  const { experiment, generator, model } = settings;
  const [other] = EXPERIMENTS[experiment].generators.filter((one) => !GENERATORS[one].takesModel);
  if (lacksModel(settings)) {
    if (!other && mayBeOpen) return;
    const wayOut = `choose a model, or ${other ? `generator=${other}` : 'another experiment'}`;
    throw badSetting('missing model', '', 'the id of a language model', wayOut);
  }
  if (!GENERATORS[generator].takesModel && model !== null) {
    throw badSetting(
      'invalid model',
      model,
      `no model with generator=${generator}`,
      `use generator=${generatorsThat('prompts').join(' or ')}`,
    );
  }
}

/** The settings that differ from the experiment's defaults, as pairs `parseSettings` reads back. */
export function formatSettings(settings: StudySettings): [string, string][] {
  const defaults = defaultSettings(settings.experiment);
  const pairs: [string, string][] = [];
  const add = (name: string, value: string | null, usual: string | null): void => {
    if (value !== null && value !== usual) pairs.push([name, value]);
  };
  add('data', settings.data, DEFAULT_SETTINGS.data);
  add('experiment', settings.experiment, DEFAULT_SETTINGS.experiment);
  add('variant', settings.variant, defaults.variant);
  add('generator', settings.generator, defaults.generator);
  add('model', settings.model, null);
  add('classifier', settings.classifier, defaults.classifier);
  add('arms', settings.values.join(','), defaults.values.join(','));
  add('series', settings.series.join(','), defaults.series.join(','));
  for (const [name, { of }] of Object.entries(NUMBER_SETTINGS)) {
    const value = of(settings);
    add(name, value === null ? null : String(value), String(of(defaults)));
  }
  const { expected = null, lock = null } = settings.hypothesis ?? {};
  add('expect', expected, null);
  add('lock', lock && formatLock(lock), null);
  return pairs;
}

/** "<hash>@<time>", as links and the command line have it. */
export function formatLock({ hash, fixedAt }: DesignLock): string {
  return `${hash}@${fixedAt}`;
}

/**
 * Settings that were stored, by this version of the lab or another; null where they do not say a study of now. Those of
 * before there was a choice of task are of the built-in one, and those of before there was a choice of classifier of the network.
 */
export function readSettings(stored: unknown): StudySettings | null {
  try {
    const { data = COMMON.data, classifier = COMMON.classifier, ...rest } = stored as Partial<StudySettings>;
    return parseSettings(formatSettings({ ...(rest as StudySettings), data, classifier }));
  } catch {
    return null;
  }
}

function parseNumber(name: string, text: string, { least, most, whole }: NumberSetting): number {
  const value = Number(text);
  const isNumber = text.trim() !== '' && (whole ? Number.isInteger(value) : Number.isFinite(value));
  if (!isNumber || value < least || value > most) {
    const wanted = `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`;
    throw badSetting(`invalid ${name}`, text, wanted, 'change it and start again');
  }
  return value;
}

function parseData(text: string): string {
  if (text === BUILT_IN_TASK.id || isOwnTaskId(text)) return text;
  const wanted = `${BUILT_IN_TASK.id}, or own: and the fingerprint of a task`;
  throw badSetting('invalid data', text, wanted, 'leave it out for the task that comes with the lab');
}

function parseLock(text: string): DesignLock {
  const [hash = '', time = ''] = text.split('@');
  const at = Date.parse(time);
  if (!/^[0-9a-f]{64}$/.test(hash) || Number.isNaN(at))
    throw badSetting('invalid lock', text, 'the SHA-256 of a design, @ and a time', 'leave it out');
  return { hash, fixedAt: new Date(at).toISOString() };
}

function parseClassifier(text: string, experiment: ExperimentId): ClassifierKind {
  const kind = parseChoice('classifier', text, CLASSIFIER_KINDS);
  const { classifiers } = EXPERIMENTS[experiment];
  if (classifiers.includes(kind)) return kind;
  const wanted = `${classifiers.join(' or ')} in the experiment ${experiment}, whose arms say what their classifiers are`;
  throw badSetting('invalid classifier', text, wanted, 'leave it out, or choose another experiment');
}

function parseModel(text: string): string {
  if (text.trim() === '' || text.length > 300) {
    throw badSetting('invalid model', text, 'the id of a language model', 'choose a model');
  }
  return text.trim();
}

function parseValues(text: string, axis: AxisInfo): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const { fewest, most } = axis;
  if (values.length < fewest || values.length > most || values.some((value) => isOutside(value, axis))) {
    const wanted = `${fewest} to ${most} ${axis.whole ? 'whole ' : ''}numbers from ${axis.least} to ${axis.greatest}, with commas between`;
    throw badSetting('invalid arms', text, wanted, `for example ${axis.defaults.join(',')}`);
  }
  const ascending = [...new Set(values)].sort((a, b) => a - b);
  if (ascending.length !== values.length)
    throw badSetting('invalid arms', text, 'no value twice', 'leave the second one out');
  return ascending;
}

interface Bounds {
  readonly least: number;
  readonly greatest: number;
  readonly whole: boolean;
}

function isOutside(value: number, { least, greatest, whole }: Bounds): boolean {
  return !(whole ? Number.isInteger(value) : Number.isFinite(value)) || value < least || value > greatest;
}

function parseSeries(text: string, info: SeriesInfo | null): string[] {
  if (info === null)
    throw badSetting('invalid series', text, 'no series with this experiment', 'leave it out');
  const names = text.split(',').map((part) => part.trim());
  const wayOut = `for example ${info.defaults.join(',')}`;
  if (new Set(names).size !== names.length)
    throw badSetting('invalid series', text, 'no curve twice', wayOut);
  if (info.kind === 'choice') {
    if (!names.every((name) => info.choices.includes(name)))
      throw badSetting('unknown series', text, `some of ${info.choices.join(', ')}`, wayOut);
    return info.choices.filter((choice) => names.includes(choice));
  }
  const values = names.map((name) => (name === '' ? NaN : Number(name)));
  if (values.length > info.most || values.some((value) => isOutside(value, info))) {
    const wanted = `1 to ${info.most} ${info.whole ? 'whole ' : ''}numbers from ${info.least} to ${info.greatest}, with commas between`;
    throw badSetting('invalid series', text, wanted, wayOut);
  }
  const ascending = [...new Set(values)].sort((a, b) => a - b);
  if (ascending.length !== values.length) throw badSetting('invalid series', text, 'no curve twice', wayOut);
  return ascending.map(String);
}

function parseChoice<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((c) => c === text);
  if (!choice)
    throw badSetting(`unknown ${name}`, text, `one of ${choices.join(', ')}`, 'choose one of these');
  return choice;
}

function badSetting(what: string, value: string, wanted: string, wayOut: string): LabError {
  return new LabError('bad-setting', `settings: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`);
}
