import type { ConfigFormat } from '../../../shared/domain.ts';
import { scanJsonBytes } from './json-bytes.ts';
import { parseJsonBytes, parseJsonDocument } from './json-document.ts';
import { editJson } from './json-edit.ts';
import { parseTomlDocument, treeOf } from './toml-document.ts';
import { editToml } from './toml-edit.ts';
import type { FormatReader } from './types.ts';
import { parseYamlDocument, yamlTreeOf } from './yaml-document.ts';
import { editYaml } from './yaml-edit.ts';

const READERS: Readonly<Record<ConfigFormat, FormatReader>> = {
  json: jsonReader('json'),
  jsonc: jsonReader('jsonc'),
  toml: {
    parse: parseTomlDocument,
    parseBytes: (bytes) => parseTomlDocument(bytes.toString('utf8')),
    note: () => null,
    edit: (document, ops) => editToml(treeOf(document), ops),
  },
  yaml: {
    parse: parseYamlDocument,
    parseBytes: (bytes) => parseYamlDocument(bytes.toString('utf8')),
    note: () => null,
    edit: (document, ops) => editYaml(yamlTreeOf(document), ops),
  },
};

function jsonReader(format: 'json' | 'jsonc'): FormatReader {
  return {
    parse: (text) => parseJsonDocument(text, format),
    parseBytes: (bytes, notes) => parseJsonBytes(bytes, format, notes),
    note: scanJsonBytes,
    edit: editJson,
  };
}

/** The reader and editor of a format. `json` is strict: its clients refuse comments and trailing commas. */
export function readerFor(format: ConfigFormat): FormatReader {
  return READERS[format];
}
