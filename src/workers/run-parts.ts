/** @file What runs of one study must all be made from, on whichever thread. */
import { LabError, shown } from '../core/errors';
import type { RunPorts } from '../experiment';

/** Fingerprints of data and encoder: threads that load them at different times may find a site that has changed between. */
export function partsOf({
  dataset,
  classifier,
}: Pick<RunPorts, 'dataset' | 'classifier'>): readonly string[] {
  return [dataset.fingerprint, classifier.fingerprint];
}

/** @throws LabError `bad-dataset` where these are not the parts that the study began with */
export function needSameParts(wanted: readonly string[], found: readonly string[]): void {
  if (wanted.length === found.length && wanted.every((part, i) => part === found[i])) return;
  throw new LabError(
    'bad-dataset',
    `serveRuns: invalid data or encoder: ${shown(found.join(', '))} (wanted ${wanted.join(', ')}) — reload the page: the site has changed since`,
  );
}
