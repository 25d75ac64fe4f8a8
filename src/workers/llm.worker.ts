/** @file The language model's worker. */
import { LlmHost } from './llm-worker-host';
import { serve, type Scope } from './rpc';

serve(self as Scope, new LlmHost().answers);
