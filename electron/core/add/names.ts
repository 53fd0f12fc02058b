const LONGEST = 40;

/** First labels that say what kind of host it is, not whose. */
const GENERIC = new Set([
  'www',
  'mcp',
  'api',
  'app',
  'apps',
  'server',
  'remote',
  'gateway',
  'mcp-server',
  'example',
  'your',
  'host',
  'url',
]);
/** "kfuse-prod" names service and stage at once. */
const ENVIRONMENT = /^[a-z0-9]{2,30}-(prod|production|staging|stage|dev|test|qa|uat|demo)(-?\d{1,3})?$/;
const BRIDGES = /^(?:mcp-remote|supergateway|mcp-proxy|@sparfenyuk\/mcp-proxy)(?:@[\w.-]{1,40})?$/;
/** Second-level labels under which names are registered ("co.uk"). */
const REGISTRIES = new Set(['co', 'com', 'org', 'net', 'ac', 'gov', 'edu', 'ne', 'or']);

/**
 * A name for a server that has none: from its host ("mcp.prod-1.octo-mesh.com" → "octo-mesh-prod-1") or its
 * command ("npx -y @acme/mcp-server-mail" → "mail"). Only letters, digits, `-` and `_`, which every client
 * accepts; `-2`, `-3` … when the name is taken (compared without case).
 */
export function suggestName(
  server: { readonly url: string | null; readonly command: string | null; readonly args: readonly string[] },
  taken: readonly string[],
): string {
  const raw = server.url === null ? fromCommand(server.command ?? '', server.args) : fromAddress(server.url);
  const base = tidy(raw) || 'server';
  const used = new Set(taken.map((name) => name.toLowerCase()));
  if (!used.has(base)) return base;
  for (let number = 2; ; number += 1) {
    const candidate = `${base}-${number}`;
    if (!used.has(candidate)) return candidate;
  }
}

function fromAddress(address: string): string {
  const authority = /^[a-z][\w+.-]{0,20}:\/\/([^/?#]{0,300})/i.exec(address)?.[1] ?? address.slice(0, 300);
  const host = authority.replace(/^[^@]*@/, '');
  const placeholder = /<([^<>]{1,60})>/.exec(host)?.[1];
  if (placeholder !== undefined) return words(placeholder).filter(isTelling).join('-');
  const [, name = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host) ?? [];
  if (/^(localhost|\[.*\]|[\d.]+)$/i.test(name)) return `${name === 'localhost' ? 'local' : name}-${port}`;
  const labels = name
    .toLowerCase()
    .split('.')
    .filter((label) => label !== '');
  if (labels.length > 1) labels.pop();
  if (labels.length > 1 && REGISTRIES.has(labels.at(-1) ?? '')) labels.pop();
  const own = labels.pop() ?? '';
  const whole = labels.find((label) => ENVIRONMENT.test(label));
  if (whole !== undefined) return whole;
  const telling = [own, ...labels].filter(isTelling);
  return telling.length === 0 ? own : telling.join('-');
}

function isTelling(label: string): boolean {
  return !GENERIC.has(label.toLowerCase());
}

function words(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function fromCommand(command: string, args: readonly string[]): string {
  const program = fileName(command);
  // Windows: `cmd /c` only starts what follows.
  if (program === 'cmd' && /^\/c$/i.test(args[0] ?? '')) return fromCommand(args[1] ?? '', args.slice(2));
  // A bridge is known by what it leads to.
  const beyond = args.find((arg) => /^https?:\/\//i.test(arg));
  if (beyond !== undefined && args.some((arg) => BRIDGES.test(arg))) return fromAddress(beyond);
  const parts = args.filter((arg) => !arg.startsWith('-') && arg !== '');
  if (/^(npx|bunx|uvx|pnpx|pipx)$/.test(program)) {
    return packageName(parts.find((arg) => !isVerb(arg)) ?? program);
  }
  if (/^(pnpm|yarn|npm|bun|uv|deno)$/.test(program)) {
    return packageName(parts.find((arg) => !isVerb(arg)) ?? program);
  }
  if (/^(docker|podman)$/.test(program)) return imageName(parts) ?? program;
  if (/^(node|python\d?(\.\d+)?|ruby|php|java|dotnet|bash|sh|cmd)$/.test(program)) {
    const script = parts.find((arg) => /[\\/.]/.test(arg));
    return script === undefined ? program : scriptName(script);
  }
  return packageName(program);
}

function isVerb(arg: string): boolean {
  return ['dlx', 'exec', 'run', 'x', 'tool'].includes(arg);
}

function imageName(parts: readonly string[]): string | null {
  const image = parts.find((arg) => arg.includes('/') && !/^[./\\]|=|:\//.test(arg));
  return image === undefined ? null : packageName(image.replace(/@sha256:.*$/, '').replace(/:[^/]*$/, ''));
}

/** "/srv/mail/dist/index.js" is known by its folder, "/srv/mail.py" by its own name. */
function scriptName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const own = (parts.at(-1) ?? '').replace(/\.[a-z]{1,4}$/i, '');
  if (!/^(index|main|server|cli|app|__main__|start|run)$/i.test(own)) return packageName(own);
  const folder = parts.slice(0, -1).findLast((part) => !/^(dist|build|src|out|lib|bin)$/i.test(part));
  return folder === undefined ? own : packageName(folder);
}

function packageName(text: string): string {
  const bare =
    text
      .replace(/(?!^)@[^/]*$/, '')
      .split('/')
      .at(-1) ?? text;
  const short = bare
    .replace(/\.(exe|cmd|bat|js|mjs|py)$/i, '')
    .replace(/^(mcp-server-|server-|mcp-)/i, '')
    .replace(/(-mcp-server|-mcp|-server)$/i, '');
  return short === '' ? bare : short;
}

function fileName(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? '').replace(/\.(exe|cmd|bat)$/i, '').toLowerCase();
}

function tidy(text: string): string {
  return text
    .slice(0, 300)
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, LONGEST)
    .replace(/^-|-$/g, '');
}
