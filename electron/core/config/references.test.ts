import { expect, test } from 'vitest';
import { geminiCli } from '../clients/gemini-cli.ts';
import { vscode } from '../clients/vscode.ts';
import { withReferences } from './references.ts';

test('references of any client come out as ours, with their defaults', () => {
  expect(withReferences('Bearer ${env:TOKEN}', vscode.expandsVariables)).toBe('Bearer ${TOKEN}');
  expect(withReferences('$A-${B}-${C:-c}', geminiCli.expandsVariables)).toBe('${A}-${B}-${C:-c}');
  expect(withReferences('${A:-a}', true)).toBe('${A:-a}');
});

test('what is no variable stays as it is written', () => {
  expect(withReferences('${input:key}', vscode.expandsVariables)).toBe('${input:key}');
  expect(withReferences('costs $5', geminiCli.expandsVariables)).toBe('costs $5');
  expect(withReferences('${A}', undefined)).toBe('${A}');
});
