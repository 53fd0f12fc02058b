import type { NewServer } from '../../../shared/actions.ts';
import { isReference, isSecretName, looksSecret, maskArgs } from '../../../shared/redact.ts';
import { isAddress } from './draft.ts';
import { isLoopbackHost } from './loopback-host.ts';

export interface Verdict {
  /** Reasons not to save. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Judges a server before it is written. A field that still holds a placeholder is not judged for its form. */
export function lintServer(server: NewServer, openFields: ReadonlySet<string>): Verdict {
  const problems = [
    ...(server.url === null ? [] : addressProblems(server.url, openFields.has('url'))),
    ...commandProblems(server),
  ];
  return {
    problems,
    warnings: [...headerWarnings(server), ...envWarnings(server), ...commandWarnings(server)],
  };
}

function addressProblems(text: string, isOpen: boolean): readonly string[] {
  const isReferenced = text.includes('${');
  if ((isOpen || isReferenced) && !/^[a-z][\w+.-]{1,20}:/i.test(text)) return [];
  if (/^wss?:/i.test(text)) {
    return ['A WebSocket address (ws) cannot be added; MCP servers are reached by https.'];
  }
  if (!/^https?:/i.test(text)) return ['The address must start with https://.'];
  // A placeholder host is no valid URL yet; the rest can still be judged.
  const url = isOpen || isReferenced ? null : URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return ['The address is not valid.'];
  const host = url?.hostname ?? /^http:\/\/([^/:?#]*)/i.exec(text)?.[1] ?? '';
  const isPlain = /^http:/i.test(text);
  const problems =
    isPlain && !isLoopbackHost(host)
      ? ['The address is not encrypted; use https:// (http:// is only for this computer).']
      : [];
  if (url !== null && (url.username !== '' || url.password !== '')) {
    problems.push('The address holds a user name or password; put it in a header instead.');
  }
  return problems;
}

function commandProblems({ transport, command, args }: NewServer): readonly string[] {
  if (transport !== 'stdio') return [];
  if (command === null || command.trim() === '') return ['The program to start is missing.'];
  if (isAddress(command)) {
    return ['A web address cannot be started as a program; add it as a web server (http).'];
  }
  const words = [command, ...args];
  if (words.some((word) => word.includes('krx_user_'))) {
    return [
      'A KruxOS user token (krx_user_…) must not stand on the command line, where other programs can read it; the bridge refuses to start. Put it in a variable.',
    ];
  }
  const secret = words.some((word) => looksSecret(word.replace(/sha256:[0-9a-f]{64}/gi, '')));
  return secret
    ? [
        'A token stands on the command line, where other programs can read it. Put it in a variable (env) instead.',
      ]
    : [];
}

function commandWarnings({ command, args }: NewServer): readonly string[] {
  if (command === null || args.some((arg) => looksSecret(arg))) return [];
  const masked = maskArgs(args);
  return args.some((arg, index) => masked[index] !== arg)
    ? [
        'The command line seems to hold a password or key, which other programs can read. A variable (env) is safer if the server takes one.',
      ]
    : [];
}

function headerWarnings({ url, headers, bearerTokenEnvVar }: NewServer): readonly string[] {
  if (url === null) return [];
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    const secret = isSecretName(name) || looksSecret(value);
    if (secret && !isReference(value)) {
      warnings.push(
        `The header ${name} holds a secret in plain text; a reference such as \${${variableFor(name)}} keeps it out of the file.`,
      );
    }
  }
  const fixed = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if (fixed) {
    warnings.push(
      'A fixed Authorization header takes the place of a sign-in; leave it out if the server offers one.',
    );
  }
  if (bearerTokenEnvVar !== null) {
    warnings.push(
      `The token comes from the variable ${bearerTokenEnvVar}, in place of a sign-in; leave it out if the server offers one.`,
    );
  }
  if (/[?&][^=&#]*(token|key|secret|auth)[^=&#]*=[^&#$]/i.test(url.slice(0, 4096))) {
    warnings.push(
      'The address seems to hold a secret; addresses end up in logs. A header is safer if the server takes one.',
    );
  }
  return warnings;
}

function envWarnings({ env }: NewServer): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (name === 'KRUXOS_AGENT_TOKEN' && value.startsWith('krx_user_')) {
      return [
        'KRUXOS_AGENT_TOKEN holds a user token (krx_user_…); it wants the agent token of 64 hexadecimal digits.',
      ];
    }
    const secret = (isSecretName(name) || looksSecret(value)) && value !== '' && !isReference(value);
    return secret
      ? [
          `${name} would be kept in plain text in the client’s file; a reference such as \${${name}} keeps it out.`,
        ]
      : [];
  });
}

function variableFor(header: string): string {
  const name =
    header.toLowerCase() === 'authorization' ? 'API_TOKEN' : header.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return name.slice(0, 40);
}
