/** @file Reading what judges write: in order, in prose, broken, cut off, hostile. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MOST_REPLY_CHARACTERS,
  readJsonBlocks,
} from '../../../../src/measures/diversity/cluster-agent/read-json.js';
import {
  isRejected,
  readClusters,
  readCriteria,
  readProposal,
  readTraits,
  readVerdicts,
} from '../../../../src/measures/diversity/cluster-agent/read-replies.js';

const clustersOf = (reply: string, numTexts = 4): unknown => {
  const read = readClusters(reply, numTexts);
  return isRejected(read) ? read.rejected : read.clusters;
};

describe('JSON in prose', () => {
  it.each([
    ['{"a": 1}', [{ a: 1 }]],
    ['Here it is:\n```json\n{"a": [1, 2]}\n```\nDone.', [{ a: [1, 2] }]],
    ['{"a": 1,}', [{ a: 1 }]],
    ['{“a”: True}', [{ a: true }]],
    ['{"a": "a } in \\" quotes {"}', [{ a: 'a } in " quotes {' }]],
    ['She said "look" {"a": 1} and [2]', [{ a: 1 }, [2]]],
    ['{"a": 1, // of these\n "b": "http://x.y"}', [{ a: 1, b: 'http://x.y' }]],
    ['a set {x} and {"a": 1}', [{ a: 1 }]],
    ['{"clusters": [{"id": 1}, {"id": 2}, {"id', [{ id: 1 }, { id: 2 }]],
    ['{"a": {"b": ', []],
    ['', []],
  ])('is found in %j', (reply, values) => expect(readJsonBlocks(reply)).toEqual(values));

  it('never throws, whatever is written', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'a', '"clusters"', '“', '//', '\n'),
    );
    fc.assert(
      fc.property(pieces, fc.string(), (list, rest) => {
        const reply = list.join('') + rest;
        expect(Array.isArray(readJsonBlocks(reply))).toBe(true);
        for (const read of [
          readClusters(reply, 5),
          readVerdicts(reply, 5),
          readProposal(reply),
          readTraits(reply, 3),
          readCriteria(reply, 3),
        ]) {
          expect(typeof read).toBe('object');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is looked for in bounded time and space', () => {
    for (const piece of ['{', '[{', '{"a":', '"', '{}', '[[', '{"a":[1,2,]},', '}']) {
      const begun = process.cpuUsage();
      const blocks = readJsonBlocks(piece.repeat(1e6));
      readClusters(piece.repeat(1e6), 10);
      expect(blocks.length).toBeLessThanOrEqual(200);
      // Work that grows with the square of the length would take minutes; other programs do not count.
      expect(process.cpuUsage(begun).user).toBeLessThan(5e6);
    }
    expect(readJsonBlocks(' '.repeat(MOST_REPLY_CHARACTERS) + '{"a": 1}')).toEqual([]);
  });
});

describe('clusters', () => {
  it.each([
    ['the form asked for', '{"clusters": [{"id": 1, "samples": [1, 2]}, {"id": 2, "samples": [3, 4]}]}'],
    ['a bare list', '[{"samples": [1, 2]}, {"samples": [3, 4]}]'],
    ['lists of numbers', '[[1, 2], [3, 4]]'],
    ['entries by id', '{"clusters": {"1": {"indices": [1, 2]}, "2": {"indices": [3, 4]}}}'],
    ['entries by name', '{"birds": [1, 2], "cats": [3, 4]}'],
    ['texts by name', '{"clusters": [{"texts": ["Text 1", "Text 2"]}, {"texts": "3, 4"}]}'],
    ['counted from 0', '{"clusters": [{"samples": [0, 1]}, {"samples": [2, 3]}]}'],
    ['cut off in a third', '{"clusters": [{"samples": [1, 2]}, {"samples": [3, 4]}, {"samp'],
    [
      'other fields',
      '{"n": 2, "clusters": [{"score": 5, "members": [1, 2]}, {"score": 1, "members": [3, 4]}]}',
    ],
    [
      'thoughts before it',
      'Let me see [hm]. {"thought": "…"} {"clusters": [{"samples": [1, 2]}, {"samples": [3, 4]}]}',
    ],
  ])('are read from %s', (_, reply) =>
    expect(clustersOf(reply)).toEqual([
      [1, 2],
      [3, 4],
    ]),
  );

  it('hold each text once, and no text that there is not', () => {
    expect(clustersOf('[[1, 2, 2], [2, 3], [2], [99, -1, 1.5, null]]')).toEqual([[1, 2], [3]]);
    expect(clustersOf('{"clusters": []}')).toBe('no clusters in the answer');
    expect(clustersOf('no')).toBe('no clusters in the answer');
  });

  it('come back as they were written, whatever they are', () => {
    const partitions = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(partitions, (clusterOf) => {
        const clusters = [0, 1, 2, 3]
          .map((cluster) => clusterOf.flatMap((c, i) => (c === cluster ? [i + 1] : [])))
          .filter((members) => members.length > 0);
        const reply = JSON.stringify({ clusters: clusters.map((samples, i) => ({ id: i + 1, samples })) });
        expect(clustersOf(reply, clusterOf.length)).toEqual(clusters);
      }),
    );
  });
});

describe('verdicts', () => {
  it.each([
    ['the form asked for', '{"clusters": [{"id": 1, "valid": 1}, {"id": 2, "valid": 0}]}'],
    ['another order', '{"clusters": [{"id": 2, "valid": 0}, {"id": 1, "valid": 1}]}'],
    ['no ids', '[{"valid": true}, {"valid": false}]'],
    ['bare numbers', '[1, 0]'],
    ['words', '{"1": "valid", "2": "invalid"}'],
    ['entries by id', '{"cluster 1": {"valid": "yes"}, "cluster 2": {"valid": "no"}}'],
    ['one that broke off', '{"clusters": [{"id": 1, "valid": 1}, {"id": 2, "valid": 0}, {"id": 3, "va'],
    ['verdicts in words', '[{"cluster": 1, "valid": "1 (fits)"}, {"cluster": 2, "valid": "Not valid"}]'],
    ['only one named', '[{"id": 2, "valid": 0}]'],
  ])('are read from %s', (_, reply) => expect(readVerdicts(reply, 2)).toEqual({ valid: [true, false] }));

  it('are not made up', () =>
    expect(readVerdicts('{"clusters": [{"id": 1}]}', 2)).toHaveProperty('rejected'));
});

describe('traits and criteria', () => {
  it('are read in any of the usual forms, in bounds', () => {
    const traits = [{ name: 'Topic', definition: 'of what' }];
    expect(
      readProposal(
        '{"metadata": [{"name": "Topic", "definition": "of what"}], "metrics": {"Depth": "how deep"}}',
      ),
    ).toEqual({ metadata: traits, metrics: [{ name: 'Depth', definition: 'how deep' }] });
    expect(readProposal('{"metadata": {"Topic": {"definition": "of what"}}}')).toEqual({
      metadata: traits,
      metrics: [],
    });
    expect(readTraits('[{"name": "Topic", "description": "of what"}, {"name": ""}, 7]', 4)).toEqual({
      traits,
    });
    expect(readTraits('{"traits": ["a", "b", "c"]}', 2)).toEqual({
      traits: [
        { name: 'a', definition: '' },
        { name: 'b', definition: '' },
      ],
    });
    expect(readCriteria('{"criteria": ["one", {"name": "x", "criterion": "two words"}, ""]}', 4)).toEqual({
      criteria: ['one', 'two words'],
    });
    expect(readCriteria('{"Topic": "about the same", "Depth": "as deep"}', 4)).toEqual({
      criteria: ['about the same', 'as deep'],
    });
    const endless = readProposal(
      JSON.stringify({ metadata: Array(500).fill({ name: 'n'.repeat(500), definition: 'd'.repeat(5000) }) }),
    );
    expect(JSON.stringify(endless).length).toBeLessThan(6000);
    for (const read of [readProposal('{}'), readTraits('{}', 2), readCriteria('[]', 2)])
      expect(isRejected(read)).toBe(true);
  });
});
