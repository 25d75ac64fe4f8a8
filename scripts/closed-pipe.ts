/** @file What a command says may go to a reader who leaves early. */

/** Makes a pipe that is closed early, as `head` does, no failure: the reader has seen enough. */
export function allowClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
