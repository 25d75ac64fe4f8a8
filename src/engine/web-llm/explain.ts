/**
 * @file WebLLM's errors in the lab's words. It throws errors of some seventy classes, strings, and whatever the GPU and
 * WebAssembly throw; class names are told by `name`, because a minified build changes the others.
 */
import { isAbort, LabError, type FailureCode, shown } from '../../core/errors';
import { LIBRARY_VERSION } from '../../core/llm-model';

interface Rule {
  readonly pattern: RegExp;
  readonly code: FailureCode;
  readonly what: string;
  readonly wanted?: string;
  readonly wayOut: string;
}

const SMALLER = 'choose a smaller model, or close other tabs';

/** Tried in order against "Name: message". */
const RULES: readonly Rule[] = [
  {
    pattern: /LinkError|function import requires a callable|import object field|Import #\d+/i,
    code: 'model-incompatible',
    what: 'invalid model library, built for another WebLLM version',
    wanted: `one built for ${LIBRARY_VERSION}`,
    wayOut: 'get the library of the right version, or choose a model from the list',
  },
  {
    pattern: /CompileError|WebAssembly\.(?:Module|compile|instantiate)\(\)/i,
    code: 'model-incompatible',
    what: 'invalid model library',
    wanted: 'a .wasm file built by MLC',
    wayOut: 'delete the model and get its library again',
  },
  {
    pattern: /ShaderF16Support|shader-f16/i,
    code: 'gpu-unsuitable',
    what: 'missing 16-bit arithmetic (shader-f16)',
    wayOut: 'choose the same model with f32 in its name',
  },
  {
    pattern: /FeatureSupport|exceeds limit/i,
    code: 'gpu-unsuitable',
    what: 'unsuitable GPU',
    wayOut: SMALLER,
  },
  {
    pattern: /WebGPUNot(?:Available|Found)|compatible GPU|navigator\.gpu/i,
    code: 'gpu-missing',
    what: 'missing GPU',
    wayOut: 'use a browser with WebGPU, or the built-in generator',
  },
  {
    pattern: /DeviceLostError|out of memory|Out-of-memory|allocation failed|\bOOM\b|createBuffer/i,
    code: 'out-of-memory',
    what: 'missing memory for the model',
    wayOut: SMALLER,
  },
  {
    pattern:
      /device (?:is |was )?lost|external Instance reference|mapAsync|GPUDevice|has been (?:destroyed|disposed)/i,
    code: 'device-lost',
    what: 'lost GPU',
    wayOut: 'go on: finished rows are kept; if it happens again, choose a smaller model',
  },
  {
    pattern: /ContextWindowSizeExceeded|PrefillChunk|MessageOrder|ContentType/i,
    code: 'bad-setting',
    what: 'invalid prompt for this model',
    wayOut: 'shorten the descriptions or show fewer real rows',
  },
  {
    pattern: /Tokenizer|tokenizer/,
    code: 'model-incompatible',
    what: 'invalid tokenizer for this model',
    wayOut: 'delete the model and get all of its files again',
  },
  {
    pattern:
      /Cannot fetch|'add' on 'Cache'|Failed to fetch|Cannot find param|tensor-cache|ArtifactManifest|Cannot find function/i,
    code: 'bad-language-model',
    what: 'missing part of the model',
    wayOut: 'delete the model and download it again',
  },
];

/** Any thrown thing as the error to show; aborts and the lab's own errors stay as they are. */
export function explain(place: string, thrown: unknown): Error {
  if (thrown instanceof LabError) return thrown;
  if (isAbort(thrown)) return thrown as Error;
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const rule = RULES.find(({ pattern }) => pattern.test(text));
  if (!rule) {
    const wayOut = 'load the model again; if it stays, choose another one';
    return new LabError('internal', `${place}: unforeseen failure: ${shown(text)} — ${wayOut}`, thrown);
  }
  const { code, what, wayOut, wanted } = rule;
  const want = wanted === undefined ? '' : ` (wanted ${wanted})`;
  return new LabError(code, `${place}: ${what}: ${shown(text)}${want} — ${wayOut}`, thrown);
}
