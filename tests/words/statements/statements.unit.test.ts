import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis';
import type { StudyRecord } from '../../../src/core/run';
import { ANALYSES } from '../../../src/experiment/designs';
import { inWords } from '../../../src/words/en/statements';

const SRC = join(import.meta.dirname, '..', '..', '..', 'src');

describe('the recorded study', () => {
  const record = JSON.parse(readFileSync('public/recorded/temperature.json', 'utf8')) as StudyRecord;
  const { study, runs, yTrue } = record;
  const { analysis, verdict } = inWords(analyse(study, runs, yTrue, ANALYSES[study.experiment]));

  test('gets the sentences that its record holds', () => {
    expect(verdict.text).toBe(record.verdict.text);
    expect(analysis.findings?.map(({ text }) => text)).toEqual(
      record.analysis.findings?.map(({ text }) => text),
    );
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
