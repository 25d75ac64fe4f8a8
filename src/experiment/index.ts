/** @file What the workers need of the experiments. */
export { decodeText } from '../dataset/decode-text';
export { readEncoder, type Encoder } from '../training/encoder';
export { explainRun } from './explain/explain-run';
export { openStudyTools, rehearse } from './run/study-tools';
export { ablateSets, checkJudgeable, judgeSets, readTextSets, timeJudge } from './files/judge-tables';
export { isWritten } from './run/is-written';
export { measureTables } from './files/measure-tables';
export { topicsNeeded, withTopics } from './run/more-topics';
export { likenessOf, measureTools, type MeasureTools } from './run/measure-tools';
export { readColumns, type TableSource } from './files/read-tables';
export { runStudy } from './run/run-study';
export { studyOf, withLabelChecks } from './run/study-of';
export type { LlmGeneratorPort } from './run/llm-generator-port';
export type { EditTools } from './rows/row-edits';
export type { RunPorts, Prefetch } from './run/study-ports';
export { prefetchRows } from './run/prefetch';
