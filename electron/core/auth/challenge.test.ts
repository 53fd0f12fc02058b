import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBearerChallenge } from './challenge.ts';

const METADATA = 'https://h.example/.well-known/oauth-protected-resource/mcp';

describe('a WWW-Authenticate header', () => {
  it.each([
    [`Bearer resource_metadata="${METADATA}"`],
    [`bearer realm="a, b", resource_metadata="${METADATA}"`],
    [`Basic realm="x", Bearer resource_metadata="${METADATA}"`],
    [`Negotiate, Basic realm="with \\"quotes\\", and = signs", Bearer resource_metadata="${METADATA}"`],
    [`Negotiate YII==, Bearer resource_metadata="${METADATA}"`],
    [`Bearer resource_metadata="${METADATA}", Basic realm="x", resource_metadata="https://evil.example"`],
    [`Bearer resource_metadata=${METADATA}`],
    [`Bearer resource_metadata = "${METADATA}"`],
  ])('gives the metadata address: %s', (header) => {
    expect(parseBearerChallenge(header)?.resourceMetadata).toBe(METADATA);
  });

  it('gives error and scope', () => {
    const challenge = parseBearerChallenge(
      'Bearer error="insufficient_scope", scope="files:read files:write"',
    );
    expect(challenge).toEqual({
      error: 'insufficient_scope',
      scope: 'files:read files:write',
      resourceMetadata: null,
    });
  });

  it('without parameters is an empty challenge', () => {
    expect(parseBearerChallenge('Bearer')).toEqual({ error: null, scope: null, resourceMetadata: null });
  });

  it.each([null, '', 'Basic realm="Bearer resource_metadata=x"', 'Negotiate'])(
    '%j has no Bearer part',
    (header) => {
      expect(parseBearerChallenge(header)).toBeNull();
    },
  );

  it('of any shape ends', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (header) => void parseBearerChallenge(header)));
    const hostile = `Bearer ${'a="'.repeat(5000)}`;
    expect(parseBearerChallenge(hostile)).not.toBeNull();
  });
});
