/** @file The words of the parts of the comparison that ask a language model, in English. */
import type { FailureCode } from '../../core/errors';
import type { JudgeProgress, JudgeSettings } from '../../core/judged-set';
import type { MeasureProgress } from '../../core/measured-set';
import { numberOf } from './figures';
import { number } from './numbers';

/** "about 25 minutes": coarser the longer. */
function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} seconds`;
  const minutes = seconds / 60;
  if (minutes < 90) return `about ${Math.round(minutes)} minutes`;
  return `about ${(minutes / 60).toFixed(minutes < 600 ? 1 : 0)} hours`;
}

/** Where the words of other parts would not fit a model that judges or embeds. */
const failures: Partial<Record<FailureCode, { title: string; next: string }>> = {
  'bad-dataset': {
    title: 'A file could not be read as asked.',
    next: 'The message says which and why. Mend the file, change the name of its column above, or take fewer texts a round.',
  },
  'bad-setting': {
    title: 'One of the numbers does not work.',
    next: 'The message says which. Change it and try again.',
  },
  'bad-language-model': {
    title: 'The language model is not on this device.',
    next: 'Download it and try again.',
  },
  'model-incompatible': {
    title: 'The parts of this language model do not fit together.',
    next: 'Delete it, download it again, or choose another.',
  },
  'device-lost': {
    title: 'The graphics processor stopped answering.',
    next: 'Try again. If it happens again, close other tabs, or take a smaller model.',
  },
  'out-of-memory': {
    title: 'The graphics processor ran out of memory.',
    next: 'Close other tabs and try again, or take a smaller model.',
  },
  'worker-died': {
    title: 'The part of the page that runs the language model has stopped.',
    next: 'Try again. If it happens again, take a smaller model.',
  },
};

const settingWords: Record<keyof JudgeSettings, { label: string; hint: string }> = {
  numRounds: {
    label: 'Rounds for each file',
    hint: 'More make the score surer; the paper asks 5,000 of a model in a data centre.',
  },
  textsPerRound: {
    label: 'Texts in each round',
    hint: '10 in the paper. Scores at other numbers do not compare.',
  },
  numProposals: {
    label: 'Proposals of criteria',
    hint: 'From how many handfuls the model works out what to tell texts apart by; 100 in the paper.',
  },
};

const phases: Record<JudgeProgress['phase'], string> = {
  load: 'Moving the model to the graphics processor',
  criteria: 'Working out by what to tell texts apart',
  rounds: 'Sorting handfuls of texts',
};

const measurePhases: Record<MeasureProgress['phase'], string> = {
  load: 'Moving the embedding model to the graphics processor',
  embed: 'Turning texts into vectors',
  measure: 'Taking the measures',
};

/** "K = 5", "N = 1000", "without verification" of the ablations, in words. */
const steps: Readonly<Record<string, string>> = {
  'only clustering': 'Clustering alone: no criteria, no check',
  'without verification': 'Without the check of the clusters',
  whole: 'All steps',
};

export const enJudge = {
  failures,
  embedder: {
    title: 'How meanings are compared',
    lede: 'Measures of meaning compare vectors that stand for texts. The lab’s own encoder gives them in a moment; the small transformer reads whole texts; a larger model knows more of the language, but must be downloaded and needs a graphics processor. Values by different models never compare.',
    own: 'The lab’s own encoder',
    ownHint: 'Nothing to download. Studies use it as well.',
    nano: 'The small transformer',
    nanoHint:
      'The lab’s own language model, 1.4 MB, read in this tab: it minds the order of the words, and adds its own perplexity to the measures.',
    model: 'A language model’s embeddings',
    modelHint: 'On your graphics processor; the texts stay in this tab.',
    looking: 'Looking at what this device can do …',
    again: 'Look again',
    chosen: (name: string): string => `Meanings by ${name}`,
    needModel: 'Download the chosen embedding model, or go back to the lab’s own encoder.',
    legend: 'Embedding models',
    none: 'None of the embedding models runs on this device.',
    phase: (phase: MeasureProgress['phase']): string => measurePhases[phase],
  },
  judge: {
    title: 'Score with a language model',
    lede: 'The cluster-agent score of Chen et al. asks a language model: it works out by which traits the texts differ, sorts handfuls of them into clusters, and checks its own clusters. Many small clusters make a high score. The measures above have a stand-in for it that compares vectors; here a model of your choice reads the texts themselves.',
    needFile: 'Choose a file above first.',
    needModel: 'Download the chosen model first.',
    needNumbers: 'Mend the numbers that are marked.',
    settings: settingWords,
    bounds: (least: number, most: number): string => `From ${number(least)} to ${number(most)}.`,
    plan: (rounds: number, files: number, questions: number): string =>
      `${numberOf(rounds, 'round', 'rounds')} for ${files === 1 ? 'the file' : `each of ${files} files`}: up to ${numberOf(questions, 'question', 'questions')} to the model.`,
    untimed: 'How long that takes is told once the model is loaded and has answered two questions.',
    timed: (msPerQuestion: number, estimateMs: number): string =>
      `It takes ${(msPerQuestion / 1000).toFixed(1)} s a question here, as just timed: ${duration(estimateMs)} in all.`,
    prepare: 'Load the model and time it',
    start: 'Score with this model',
    release: 'Take it off the graphics processor',
    stop: 'Stop',
    stopping: 'Stopping …',
    stopped: 'Stopped. Nothing was kept.',
    progress: 'Progress of the judge',
    phase: (phase: JudgeProgress['phase']): string => phases[phase],
    timing: 'Asking it two questions',
    questions: (done: number, total: number): string => `${number(done)} of up to ${number(total)} questions`,
    results: {
      title: 'Judged by a language model',
      tableName: 'Scores by both judges, scrolls sideways if need be',
      by: (judge: string): string => `Judge: ${judge}`,
      file: 'File',
      score: 'By the language model',
      surrogate: 'By the stand-in (surrogate)',
      interval: (low: string, high: string): string => `${low} to ${high}`,
      rounds: 'Rounds',
      roundsRead: (read: number, lost: number): string =>
        lost === 0 ? number(read) : `${number(read)}, and ${number(lost)} lost`,
      struck: 'Clusters struck out',
      note: 'Clusters² per text, higher is more varied. The two columns are two judges: compare files within a column, never across. Small numbers are 95 % intervals over handfuls of the same texts.',
      lost: 'A round is lost where the model’s answers could not be read.',
      criteria: 'What the model told texts apart by',
      noCriteria: 'The model proposed no criteria that could be read; it sorted the texts without any.',
      took: (questions: number, seconds: number): string =>
        `${numberOf(questions, 'question', 'questions')}, ${duration(1000 * seconds)}.`,
      json: 'Download the judgement (JSON)',
      said: 'Judged. The scores are below.',
    },
  },
  ablations: {
    title: 'How the score depends on its settings',
    lede: 'The same score with fewer or more texts a round (K), fewer or more rounds (N), and without some of its steps: the ablations of the paper’s table 10, by the stand-in judge, which needs no language model.',
    start: 'Run the ablations',
    stop: 'Stop',
    stopping: 'Stopping …',
    stopped: 'Stopped.',
    progress: 'Progress of the ablations',
    line: 'Setting',
    number,
    k: 'K',
    n: 'N',
    step: (id: string): string =>
      steps[id] ?? (id.startsWith('K') ? 'Texts a round' : id.startsWith('N') ? 'Rounds' : id),
    tooFew: 'too few texts',
    judge: (description: string): string =>
      `${description}. It reads vectors and no criteria, so that clustering alone is the score without the check.`,
    tableName: 'Ablations of the cluster-agent score, scrolls sideways if need be',
    json: 'Download the ablations (JSON)',
    said: 'The ablations are below.',
  },
};
