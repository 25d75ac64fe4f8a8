/**
 * @file The small transformer's shape and its weights by name, in one order everywhere: in memory, in the optimizer,
 * in the file.
 *
 * A decoder-only transformer (Vaswani et al. 2017; Radford et al. 2019): token and position embeddings; `layers` blocks
 * of causal self-attention and a feed-forward network, each behind a layer norm and beside a residual path; a last
 * norm; and the token embedding again, turned round, as the output. No layer has a bias and a norm has a gain only.
 */

export interface NanoShape {
  /** V: pieces, the end, the starts. */
  readonly vocabularySize: number;
  /** C: the longest sequence, its start included. */
  readonly contextLength: number;
  /** d: width of the residual path; a multiple of `heads`. */
  readonly dimensions: number;
  readonly heads: number;
  readonly layers: number;
  /** f: width inside the feed-forward network. */
  readonly feedForwardSize: number;
}

/** One block; T is a tensor, its gradient, its moments or its numbers. */
export interface NanoBlock<T> {
  /** (1, d) gain. */
  readonly attentionNorm: T;
  /** (d, 3d): queries, keys and values side by side, each of `heads` × d / heads columns. */
  readonly queryKeyValue: T;
  /** (d, d) */
  readonly attentionOut: T;
  /** (1, d) gain. */
  readonly feedForwardNorm: T;
  /** (d, f) */
  readonly feedForwardIn: T;
  /** (f, d) */
  readonly feedForwardOut: T;
}

export interface NanoParameters<T> {
  /** (V, d); turned round it is the output layer too. */
  readonly tokens: T;
  /** (C, d) */
  readonly positions: T;
  readonly blocks: readonly NanoBlock<T>[];
  /** (1, d) gain. */
  readonly finalNorm: T;
}

/** A parameter's name and its shape. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly [rows: number, columns: number];
}

/** Every parameter in the one order. */
export function parameterSpecs(shape: NanoShape): ParameterSpec[] {
  const { vocabularySize, contextLength, dimensions: d, layers, feedForwardSize: f } = shape;
  const blocks = Array.from({ length: layers }, (_, i): ParameterSpec[] => [
    { name: `blocks.${i}.attentionNorm`, shape: [1, d] },
    { name: `blocks.${i}.queryKeyValue`, shape: [d, 3 * d] },
    { name: `blocks.${i}.attentionOut`, shape: [d, d] },
    { name: `blocks.${i}.feedForwardNorm`, shape: [1, d] },
    { name: `blocks.${i}.feedForwardIn`, shape: [d, f] },
    { name: `blocks.${i}.feedForwardOut`, shape: [f, d] },
  ]);
  return [
    { name: 'tokens', shape: [vocabularySize, d] },
    { name: 'positions', shape: [contextLength, d] },
    ...blocks.flat(),
    { name: 'finalNorm', shape: [1, d] },
  ];
}

export function countParameters(shape: NanoShape): number {
  return parameterSpecs(shape).reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
}

/** The parameters as a list in the one order. */
export function listParameters<T>({ tokens, positions, blocks, finalNorm }: NanoParameters<T>): T[] {
  return [
    tokens,
    positions,
    ...blocks.flatMap((block) => [
      block.attentionNorm,
      block.queryKeyValue,
      block.attentionOut,
      block.feedForwardNorm,
      block.feedForwardIn,
      block.feedForwardOut,
    ]),
    finalNorm,
  ];
}

/** The inverse of `listParameters`. */
export function nameParameters<T>(list: readonly T[], { layers }: NanoShape): NanoParameters<T> {
  const [tokens, positions] = list as readonly [T, T];
  const blocks = Array.from({ length: layers }, (_, i): NanoBlock<T> => {
    const [attentionNorm, queryKeyValue, attentionOut, feedForwardNorm, feedForwardIn, feedForwardOut] =
      list.slice(2 + 6 * i) as [T, T, T, T, T, T];
    return { attentionNorm, queryKeyValue, attentionOut, feedForwardNorm, feedForwardIn, feedForwardOut };
  });
  return { tokens, positions, blocks, finalNorm: list.at(-1)! };
}
