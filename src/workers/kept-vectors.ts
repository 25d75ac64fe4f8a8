/** @file What an embedding model said in this tab: no text is put to it twice, and what is done outlasts a failure. */
import { patiently } from '../experiment/llm-laboratory';

export interface KeptVectors {
  readonly dimensions: number;
  readonly rowOf: Map<string, Float32Array>;
}

/** Vectors kept of one model; beyond it all are forgotten but those that are asked for. */
const MOST_KEPT = 20_000;
/** Texts that are lost where the model fails. */
const TEXTS_AT_A_TIME = 256;

/**
 * (n, d) row-major; only texts that are not kept are embedded. A model whose worker died or whose GPU was lost is asked
 * again, a few times.
 * @param embed rows of the texts, in their order; tells how many are done so far
 * @param onDone gets the texts done so far, of so many that have to be embedded
 */
export async function embedKept(
  texts: readonly string[],
  { dimensions, rowOf }: KeptVectors,
  embed: (part: readonly string[], onDone: (numDone: number) => void) => Promise<Float32Array>,
  onDone: (numDone: number, total: number) => void = () => undefined,
): Promise<Float32Array> {
  const unknown = [...new Set(texts.filter((text) => !rowOf.has(text)))];
  if (rowOf.size + unknown.length > MOST_KEPT) {
    const asked = new Set(texts);
    for (const text of rowOf.keys()) if (!asked.has(text)) rowOf.delete(text);
  }
  for (let from = 0; from < unknown.length; from += TEXTS_AT_A_TIME) {
    const part = unknown.slice(from, from + TEXTS_AT_A_TIME);
    const rows = await patiently(() => embed(part, (numDone) => onDone(from + numDone, unknown.length)));
    part.forEach((text, i) => rowOf.set(text, rows.slice(i * dimensions, (i + 1) * dimensions)));
  }
  const out = new Float32Array(texts.length * dimensions);
  texts.forEach((text, i) => out.set(rowOf.get(text)!, i * dimensions));
  return out;
}
