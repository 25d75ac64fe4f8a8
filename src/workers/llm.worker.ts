/** @file The language model's worker. */
import { LlmHost } from './llm-worker-host';
import { serveLlm } from './llm-worker-serve';

serveLlm(new LlmHost());
