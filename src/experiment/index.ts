/** @file What the workers need of the experiments. */
export { readDataset } from '../dataset/read-dataset';
export { readEncoder, type Encoder } from '../training/encoder';
export { explainRun, type ExplainTools } from './explain/explain-run';
export { openLaboratory, rehearse } from './laboratory';
export { measureTables, type MeasureTools, type TableSource } from './measure-tables';
export { measureTools } from './measure-tools';
export { runStudy } from './run-study';
export { studyOf } from './study-of';
export type { WriteAhead } from './study-ports';
