/**
 * @file The settings of a study as text and back: one codec for the address bar and the command line,
 * so that a study can be shared as a link and run headless under the same names.
 */
import { LabError } from './errors';
import type { StudySettings } from './study';

export const DEFAULT_SETTINGS: StudySettings = {
  experiment: 'temperature',
  generator: 'markov',
  model: null,
  values: [0.2, 0.5, 0.8, 1.1, 1.5, 2.2],
  rowsPerClass: 100,
  realRowsPerClass: 8,
  manyRealRowsPerClass: 100,
  replicates: 5,
  seed: 1,
};

export interface NumberSetting {
  readonly field: 'rowsPerClass' | 'realRowsPerClass' | 'manyRealRowsPerClass' | 'replicates' | 'seed';
  readonly least: number;
  readonly most: number;
}

/** Names as a visitor types them, with the bounds within which a study means anything. */
export const NUMBER_SETTINGS: Readonly<Record<string, NumberSetting>> = {
  rows: { field: 'rowsPerClass', least: 1, most: 2000 },
  real: { field: 'realRowsPerClass', least: 0, most: 400 },
  manyReal: { field: 'manyRealRowsPerClass', least: 1, most: 400 },
  replicates: { field: 'replicates', least: 1, most: 100 },
  seed: { field: 'seed', least: 0, most: 2147483647 },
};

/** How many temperatures a study may have, and how low and high they may be. */
export const ARMS_BOUNDS = { fewest: 2, most: 24, least: 0.05, greatest: 10 } as const;

export const SETTING_NAMES: readonly string[] = [
  'experiment',
  'generator',
  'model',
  'arms',
  ...Object.keys(NUMBER_SETTINGS),
];

/**
 * Settings from name–value pairs such as `arms=0.2,1.1,2.2`, `replicates=3`; what is not named keeps its default.
 * @throws LabError `bad-setting` at an unknown name or a value out of bounds.
 */
export function parseSettings(pairs: Iterable<readonly [string, string]>): StudySettings {
  const settings: { -readonly [K in keyof StudySettings]: StudySettings[K] } = { ...DEFAULT_SETTINGS };
  for (const [name, value] of pairs) {
    const number = Object.hasOwn(NUMBER_SETTINGS, name) ? NUMBER_SETTINGS[name] : undefined;
    if (number) settings[number.field] = parseWhole(name, value, number.least, number.most);
    else if (name === 'arms') settings.values = parseValues(value);
    else if (name === 'experiment') settings.experiment = parseChoice(name, value, ['temperature']);
    else if (name === 'model') settings.model = parseModel(value);
    else if (name === 'generator') settings.generator = parseChoice(name, value, ['markov', 'webllm']);
    else
      throw badSetting('unknown setting', name, `one of ${SETTING_NAMES.join(', ')}`, 'check its spelling');
  }
  if (settings.generator === 'webllm' && settings.model === null) {
    throw badSetting(
      'missing model',
      '',
      'the id of a language model',
      'choose a model, or generator=markov',
    );
  }
  if (settings.generator === 'markov' && settings.model !== null) {
    throw badSetting(
      'invalid model',
      settings.model,
      'no model with generator=markov',
      'use generator=webllm',
    );
  }
  return settings;
}

/** The settings that differ from the defaults, as pairs `parseSettings` reads back. */
export function formatSettings(settings: StudySettings): [string, string][] {
  const pairs: [string, string][] = [];
  if (settings.experiment !== DEFAULT_SETTINGS.experiment) pairs.push(['experiment', settings.experiment]);
  if (settings.generator !== DEFAULT_SETTINGS.generator) pairs.push(['generator', settings.generator]);
  if (settings.model !== null) pairs.push(['model', settings.model]);
  const values = settings.values.join(',');
  if (values !== DEFAULT_SETTINGS.values.join(',')) pairs.push(['arms', values]);
  for (const [name, { field }] of Object.entries(NUMBER_SETTINGS)) {
    if (settings[field] !== DEFAULT_SETTINGS[field]) pairs.push([name, String(settings[field])]);
  }
  return pairs;
}

function parseWhole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
    throw badSetting(
      `invalid ${name}`,
      text,
      `a whole number from ${least} to ${most}`,
      'change it and start again',
    );
  }
  return value;
}

function parseModel(text: string): string {
  if (text.trim() === '' || text.length > 300) {
    throw badSetting('invalid model', text, 'the id of a language model', 'choose a model');
  }
  return text.trim();
}

function parseValues(text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const { fewest, most, least, greatest } = ARMS_BOUNDS;
  const isOutside = (value: number): boolean => !Number.isFinite(value) || value < least || value > greatest;
  if (values.length < fewest || values.length > most || values.some(isOutside)) {
    const wanted = `${fewest} to ${most} temperatures from ${least} to ${greatest}, with commas between`;
    throw badSetting('invalid arms', text, wanted, 'for example 0.2,1.1,2.2');
  }
  const ascending = [...new Set(values)].sort((a, b) => a - b);
  if (ascending.length !== values.length) {
    throw badSetting('invalid arms', text, 'no temperature twice', 'leave the second one out');
  }
  return ascending;
}

function parseChoice<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((c) => c === text);
  if (!choice)
    throw badSetting(`unknown ${name}`, text, `one of ${choices.join(', ')}`, 'choose one of these');
  return choice;
}

function badSetting(what: string, value: string, wanted: string, wayOut: string): LabError {
  return new LabError({ code: 'bad-setting', place: 'settings', what, value, wanted, wayOut });
}
