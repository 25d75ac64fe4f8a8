/** @file When to draw next. */

export type Scheduler = (work: () => void) => void;

/**
 * Ten pictures a second: often enough to look alive, seldom enough to leave the processor to the study, which on
 * a small laptop shares it with the drawing.
 */
const PICTURE_MS = 100;

/** Runs `work` once, with all that has gathered by then; in a hidden tab too, which draws no frames. */
export const nextPicture: Scheduler = (work) => {
  setTimeout(work, PICTURE_MS);
};

/** Runs `work` after the page has been painted at least once, or soon if it is not being painted at all. */
export function afterFirstPaint(work: () => void): void {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    work();
  };
  // The first callback comes before a paint, the second after it.
  requestAnimationFrame(() => requestAnimationFrame(once));
  setTimeout(once, 500);
}
