import type { SignOutReceipt } from '../../../shared/actions.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { AuthEngine } from '../auth/types.ts';

/**
 * Ends one of our own sign-ins, `resource|issuer`. The engine finds it by the address it was made for, which is
 * one of `addresses` or the resource itself.
 */
export async function endOwnSignIn(
  engine: AuthEngine,
  key: string,
  addresses: readonly string[],
): Promise<SignOutReceipt> {
  const before = await find(engine, key);
  if ('error' in before) return failed(before.error);
  if (before.resource === null) {
    return { sentences: ['MCP Tray has no such sign-in any more.'], complete: true };
  }
  const sentences: string[] = [];
  for (const address of new Set([before.resource, ...addresses])) {
    const receipt = await engine.signOut(address);
    if (!receipt.ok) return failed(receipt.error);
    const after = await find(engine, key);
    if ('error' in after) return failed(after.error);
    if (after.resource === null) return receipt.value;
    sentences.push(...receipt.value.sentences);
  }
  return {
    sentences: [...new Set(sentences), 'The sign-in is still in your keychain.'],
    complete: false,
  };
}

async function find(
  engine: AuthEngine,
  key: string,
): Promise<{ readonly resource: string | null } | { readonly error: AppError }> {
  const listed = await engine.list();
  if (!listed.ok) return { error: listed.error };
  const own = listed.value.find(({ resource, issuer }) => `${resource}|${issuer}` === key);
  return { resource: own?.resource ?? null };
}

function failed({ message, next }: AppError): SignOutReceipt {
  return { sentences: [`${message} ${next}`], complete: false };
}
