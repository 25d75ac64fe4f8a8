/** @file What the language model's own worker needs of the experiments: it must not carry TF.js. */
export { LlmTextJudge } from '../generation/llm/llm-text-judge';
export { patientEngine, patiently } from '../generation/llm/patient-engine';
export { WebLlmGenerator } from '../generation/llm/web-llm-generator';
