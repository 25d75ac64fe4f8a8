/** @file A file the visitor chose, as text. */

/** The text of a file in pieces. A character that is cut in two by a piece's end comes whole. */
export async function* textOf(content: Blob): AsyncGenerator<string> {
  const reader = content.stream().getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}
