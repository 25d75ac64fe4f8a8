import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis';
import type { StudyRecord } from '../../../src/core/run';
import { EXPERIMENTS } from '../../../src/experiment/designs';
import { inWords } from '../../../src/words/en/statements';

const SRC = join(import.meta.dirname, '..', '..', '..', 'src');

describe('the recorded study', () => {
  const record = JSON.parse(readFileSync('public/recorded/temperature.json', 'utf8')) as StudyRecord;
  const { study, runs, yTrue } = record;
  const { analysis, verdict } = inWords(analyse(study, runs, yTrue, EXPERIMENTS[study.experiment].analysis));

  test('gets the sentences that its record holds', () => {
    expect(verdict.text).toBe(record.verdict.text);
    expect(analysis.findings?.map(({ text }) => text)).toEqual(
      record.analysis.findings?.map(({ text }) => text),
    );
  });

  test('names the tiers that are not told apart, and holds the best against real rows alone', () => {
    expect(verdict.text).toBe(
      'Moderate is best: temperature 0.8 and 1.1 are best, and not told apart; 0.8 reaches 76.2 % (95 % interval 74.7–77.7), ' +
        '9.5 points (6.1 to 12.9) above 0.2 and 4.6 points (3.0 to 6.1) above 2.2 (corrected p < 0.001).',
    );
    const beside = analysis.findings!.filter(({ kind }) => kind === 'against-real-rows');
    expect(beside.map(({ text }) => text.slice(0, 34))).toEqual([
      'Temperature 0.8 is 13.4 points (95',
      'That temperature 0.8 differs from ',
    ]);
  });

  test('keeps what is stated as data that survives JSON', () => {
    expect(verdict.statement).toMatchObject({
      says: 'moderate-is-best',
      best: 0.8,
      lowest: 0.2,
      highest: 2.2,
    });
    for (const said of [verdict, ...(analysis.findings ?? [])]) {
      expect(JSON.parse(JSON.stringify(said.statement))).toEqual(said.statement);
    }
  });
});

/** Texts with a space in a source, but for messages of errors and names that are marked as such. */
function wordsIn(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText(file) === 'LabError') return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isVariableDeclaration(node) && node.name.getText(file) === 'STREAM_NAMES') return;
    const text = ts.isStringLiteralLike(node)
      ? node.text
      : ts.isTemplateExpression(node)
        ? node.head.text + node.templateSpans.map((span) => span.literal.text).join('')
        : '';
    if (/\p{L} \p{L}/u.test(text)) found.push(`${path}: ${text}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

test('the analysis holds no sentence: whatever a reader reads is in words/', () => {
  const files = readdirSync(join(SRC, 'analysis'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.flatMap((file) => wordsIn(join(SRC, 'analysis', file)))).toEqual([]);
});
