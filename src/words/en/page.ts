/** @file Every word the page shows, in English. Names of arms, classes and measures come with the data. */
import type { MeasureInfo } from '../../core/measure';
import type { Analysis, Estimate } from '../../core/run';
import type { PageName } from '../keys';
import { axisValue, experimentNames, groupTitles, openingQuestion } from './experiment-names';
import { count, interval, measureValue, percent, signed, tickPercent } from './numbers';
import { enWriter } from './generator';

/** "about 20 seconds", "about 3 hours": a guess, so in round numbers. */
function duration(seconds: number): string {
  if (seconds < 15) return 'a few seconds';
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} seconds`;
  if (seconds < 5400) return `about ${count(Math.max(2, Math.round(seconds / 60)), 'minute', 'minutes')}`;
  if (seconds < 36 * 3600) return `about ${count(Math.max(2, Math.round(seconds / 3600)), 'hour', 'hours')}`;
  return `about ${count(Math.max(2, Math.round(seconds / 86400)), 'day', 'days')}`;
}

/** "temperature 0.2" at the head of a line: "Temperature 0.2". */
export const capital = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1);

/** What is better, or more varied, in a measure. */
function direction(measure: MeasureInfo): string {
  if (measure.moreDiverseWhen === 'higher') return 'higher is more varied';
  if (measure.moreDiverseWhen === 'lower') return 'lower is more varied';
  if (measure.closerWhen === 'higher') return 'higher is closer to real text';
  if (measure.closerWhen === 'lower') return 'lower is closer to real text';
  return '';
}

export const en = {
  format: { percent, tickPercent, signed, interval, measureValue, direction, capital, duration },
  head: {
    title: 'Goldilocks',
    subtitle: 'How varied should an AI’s teaching examples be?',
  },
  experiments: {
    label: 'The experiment',
    groups: groupTitles,
    names: experimentNames,
    openingQuestion,
    /** Where a study of another experiment is still there. */
    otherStudy: (name: string): string => `Back to your study “${name}”`,
  },
  pages: {
    label: 'Pages',
    study: 'The study',
    compare: 'Compare two files',
    model: 'Inside the model',
    titles: {
      study: 'Goldilocks: how varied should an AI’s teaching examples be?',
      compare: 'Compare two files – Goldilocks',
      model: 'Inside the model – Goldilocks',
    } satisfies Record<PageName, string>,
  },
  later: {
    loading: 'Loading …',
    missing: 'A part of the page could not be fetched.',
    next: 'Check the connection and try again. Nothing that was done is lost. If it stays so, reload the page.',
    retry: 'Try again',
    close: 'Close',
  },
  theme: {
    light: 'Light',
    dark: 'Dark',
    use: (name: 'light' | 'dark'): string => `Use ${name} colours`,
  },
  run: {
    start: 'Run it yourself',
    again: 'Run it again',
    promise: 'About half a minute, no download, nothing leaves this tab.',
    promiseNoTime: 'No download, nothing leaves this tab.',
    promiseOf: (duration: string): string => `${capital(duration)}, no download, nothing leaves this tab.`,
    noModel: 'Only a language model can write for this experiment: choose one below, or another experiment.',
    starting: 'Starting the lab',
    cancel: 'Stop',
    stopping: 'Stopping …',
    resume: (done: number, total: number): string =>
      done === 0 ? 'Resume – what was written is kept' : `Resume – ${done} of ${total} runs are done`,
    resumeNote: 'A study in this browser was not finished.',
    forget: 'Forget it',
    badSettings: 'One of the settings below needs mending first.',
    stopped: 'Stopped. What was finished stays below.',
    noTask: 'The texts of this study are not in this browser.',
    missingTask: (fingerprint: string) => ({
      title: 'The texts of this study are not in this browser.',
      next: `A link names a task and never holds its texts. Bring their file, or choose another task. Its fingerprint begins with ${fingerprint.slice(0, 12)}.`,
    }),
  },
  writer: enWriter,
  milestone: {
    started: 'The study has started.',
    finished: (verdict: string): string => `The study is finished. ${verdict}`,
    stopped: 'The study was stopped.',
  },
  source: {
    example: 'Recorded example',
    exampleLong: (date: string, browser: string, backend: string): string =>
      `Recorded on ${date} in ${browser} on ${backend}. Yours may differ a little.`,
    live: 'Your study',
    running: 'Your study, running',
    loading: 'Loading the recorded example …',
    absent: 'There is no recorded example here to look at. The lab itself works: run it yourself.',
    noneOfThis: 'Nobody has run this experiment here yet. Run it yourself, and its curves will stand here.',
    notYet: 'The first point appears as soon as one classifier has been trained and tested.',
    switchLabel: 'Which study to show',
    date: (iso: string): string => {
      const time = new Date(iso);
      return Number.isNaN(time.getTime())
        ? 'an unknown day'
        : time.toLocaleDateString('en-GB', {
            day: 'numeric',
            month: 'long',
            year: 'numeric',
            timeZone: 'UTC',
          });
    },
  },
  verdict: {
    soFar: 'So far',
    /** Of a study that ended before its last run. */
    early: 'Ended early',
    none: 'No verdict yet',
    noneText: 'More runs are needed before anything can be said.',
  },
  chart: {
    name: 'Accuracy of the classifier against the variety of its teaching examples',
    accuracyAxis: (score: Analysis['score']): string =>
      score === 'balancedAccuracy'
        ? 'Balanced accuracy on real test rows (mean over the classes)'
        : 'Accuracy on real test rows',
    fit: 'Show fitted trend',
    axisLabel: 'Show accuracy against',
    axisSetting: 'The setting',
    axisDiversity: 'How varied the rows came out',
    axisShift: 'How far they are from real text',
    axisOther: 'Other measures',
    axisValue,
    lessVaried: 'more alike',
    moreVaried: 'more varied',
    closer: 'closer to real text',
    farther: 'farther away',
    reversed: 'axis runs backwards',
    hint: 'Each small point is one classifier. Click one to read the rows it learned from, or reach them with Tab and the arrow keys, then Enter.',
    point: (arm: string, replicate: number, accuracy: number): string =>
      `${capital(arm)}, replicate ${replicate + 1}: accuracy ${percent(accuracy)}`,
    tier: (arm: string, accuracy: Estimate): string =>
      `${capital(arm)}: mean accuracy ${percent(accuracy.mean)} (95 % interval: ${interval(accuracy)})`,
    legendMean: 'mean of a tier, with its 95 % interval',
    legendPoint: 'one classifier',
    legendBaseline: 'real rows only, with 95 % interval',
  },
  tiers: {
    title: 'What each tier wrote',
    lede: 'A few of the rows that each of them learned from, class by class, in the order of the axis.',
    ledeOfHeat:
      'The same generator, from cold to hot. Cold repeats what is likeliest; hot takes chances, and sometimes leaves the label behind.',
    curve: 'Curve',
    ledeLive: 'The latest rows of each tier as they are written.',
    written: (done: number, total: number): string => `${done} of ${total} rows`,
    waiting: 'Waiting for its turn.',
    accuracy: (share: number): string => `${percent(share)} right on real text`,
    noAccuracy: 'not tested yet',
    read: 'Read the rows',
    readOf: (arm: string): string => `Read the rows of ${arm}`,
    replicate: (replicate: number): string => `replicate ${replicate + 1}`,
  },
  table: {
    title: 'The same in numbers',
    scrollLabel: 'Table of results, scrolls sideways',
    arm: 'Training set',
    accuracy: 'Accuracy',
    accuracyNote: '95 % interval',
    balancedAccuracy: 'Balanced accuracy',
    trainingLoss: 'Training loss',
    trainingLossNote: 'at the end; own rows right',
    macroF1: 'Macro-F1',
    replicates: 'Replicates',
    groupDiversity: 'How varied',
    groupShift: 'How far from real text',
    groupOther: 'Other',
    noValue: '–',
    toDone: 'not run yet',
    downloadRecord: 'Download the record (JSON)',
    downloadOwn: (hasTexts: boolean): string =>
      `Download the record ${hasTexts ? 'with' : 'without'} the texts (JSON)`,
    downloadTable: 'Download the table (CSV)',
    downloadRuns: 'Download the runs (CSV)',
  },
  settings: {
    texts: (title: string | null): string => (title === null ? 'The texts' : `The texts: ${title}`),
    title: 'Design the study',
    badLink: 'This link could not be read, so the defaults are used.',
  },
  footer: {
    promise: 'No server: nothing you type, load or make leaves this tab.',
    licence: 'Licence notice',
    version: (version: string): string => `Version ${version}`,
  },
};
