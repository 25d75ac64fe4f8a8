/** @file What a study's generator, and the encoder of its classifier, had read before a row was written, in sentences. */
import { BUILT_IN_TASK } from '../../core/built-in-task';
import type { ResolvedGenerationSettings } from '../../core/generation-settings';
import { GENERATORS, type GeneratorKind } from '../../core/generators';
import type { RowEdit, RowSource, Study } from '../../core/study';
import type { TaskInfo } from '../../core/task';
import { numberOf } from './figures';
import { number } from './numbers';
import { capital } from './statements/phrases';

export interface KnownOf {
  readonly study: Pick<Study, 'arms' | 'axis' | 'datasetId' | 'generator'>;
  /** Labelled texts that the data has for generators; null where that is not known. */
  readonly corpus: { readonly rows: number; readonly leastOfClass: number } | null;
  /** One text of the data in a sentence, and several. */
  readonly textNoun: TaskInfo['textNoun'];
  /** How a language model was asked; null where none was, or where the study has no record yet. */
  readonly writing: ResolvedGenerationSettings | null;
}

const WRITERS: Readonly<Record<GeneratorKind, string>> = {
  markov: 'the n-gram model',
  nano: 'the small transformer',
  webllm: 'the language model',
};

/** Sentences, the generator's first. */
export function knownSentences({ study, corpus, textNoun, writing }: KnownOf): string[] {
  const [one, many] = textNoun;
  const numbers = corpus
    ? `${numberOf(corpus.rows, `labelled ${one}`, `labelled ${many}`)} of the same kind as the test rows, ${number(corpus.leastOfClass)} or more of each class`
    : `the labelled ${many} that the data has for generators`;
  return [
    ...(GENERATORS[study.generator].hasReadCorpus
      ? [...fittedSentences(study, numbers, many), ...(corpus ? scarcityOf(study, corpus.leastOfClass) : [])]
      : promptSentences(study, many, writing)),
    ...(study.arms.some(({ recipe }) => recipe.preTraining !== undefined)
      ? []
      : [encoderSentence(study.datasetId, many)]),
  ];
}

export const knownTitle = 'What the generator knew';

type Arms = KnownOf['study']['arms'];

function sourcesOf<K extends RowSource['kind']>(arms: Arms, kind: K): Extract<RowSource, { kind: K }>[] {
  return arms.flatMap(({ recipe }) => {
    const source = recipe.generated?.source;
    return source?.kind === kind ? [source as Extract<RowSource, { kind: K }>] : [];
  });
}

function hasEdit(arms: Arms, kind: RowEdit['kind']): boolean {
  return arms.some(({ recipe }) => recipe.generated?.edits?.some((edit) => edit.kind === kind));
}

/** Of a generator that is fitted to texts. */
function fittedSentences({ arms, generator }: KnownOf['study'], all: string, many: string): string[] {
  const writer = WRITERS[generator];
  const isPreTrained = GENERATORS[generator].isBuiltInOnly;
  const [topics, chains, few] = [
    sourcesOf(arms, 'topics'),
    sourcesOf(arms, 'self-consumption'),
    sourcesOf(arms, 'few-rows'),
  ];
  const isPlain = arms.some(({ recipe: { generated } }) => generated && !generated.source);
  const begun = few.length > 0 && !isPreTrained ? 'On the curve of all rows' : 'Before it wrote a row';
  return [
    ...(isPlain || isPreTrained
      ? [`${begun}, ${writer} was ${isPreTrained ? 'trained on' : 'fitted to'} ${all}.`]
      : []),
    ...(topics.length > 0
      ? [
          `${isPreTrained ? 'It was fine-tuned' : `${capital(writer)} was fitted`} anew for every number of topics, to their texts alone: parts of ${isPreTrained ? 'these' : all}.`,
        ]
      : []),
    ...(chains.length > 0
      ? [
          `The first generator of a chain was ${isPreTrained ? 'fine-tuned on' : 'fitted to'} ${rowsAClass(arms)} labelled ${many} of each class, every later one to what the curve says.`,
        ]
      : []),
    ...(few.length > 0
      ? [fewSentence(few, many, isPlain ? 'On the other curves' : 'On each curve', generator)]
      : []),
    ...(hasEdit(arms, 'other-topics')
      ? [
          `Text about none of the classes was written by another, ${isPreTrained ? 'fine-tuned on' : 'fitted to'} such text alone.`,
        ]
      : []),
  ];
}

