import type { ConfigFormat } from '../../../shared/domain.ts';
import { scanJsonBytes } from './json-bytes.ts';
import { parseJsonBytes, parseJsonDocument } from './json-document.ts';
import type { FormatParser } from './types.ts';

export const JSON_PARSER = jsonParser('json');
export const JSONC_PARSER = jsonParser('jsonc');

function jsonParser(format: 'json' | 'jsonc'): FormatParser {
  return {
    parse: (text) => parseJsonDocument(text, format),
    parseBytes: (bytes, notes) => parseJsonBytes(bytes, format, notes),
    note: scanJsonBytes,
  };
}

/** Most computers hold no YAML file that counts, and the libraries are large: they come with the first file. */
const PARSERS: Readonly<Record<ConfigFormat, () => Promise<FormatParser>>> = {
  json: async () => JSON_PARSER,
  jsonc: async () => JSONC_PARSER,
  toml: async () => (await import('./toml-document.ts')).TOML_PARSER,
  yaml: async () => (await import('./yaml-document.ts')).YAML_PARSER,
};

/** The parser of a format. `json` is strict: its clients refuse comments and trailing commas. */
export function loadParser(format: ConfigFormat): Promise<FormatParser> {
  return PARSERS[format]();
}
