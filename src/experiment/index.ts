/** @file What the workers need of the experiments. */
export { readDataset } from '../dataset/read-dataset';
export { readEncoder, type Encoder } from '../training/encoder';
export { openLaboratory, rehearse } from './laboratory';
export { runStudy } from './run-study';
export { temperatureStudy } from './temperature';
