/**
 * @file The language model's part of a study, without the rest: it is loaded in a worker that must not carry TF.js.
 * Also the way in which one GPU serves both: all rows are written first, then the model is unloaded, then trained on.
 */
import type { TextGenerator } from '../core/ports';
import type { Study } from '../core/study';
import type { WrittenAhead } from './study-ports';
import { generationRequest } from './training-set';

export { checkLabelsWith, labelNoise, type LabelCheck } from '../generation/llm/label-check';
export { LlmTextJudge } from '../generation/llm/llm-text-judge';
export { proposeTopics } from '../generation/llm/topics';
export { WebLlmGenerator, type WebLlmOptions } from '../generation/llm/web-llm-generator';

/**
 * Has the generator write every row of a study, in the runner's order, and hands on what it wrote. With a generator that
 * keeps a journal the study then finds its rows there, and the model can be unloaded in between.
 */
export async function* writeAhead(
  study: Study,
  numClasses: number,
  generator: TextGenerator,
  signal: AbortSignal,
): AsyncGenerator<WrittenAhead> {
  const perReplicate = study.arms.reduce(
    (sum, arm) => sum + (generationRequest(study, arm, 0, 0)?.count ?? 0) * numClasses,
    0,
  );
  const total = perReplicate * study.replicates;
  let done = 0;
  for (let replicate = 0; replicate < study.replicates; replicate++) {
    for (const arm of study.arms) {
      const { generated } = arm.recipe;
      if (!generated) continue;
      for (let label = 0; label < numClasses; label++) {
        const from = done;
        const request = generationRequest(study, arm, replicate, label)!;
        for await (const rows of generator.generate(request, signal)) {
          done += rows.length;
          yield { arm: arm.id, replicate, rows, done, total };
        }
        done = from + request.count; // a label that fell short is done all the same
      }
    }
  }
}
