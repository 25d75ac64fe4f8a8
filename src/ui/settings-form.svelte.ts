/** @file The settings as they are being typed: the text is kept whatever it says, and each field knows its own fault. */
import type { ClassifierKind } from '../core/classifiers';
import type { ExperimentId } from '../core/experiments';
import { GENERATORS, generatorsOf, lacksModel, type GeneratorKind } from '../core/generators';
import { EXPERIMENTS, type Experiment } from '../experiment/designs';
import {
  defaultSettings,
  DEFAULT_SETTINGS,
  formatLock,
  formatSettings,
  NUMBER_SETTINGS,
  parseDraft,
} from '../experiment/settings';
import type { DesignLock, ExpectedShape } from '../core/hypothesis';
import type { StudySettings } from '../core/study';
import type { FieldName } from './settings-fields';

export class SettingsForm {
  /** The task that is studied. */
  data = $state(DEFAULT_SETTINGS.data);
  experiment = $state<ExperimentId>(DEFAULT_SETTINGS.experiment);
  readonly texts = $state<Record<FieldName, string>>(textsOf(DEFAULT_SETTINGS));
  /** The curves that are ticked, where an experiment names them. */
  chosen = $state.raw<readonly string[]>([]);
  variant = $state<string | null>(null);
  classifier = $state<ClassifierKind>(DEFAULT_SETTINGS.classifier);
  /** Who the visitor wants to write; until a model is chosen the built-in generator still does. */
  generator = $state<GeneratorKind>(DEFAULT_SETTINGS.generator);
  /** The model that was chosen last. */
  model = $state<string | null>(DEFAULT_SETTINGS.model);

  /** The shape that is expected, and the lock of a design that was fixed; it may have been changed since. */
  expected = $state<ExpectedShape | null>(null);
  lock = $state.raw<DesignLock | null>(null);

  /** Who wrote before an experiment was chosen that leaves no choice. */
  #writerElsewhere: GeneratorKind | null = null;

  readonly info: Experiment = $derived(EXPERIMENTS[this.experiment]);
  /** What each field says while nothing was chosen. */
  readonly defaults: Readonly<Record<FieldName, string>> = $derived(
    textsOf(defaultSettings(this.experiment)),
  );
  /** True where a field has a fault. */
  readonly faults: Readonly<Record<FieldName, boolean>> = $derived.by(() => {
    const faults = this.#typed().map(([name, text]) => [name, !isReadable(this.experiment, name, text)]);
    const needed = this.info.variantNeeds?.[this.variant ?? ''];
    const isUnwritten =
      needed !== undefined && (!GENERATORS[this.generator].can.includes(needed) || lacksModel(this));
    return { ...(Object.fromEntries(faults) as Record<FieldName, boolean>), variant: isUnwritten };
  });
  /** Null while a field has a fault; the language model may be still to be chosen. */
  readonly draft: StudySettings | null = $derived.by(() =>
    Object.values(this.faults).some(Boolean)
      ? null
      : read([
          ['data', this.data],
          ['experiment', this.experiment],
          ...(this.variant === null ? [] : [['variant', this.variant] as const]),
          ['classifier', this.classifier],
          ...this.#writer(),
          ...this.#typed(),
          ...(this.expected ? [['expect', this.expected] as const] : []),
          ...(this.lock ? [['lock', formatLock(this.lock)] as const] : []),
        ]),
  );
  /** Null while nobody can write the rows as well. */
  readonly settings: StudySettings | null = $derived.by(() => {
    const { draft } = this;
    return draft && lacksModel(draft) ? null : draft;
  });
  readonly isDefault: boolean = $derived.by(() => {
    const { draft } = this;
    return (
      draft !== null &&
      this.generator === draft.generator &&
      formatSettings(draft).every(([name]) => name === 'experiment' || name === 'data')
    );
  });

  constructor(settings: StudySettings) {
    this.fill(settings);
  }

  fill(settings: StudySettings): void {
    this.data = settings.data;
    this.experiment = settings.experiment;
    Object.assign(this.texts, textsOf(settings));
    this.chosen = settings.series;
    this.variant = settings.variant;
    this.classifier = settings.classifier;
    this.generator = settings.generator;
    if (settings.model !== null) this.model = settings.model;
    this.expected = settings.hypothesis?.expected ?? null;
    this.lock = settings.hypothesis?.lock ?? null;
  }

  /** Another experiment with its own defaults; task, writer and seed stay as they are where they can. */
  choose(experiment: ExperimentId): void {
    const { generators } = EXPERIMENTS[experiment];
    const writer = this.#writerElsewhere ?? this.generator;
    const { seed } = this.texts;
    this.fill({ ...defaultSettings(experiment), data: this.data });
    const isOffered = generatorsOf(generators, this.data).includes(writer);
    if (isOffered) this.generator = writer;
    this.#writerElsewhere = isOffered ? null : writer;
    if (isReadable(experiment, 'seed', seed!)) this.texts.seed = seed!;
  }

  reset(): void {
    this.fill({ ...defaultSettings(this.experiment), data: this.data });
  }

  #typed(): (readonly [FieldName, string])[] {
    const { series } = this.info;
    const numbers = Object.keys(NUMBER_SETTINGS).map((name) => [name, this.texts[name]!] as const);
    const curves = series?.kind === 'choice' ? this.chosen.join(',') : this.texts.series!;
    return [['arms', this.texts.arms!], ...(series ? [['series', curves] as const] : []), ...numbers];
  }

  #writer(): (readonly [string, string])[] {
    if (!GENERATORS[this.generator].takesModel) return [['generator', this.generator]];
    if (this.model !== null) {
      return [
        ['generator', this.generator],
        ['model', this.model],
      ];
    }
    const [other] = this.info.generators.filter((one) => !GENERATORS[one].takesModel);
    return other ? [['generator', other]] : [];
  }
}

function textsOf(settings: StudySettings): Record<FieldName, string> {
  const numbers = Object.entries(NUMBER_SETTINGS).map(([name, { of }]) => [name, String(of(settings) ?? '')]);
  return {
    arms: settings.values.join(', '),
    series: settings.series.join(', '),
    ...(Object.fromEntries(numbers) as Record<FieldName, string>),
  };
}

function read(pairs: Iterable<readonly [string, string]>): StudySettings | null {
  try {
    return parseDraft(pairs);
  } catch {
    return null;
  }
}

/** Core decides what a field may say; the messages say what it wants. */
function isReadable(experiment: ExperimentId, name: FieldName, text: string): boolean {
  // A generator that needs no model, so that nothing but the field can be at fault.
  return (
    read([
      ['experiment', experiment],
      ...(GENERATORS[EXPERIMENTS[experiment].generators[0]!].takesModel ? [['model', 'any'] as const] : []),
      [name, text],
    ]) !== null
  );
}
