/** @file A task of the visitor's own, named by its texts. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Dataset } from '../core/example';
import { ownTaskId, type UnnamedDataset } from '../core/task';

/** The same classes, splits and outside texts, in the same order, always get the same fingerprint and id. */
export function nameDataset(unnamed: UnnamedDataset): Dataset {
  const { classNames, splits, outside = [] } = unnamed;
  const { test, validation, pool, corpus } = splits;
  const content = JSON.stringify([classNames, [test, validation, pool, corpus], outside]);
  const fingerprint = bytesToHex(sha256(utf8ToBytes(content)));
  return { ...unnamed, id: ownTaskId(fingerprint), fingerprint };
}
