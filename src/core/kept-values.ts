/** @file Where larger things are kept between visits, by name. */

/** Every method may throw, `storage-full` or another error of the browser; work then continues without the store. */
export interface KeptValues {
  /** All names under which something is kept, in no order. */
  names(): Promise<readonly string[]>;
  /** Null where nothing is kept under that name. */
  get(name: string): Promise<unknown>;
  /** All of them or none, each in the place of what was there. */
  put(values: Readonly<Record<string, unknown>>): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
}
