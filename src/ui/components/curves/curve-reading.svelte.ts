/** @file What a figure of accuracy says in words, whatever is drawn: its axis, the tier that is best, the point pointed at. */
import { leadOf } from '../../../core/score';
import type { MeasureInfo } from '../../../core/measure';
import { SETTING_AXIS, type CurveLayout, type PointMark, type TierMark } from '../../../plot/marks';
import { messages } from '../../../words';
import { armOf, type StudyView } from '../../study-view';

const text = messages.chart;
const { capital, percent } = messages.format;

export class CurveReading {
  /** As the visitor chose it: `SETTING_AXIS` or the id of a measure. */
  chosenAxis = $state(SETTING_AXIS);
  /** The point or tier that is pointed at, in words; empty where none is. */
  readout = $state('');
  readonly #view: () => StudyView;

  constructor(view: () => StudyView) {
    this.#view = view;
  }

  /** Null where the axis is the study's own setting, as it is where a study has not got the chosen measure. */
  readonly measure = $derived.by(
    (): MeasureInfo | null => this.#view().measures.find(({ id }) => id === this.chosenAxis) ?? null,
  );

  /** The parts of a layout that do not depend on how much room there is. */
  readonly layout = $derived.by((): Pick<CurveLayout, 'axis' | 'best' | 'textOf'> => {
    const { analysis, verdict, study } = this.#view();
    const best = analysis.arms.find(({ arm }) => arm === verdict?.bestArm);
    const textOf = text.axisValue(study.axis.id);
    return {
      axis: this.measure?.id ?? SETTING_AXIS,
      best: best ? { arm: best.arm, text: percent(leadOf(best).mean) } : null,
      ...(textOf ? { textOf } : {}),
    };
  });

  /** What lies to the left and to the right; empty where that says nothing. */
  readonly ends = $derived.by((): readonly [string, string] => {
    if (!this.measure) return messages.experiments.names[this.#view().study.experiment].ends;
    if (this.measure.moreDiverseWhen) return [text.lessVaried, text.moreVaried];
    return this.measure.closerWhen ? [text.closer, text.farther] : ['', ''];
  });

  axisName(isReversed: boolean): string {
    if (!this.measure) return capital(this.#view().study.axis.label);
    const { label, unit } = this.measure;
    return `${capital(label)} (${unit})${isReversed ? ` – ${text.reversed}` : ''}`;
  }

  readonly labelOf = (arm: string): string => armOf(this.#view(), arm)?.label ?? arm;

  readonly readPoint = (point: PointMark | null): void => {
    this.readout = point ? text.point(this.labelOf(point.arm), point.replicate, point.accuracy) : '';
  };

  readonly readTier = (tier: TierMark | null): void => {
    this.readout = tier ? text.tier(this.labelOf(tier.arm), tier.accuracy) : '';
  };
}
