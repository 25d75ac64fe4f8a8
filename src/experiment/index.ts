/** @file What the workers need of the experiments. */
export { decodeText } from '../dataset/decode-text';
export { readDataset } from '../dataset/read-dataset';
export { readEncoder, type Encoder } from '../training/encoder';
export { explainRun, type ExplainTools } from './explain/explain-run';
export { openLaboratory, rehearse } from './laboratory';
export { ablateSets, checkJudgeable, judgeSets, readTextSets, timeJudge } from './judge-tables';
export { isWritten } from './is-written';
export { measureTables } from './measure-tables';
export { topicsNeeded, withTopics, type NamedTopics } from './more-topics';
export { likenessOf, measureTools, type MeasureTools } from './measure-tools';
export { readColumns, type TableSource } from './read-tables';
export { RunMaker } from './run-maker';
export { runStudy } from './run-study';
export { studyOf, withLabelChecks } from './study-of';
export type { LlmWriter } from './llm-writer';
export type { EditTools } from './row-edits';
export type { RunHand, RunPorts, RunStep, WriteAhead } from './study-ports';
export { writeAhead } from './write-ahead';
