/** @file Parts of the page that come when they are nearly in sight: no part of what a visitor first meets. */
import type { Attachment } from 'svelte/attachments';

/** Pixels below the window at which a part is fetched, so that it is there when it is reached. */
const AHEAD = 300;

/** Calls back once, when the element is that near. */
export function whenNear(then: () => void, ahead = AHEAD): Attachment {
  return (node) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        then();
      },
      { rootMargin: `${ahead}px 0px` },
    );
    observer.observe(node);
    return () => observer.disconnect();
  };
}
