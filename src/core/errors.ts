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

export class LabError extends Error {
  override readonly name = 'LabError';

  /**
   * @param message `place: kind noun: value (wanted …) — way out`; the kind is `invalid`, `missing` or `unknown`, and
   *   the value is written by `shown`
   */
  constructor(
    readonly code: FailureCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** A value as a message shows it: text in quotes, the rest as JSON, cut at 80 characters. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? `"${value}"` : typeof value === 'number' ? String(value) : asJson(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** What Chromium, Firefox and Safari say where a part of the program cannot be fetched. */
const MISSING_PART = /dynamically imported module|importing a module script failed/i;

/** Any thrown value as a `Failure`. An abort is `aborted`; an unexpected error is `internal`. */
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
  const error = new LabError(failure.code, '');
  error.message = failure.message;
  return error;
}

/** True for the error an aborted `AbortSignal` throws. */
export function isAbort(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' && thrown !== null && (thrown as { name?: unknown }).name === 'AbortError'
  );
}
