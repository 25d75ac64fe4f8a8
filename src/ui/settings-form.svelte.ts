/** @file The settings as they are being typed: the text is kept whatever it says, and each field knows its own fault. */
import { EXPERIMENTS } from '../core/experiments';
import { DEFAULT_SETTINGS, NUMBER_SETTINGS, parseSettings } from '../core/settings';
import type { StudySettings } from '../core/study';
import { messages } from './messages';

/** Fields of the form, under the names of the address and the command line. */
export const FIELD_NAMES = ['arms', 'rows', 'real', 'manyReal', 'replicates', 'seed'] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

export class SettingsForm {
  readonly texts = $state<Record<FieldName, string>>(textsOf(DEFAULT_SETTINGS));
  /** Who the visitor wants to write; until a model is chosen the built-in generator still does. */
  generator = $state<StudySettings['generator']>(DEFAULT_SETTINGS.generator);
  /** The model that was chosen last. */
  model = $state<string | null>(DEFAULT_SETTINGS.model);
  readonly faults: Readonly<Record<FieldName, string | null>> = $derived.by(() => {
    const faults = FIELD_NAMES.map((name) => [name, faultOf(name, this.texts[name])]);
    return Object.fromEntries(faults) as Record<FieldName, string | null>;
  });
  /** Null while a field has a fault. */
  readonly settings: StudySettings | null = $derived.by(() =>
    FIELD_NAMES.every((name) => this.faults[name] === null)
      ? parseSettings([
          ...FIELD_NAMES.map((name) => [name, this.texts[name]] as const),
          ...(this.generator === 'webllm' && this.model !== null
            ? ([
                ['generator', this.generator],
                ['model', this.model],
              ] as const)
            : []),
        ])
      : null,
  );
  readonly isDefault: boolean = $derived.by(() => {
    const defaults = textsOf(DEFAULT_SETTINGS);
    if (this.generator !== DEFAULT_SETTINGS.generator) return false;
    return FIELD_NAMES.every((name) => this.texts[name] === defaults[name]);
  });

  constructor(settings: StudySettings) {
    this.fill(settings);
  }

  fill(settings: StudySettings): void {
    Object.assign(this.texts, textsOf(settings));
    this.generator = settings.generator;
    if (settings.model !== null) this.model = settings.model;
  }

  reset(): void {
    this.fill(DEFAULT_SETTINGS);
  }
}

function textsOf(settings: StudySettings): Record<FieldName, string> {
  return {
    arms: settings.values.join(', '),
    rows: String(settings.rowsPerClass),
    real: String(settings.realRowsPerClass),
    manyReal: String(settings.manyRealRowsPerClass),
    replicates: String(settings.replicates),
    seed: String(settings.seed),
  };
}

/** What is wrong with one field, in a sentence; null where nothing is. Core decides, the messages say it. */
function faultOf(name: FieldName, text: string): string | null {
  try {
    parseSettings([[name, text]]);
    return null;
  } catch {
    const bounds = NUMBER_SETTINGS[name];
    return bounds
      ? messages.settings.wantedNumber(bounds.least, bounds.most)
      : messages.settings.wantedArms(EXPERIMENTS.temperature.axis);
  }
}