function fewSentence(
  few: readonly { readonly rowsPerClass: number }[],
  many: string,
  where: string,
  generator: GeneratorKind,
): string {
  const numbers = [...new Set(few.map(({ rowsPerClass }) => rowsPerClass))].sort((a, b) => a - b);
  const last = numbers.at(-1)!;
  const before = numbers.slice(0, -1).join(', ');
  const rows = `just ${before === '' ? '' : `${before} or `}${last} labelled ${many} of each class`;
  const isAmong = 'the few real rows of every training set are among them';
  return GENERATORS[generator].isBuiltInOnly
    ? `${where} it forgets which class each of its starts was for, and learns that again from ${rows}; ${isAmong}. What its other weights know of the classes stays.`
    : `${where} ${WRITERS[generator]} was fitted to ${rows}; ${isAmong}.`;
}

/** Of a language model, which has a prompt. */
function promptSentences(
  { arms }: KnownOf['study'],
  many: string,
  writing: ResolvedGenerationSettings | null,
): string[] {
  // What is shown is in the training set of every arm that shares the rows.
  const real = arms.flatMap(({ recipe: { generated, realRowsPerClass } }) => {
    if (!generated) return [];
    const { shared } = generated;
    const sharing =
      shared === undefined ? [] : arms.filter(({ recipe }) => recipe.generated?.shared === shared);
    return Math.min(realRowsPerClass, ...sharing.map(({ recipe }) => recipe.realRowsPerClass));
  });
  const most = Math.min(writing?.prompts.fewShot ?? Infinity, Math.max(0, ...real));
  const isSame = writing !== null && real.every((rows) => rows >= most);
  const examples =
    most === 0
      ? 'no real row'
      : `${isSame ? '' : 'at most '}${most === 1 ? 'one real row' : `${most} real rows`} of the class with each request, which the training set holds as well`;
  return [
    `The language model was fitted to none of these ${many}; whether it read them, or others with their labels, when it was trained is not known here.`,
    `Its prompts told it the task, the classes and what they mean, and showed ${examples}.`,
  ];
}

/** Whom labels are scarce for. */
function scarcityOf({ arms, axis }: KnownOf['study'], leastOfClass: number): string[] {
  const tiers = arms.filter(({ kind, recipe }) => kind === 'tier' && recipe.generated);
  const real = tiers.map(({ recipe }) => recipe.realRowsPerClass);
  const most = Math.max(0, ...real);
  const hasSeenAll = tiers.some(({ recipe }) => !recipe.generated?.source);
  if (!hasSeenAll || most >= leastOfClass) return [];
  const few = `${Math.min(...real) === most ? '' : 'at most '}${number(most)}`;
  if (tiers.some(({ recipe }) => recipe.generated?.source?.kind === 'few-rows')) return [];
  const optimum = axis.id === 'temperature' ? ', and an optimum near temperature 1 is partly built in' : '';
  return [
    `A training set holds ${few} real ${most === 1 ? 'row' : 'rows'} of each class: labels are scarce for the classifier only, not for the generator${optimum}.`,
  ];
}

function encoderSentence(datasetId: string, many: string): string {
  return datasetId === BUILT_IN_TASK.id
    ? `The encoder of the classifier has read the same ${many}, without labels.`
    : 'The encoder of the classifier has read the texts of the task that comes with the lab, without labels, and none of these.';
}

function rowsAClass(arms: Arms): string {
  const numbers = arms.flatMap(({ recipe: { generated } }) =>
    generated?.source?.kind === 'self-consumption' ? generated.rowsPerClass : [],
  );
  return number(Math.max(...numbers));
}
