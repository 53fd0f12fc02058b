import { expect, it } from 'vitest';
import { BRACED, EDITOR, ENV_PREFIXED } from '../clients/variable-syntax.ts';
import { geminiCli } from '../clients/gemini-cli.ts';
import { expandVariables } from './variables.ts';

const vars = { A: '1', EMPTY: '', HOME: '/h' };

it('replaces as Claude Code does when a client names no rule of its own', () => {
  expect(expandVariables('${A} ${NO:-x} ${NO} $A', vars)).toEqual({ text: '1 x ${NO} $A', missing: ['NO'] });
  expect(expandVariables('${A}', vars, false)).toEqual({ text: '${A}', missing: [] });
});

it('replaces by the client’s own pattern, the others stay', () => {
  expect(expandVariables('${env:A} ${A}', vars, ENV_PREFIXED.reads).text).toBe('1 ${A}');
  expect(expandVariables('${A}${EMPTY} ${env:A}', vars, BRACED.reads).text).toBe('1 ${env:A}');
  const gemini = geminiCli.expandsVariables ?? false;
  expect(expandVariables('$A ${A} ${NO:-x} ${NO:-} $NO', vars, gemini)).toEqual({
    text: '1 1 x  $NO',
    missing: ['NO'],
  });
});

it('names what only the editor knows as missing', () => {
  expect(expandVariables('Bearer ${input:key} ${workspaceFolder} ${HOME}', vars, EDITOR.reads)).toEqual({
    text: 'Bearer ${input:key} ${workspaceFolder} ${HOME}',
    missing: ['input:key', 'workspaceFolder'],
  });
});
