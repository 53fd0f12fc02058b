import { expect, test } from 'vitest';
import { buildRef, clientOfRef, uniqueRefs } from './refs.ts';

test('writes the place before the name, and the name as it is', () => {
  const base = { client: 'codex', scope: 'user', tag: null, project: null, name: 'kfuse' } as const;
  expect(buildRef(base)).toBe('codex:user:kfuse');
  expect(buildRef({ ...base, name: 'a:b %' })).toBe('codex:user:a:b %');
  expect(buildRef({ ...base, tag: 'settings.json' })).toBe('codex:user/settings.json:kfuse');
  expect(buildRef({ ...base, scope: 'local', project: '/home/me/app' })).toBe(
    'codex:local:/home/me/app:kfuse',
  );
});

function of(project: string, name: string): string {
  return buildRef({ client: 'c', scope: 'project', tag: null, project, name });
}

test('escapes the project, so that no project and name can look like another pair', () => {
  expect(of('C:\\app', 'x')).toBe('c:project:C%3A\\app:x');
  expect(of('/a:b', 'c')).not.toBe(of('/a', 'b:c'));
  expect(of('/a%3Ab', 'c')).not.toBe(of('/a:b', 'c'));
});

test('numbers later ones of equal refs, also when the number is taken', () => {
  expect(uniqueRefs(['a', 'b', 'a', 'a~2', 'a'])).toEqual(['a', 'b', 'a~2', 'a~2~2', 'a~3']);
});

test('finds the client of a ref', () => {
  expect(['codex:user:x', ':x', 'x', ''].map(clientOfRef)).toEqual(['codex', null, null, null]);
});
