/** @file What each measure sees and what it is blind to: one sentence each, by the measure's id. */

export const measureSentences: Readonly<Record<string, string>> = {
  distinct1:
    'Sees how seldom words come again, as the share of running words that are different; it is blind to meaning and word order, and falls by itself as a set grows longer.',
  distinct2:
    'Sees how seldom pairs of neighbouring words come again, over the whole set; it is blind to meaning, so random word salad scores best of all, and it falls by itself as a set grows longer.',
  distinct3:
    'Sees how seldom three words in a row come again; it is blind to meaning, and so near its top for most texts that it tells only very repetitive sets apart.',
  distinct2PerText:
    'Sees whether a text repeats its own word pairs; it is blind to repetition between texts, so a thousand copies of one good sentence look perfect.',
  expectationAdjustedDistinct:
    'Sees how many different words there are against what chance would bring at that length, so that short and long sets compare more fairly; it is blind to meaning and word order, and leans on one assumed size of the vocabulary.',
  nGramDiversity:
    'Sees repetition at four lengths at once, from single words to four in a row; it is blind to meaning, and falls by itself as a set grows longer.',
  compressionRatio:
    'Sees every kind of literal repetition that a zip program can exploit; it is blind to meaning and to repeats that lie far apart in a large set, and it grows with the size of the set.',
  selfRepetition:
    'Sees how often four-word phrases of one text turn up in others; it is blind to rewording, and grows with the size of the set.',
  selfBleu:
    'Sees how much of each text could be pieced together from the others, up to four words in a row; it is blind to meaning and to rewording, and rises by itself as a set grows.',
  homogenization:
    'Sees long stretches of words that two texts share in the same order, even with gaps between; it is blind to rewording, and texts of one form (“any of numerous …”) look alike whatever they speak of.',
  meanPairwiseDistance:
    'Sees how far apart in meaning two texts are on average, as the lab’s encoder places them; it is blind to clumps, so two tight heaps far apart look as varied as an even spread; times (n − 1) / n it is the remote-clique of the literature.',
  chamferDistance:
    'Sees near-duplicates, by the distance from each text to its nearest neighbour; it is blind to everything farther off, and falls by itself as a set grows.',
  clusterInertia:
    'Sees how much texts still differ once they are sorted into heaps of like meaning; it is blind to how far apart the heaps are, and grows with the size of the set.',
  vendiScore:
    'Sees how many really different texts the set is worth, by their meaning to the encoder; it is blind to whether they make sense, and cannot exceed the encoder’s dimensions.',
  vendiScoreHalf:
    'Sees what the Vendi score sees, with rare kinds of text counting for more; it is blind to whether those rare texts are variety or noise.',
  vendiScoreInfinity:
    'Sees how far the one commonest theme dominates the set; it is blind to everything besides that theme.',
  rke: 'Sees how many common themes there are, by the meaning of the texts to the encoder; it is blind to rare ones, which hardly count, and to whether the texts make sense.',
  dcScore:
    'Sees how surely each text would be told from all others; it is blind to differences above or below the one scale that τ sets, so only values of the same τ compare.',
  novelSum:
    'Sees how new each text is against its nearest ones, with differences counting for more where texts are crowded; it is blind to whether the new is any good, and values of other encoders or sizes do not compare.',
  clusterScore:
    'Sees how evenly the texts fill the heaps they are sorted into; it is blind to how different the heaps are, so small differences score like large ones.',
  contextLength:
    'Sees how many words a text has, which moves many other measures along with it; it is blind to what the words are, and says nothing of variety by itself.',
  labelEntropy:
    'Sees how evenly the labels are spread over the classes; it is blind to the texts, and to labels that are wrong.',
  labelCoverage:
    'Sees how many of the classes have any text at all; it is blind to how many texts each has, and to labels that are wrong.',
  typeCoverage:
    'Sees which share of real text’s different words the set uses; it is blind to words real text lacks and to how words are put together, and grows with the size of the set.',
  perplexity:
    'Sees how much the texts surprise a small model of real text; it is blind to the difference between fresh and garbled, for both surprise it.',
  embedderPerplexity:
    'Sees how much the texts surprise the language model that also places them by meaning; it is blind to variety within the set, and a text that this model wrote itself surprises it little.',
  perplexityGap:
    'Sees how much more one of two language models is surprised than the other, so what only longer context explains; it is blind to variety within the set, and moves with garbled text as well.',
  heldOutPerplexity:
    'Sees how well a body that has only been pre-trained foretells real text, piece by piece; it is blind to whether what it learned helps to tell classes apart, and values of other vocabularies do not compare.',
  probeAccuracy:
    'Sees how far the classes lie apart in a straight line through what a body makes of texts before fine-tuning; it is blind to all that fine-tuning could still bring to light.',
  labelNoise:
    'Sees which share of the generated rows has a wrong label, as a classifier judges that has learned from real text, but not from the text a row is nearest to; it is blind to wrong labels that it would give as well, though its known mistakes on real rows are taken off.',
  judgedLabelNoise:
    'Sees which share of the generated rows has a wrong label, as a language model judges a sample of them; it is blind to wrong labels that it would give as well, though its known mistakes on real rows are taken off.',
  realPerplexity:
    'Sees how much real text surprises a small model of what the generator was fitted to, and so what a chain of generators has forgotten; it is blind to what the rows add that real text lacks.',
  clusterAgentScore:
    'Sees how many kinds of text a language model makes out in random handfuls, by criteria it finds itself; it is blind to anything outside the handful, and its answers depend on the model that judges.',
  clusterAgentSurrogate:
    'Sees how many kinds of text show in random handfuls, judged by the encoder in place of a language model; it is blind to every trait the encoder does not place apart, and its values do not compare with a language model’s.',

  twoSampleAccuracy:
    'Sees any habit of words by which a simple classifier tells generated from real text, where one half is guessing; it is blind to meaning and to word order beyond pairs.',
  vocabularyOverlap:
    'Sees which share of all different words both sets use; it is blind to how often each word comes and to how words are put together.',
  unseenTokens:
    'Sees how much of the running text is words the real set never uses; it is blind to familiar words in senseless order, and to real words that are missing.',
  maximumMeanDiscrepancy:
    'Sees differences of any shape between two clouds of meanings, and can say whether they are chance; it is blind to differences much finer or coarser than its one scale, and to what the encoder does not place apart.',
  frechetDistance:
    'Sees shifts of the centre and the spread of a cloud of meanings; it is blind to its shape, as heaps and gaps, and comes out too high for small sets.',
  precision:
    'Sees which share of the generated texts lies where real text lies; it is blind to real text that is never imitated, so one safe phrase scores well, and a single odd real text can inflate it.',
  recall:
    'Sees which share of real text lies where generated texts lie; it is blind to how much else was written, and a single odd generated text can inflate it.',
  density:
    'Sees how thickly real text surrounds the generated texts; it is blind to variety, so crowding around the commonest kind of text can push it above 1.',
  coverage:
    'Sees which share of real texts has a generated one close by; it is blind to generated texts that lie nowhere near real text.',
  mauve:
    'Sees both what real text is missed and what strays from it, over heaps of like meaning; it is blind to differences within a heap, and too friendly to small sets.',
  frontierIntegral:
    'Sees the same two errors as MAUVE on a scale where 0 is no difference; it is blind to differences within a heap, and depends on the size of the sets.',
  missedDivergence:
    'Sees kinds of real text that the generated set hardly has; it is blind to what it adds, and to differences within a heap of like meaning.',
  strayDivergence:
    'Sees kinds of generated text that real text hardly has; it is blind to what is missed, and to differences within a heap of like meaning.',
  jensenShannon:
    'Sees missed and stray kinds of text in one number between 0 and 1; it is blind to which of the two it is, and to differences within a heap of like meaning.',

  // No longer taken, but older records hold it: the mean pairwise distance, times (n − 1) / n.
  remoteClique:
    'Sees the same as the mean pairwise distance, but counts each text’s distance 0 to itself, so small sets come out too low; it is blind to clumps.',
};
