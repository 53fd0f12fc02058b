/** One line of a `.gitignore`, for paths below the folder it stands in. */
interface IgnoreRule {
  readonly matches: RegExp;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
}

/** The rules of one ignore file; `folder` is where it stands, relative to the repository, '' for its root. */
export interface IgnoreFile {
  readonly folder: string;
  readonly text: string;
}

/**
 * Whether git leaves a path (relative to the repository, with `/`) alone; `files` from the weakest to the
 * nearest, as gitignore(5) ranks them: the last rule that fits decides, and nothing in an ignored folder counts.
 */
export function isIgnored(path: string, files: readonly IgnoreFile[]): boolean {
  const rules = files.map(({ folder, text }) => ({ folder, rules: rulesOf(text) }));
  const parts = path.split('/');
  return parts.some((_part, index) => {
    const at = parts.slice(0, index + 1).join('/');
    const isFolder = index < parts.length - 1;
    let ignored = false;
    for (const { folder, rules: own } of rules) {
      if (folder !== '' && !at.startsWith(`${folder}/`)) continue;
      const inside = folder === '' ? at : at.slice(folder.length + 1);
      for (const rule of own) {
        if ((isFolder || !rule.foldersOnly) && rule.matches.test(inside)) ignored = !rule.negated;
      }
    }
    return ignored;
  });
}

function rulesOf(text: string): readonly IgnoreRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const pattern = line.replace(/(?<!\\)\s+$/, '');
    if (pattern === '' || pattern.startsWith('#') || pattern.length > 500) return [];
    const negated = pattern.startsWith('!');
    const body = negated ? pattern.slice(1) : pattern;
    const foldersOnly = body.endsWith('/');
    const bare = body.replace(/\/$/, '');
    // A slash anywhere but at the end ties the pattern to the folder of its file.
    const anchored = bare.includes('/');
    const source = sourceOf(bare.replace(/^\//, ''));
    return [{ matches: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}$`), negated, foldersOnly }];
  });
}

function sourceOf(pattern: string): string {
  return pattern.replace(/\*\*\/|\/\*\*$|\*+|\?|\[!?[^\]]+\]|\\?[\s\S]/g, (piece) => {
    if (piece === '**/') return '(?:.*/)?';
    if (piece === '/**') return '/.*';
    if (piece.startsWith('*')) return '[^/]*';
    if (piece === '?') return '[^/]';
    if (piece.startsWith('[')) return piece.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return piece.replace(/^\\(?=.)/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
}
