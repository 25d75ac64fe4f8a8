/**
 * @file The one kind of error the lab throws on purpose. Its message reads
 * `place: kind noun: value (wanted …) — way out`, so that a log line is enough to act on,
 * and it travels between threads as a plain `Failure`.
 */

/** What went wrong, as a word the page can look up to explain it; the list is closed so that no case is forgotten. */
export type FailureCode =
  | 'bad-setting'
  | 'bad-dataset'
  | 'bad-model'
  | 'bad-record'
  | 'no-network'
  | 'no-backend'
  /** No WebGPU, or no adapter. */
  | 'gpu-missing'
  /** An adapter that cannot do what a model needs. */
  | 'gpu-unsuitable'
  /** A model library built for another version of WebLLM, or a tokenizer of another model. */
  | 'model-incompatible'
  /** A judge that does not answer in the form it was asked for. */
  | 'unreadable-answers'
  /** What is at an address or in a folder is no language model. */
  | 'bad-language-model'
  /** A download that ended early, was altered, or is a web page instead. */
  | 'download-broken'
  | 'device-lost'
  | 'out-of-memory'
  | 'storage-full'
  | 'storage-refused'
  | 'worker-died'
  /** Another tab does what only one may do at a time. */
  | 'in-use'
  | 'aborted'
  | 'internal';

/** A failure as plain data: it survives `postMessage`, storage and JSON. */
export interface Failure {
  readonly code: FailureCode;
  /** For a log: `place: kind noun: value (wanted …) — way out`. */
  readonly message: string;
}

export interface LabErrorParts {
  readonly code: FailureCode;
  /** Function or file where it happened. */
  readonly place: string;
  /** `invalid`, `missing` or `unknown`, and the noun it speaks of: "unknown setting". */
  readonly what: string;
  /** The offending value; long ones are cut at 80 characters. */
  readonly value?: unknown;
  /** What would have been right. */
  readonly wanted?: string;
  /** What the reader can do now. */
  readonly wayOut?: string;
  readonly cause?: unknown;
}

export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: FailureCode;

  constructor(parts: LabErrorParts) {
    super(formatMessage(parts), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.code = parts.code;
  }
}

function formatMessage({ place, what, value, wanted, wayOut }: LabErrorParts): string {
  let message = `${place}: ${what}`;
  if (value !== undefined) message += `: ${showValue(value)}`;
  if (wanted !== undefined) message += ` (wanted ${wanted})`;
  if (wayOut !== undefined) message += ` — ${wayOut}`;
  return message;
}

function showValue(value: unknown): string {
  let shown: string;
  if (typeof value === 'string') shown = `"${value}"`;
  else if (typeof value === 'number') shown = String(value);
  else {
    try {
      shown = JSON.stringify(value) ?? String(value);
    } catch {
      shown = Object.prototype.toString.call(value);
    }
  }
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}

/** What Chromium, Firefox, Safari and Vite say where a part of the program, or its style sheet, cannot be fetched. */
const MISSING_PART = /dynamically imported module|importing a module script failed|unable to preload css/i;

/** Any thrown thing as a `Failure`. Aborts are told apart from faults; what was never foreseen is `internal`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof LabError) return { code: thrown.code, message: thrown.message };
  if (isAbort(thrown)) return { code: 'aborted', message: 'study: stopped — resume it whenever you like' };
  if (thrown instanceof Error) {
    const { name } = thrown;
    if (MISSING_PART.test(thrown.message)) return { code: 'no-network', message: thrown.message };
    if (name === 'QuotaExceededError') return { code: 'storage-full', message: thrown.message };
    return { code: 'internal', message: `${name}: ${thrown.message}` };
  }
  return { code: 'internal', message: String(thrown) };
}

/** A `Failure` back as an error, on the thread that receives it. */
export function fromFailure(failure: Failure): Error {
  if (failure.code === 'aborted') return new DOMException(failure.message, 'AbortError');
  const error = new LabError({ code: failure.code, place: '', what: '' });
  error.message = failure.message;
  return error;
}

/** True for the error an aborted `AbortSignal` throws. */
export function isAbort(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' && thrown !== null && (thrown as { name?: unknown }).name === 'AbortError'
  );
}
