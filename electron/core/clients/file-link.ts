/** The path of a file as such addresses take it, with its line; null for one that no address can name. */
export function filePath(file: string, line: number | null): string | null {
  const slashed = /^[A-Za-z]:\\/.test(file) ? `/${file.replaceAll('\\', '/')}` : file;
  if (!slashed.startsWith('/') || slashed.startsWith('//')) return null;
  const encoded = slashed
    .split('/')
    .map((part, index) => (index === 1 && /^[A-Za-z]:$/.test(part) ? part : encode(part)))
    .join('/');
  return line === null ? encoded : `${encoded}:${line}`;
}

/** `encodeURIComponent` lets `!'()*` stand (RFC 3986 section 2.2: reserved). */
function encode(part: string): string {
  return encodeURIComponent(part).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
