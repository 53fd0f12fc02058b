import type { ConfigFormat } from '../../../shared/domain.ts';
import { parseJsonDocument } from './json-document.ts';
import { editJson } from './json-edit.ts';
import { parseTomlDocument, treeOf } from './toml-document.ts';
import { editToml } from './toml-edit.ts';
import type { FormatReader } from './types.ts';
import { parseYamlDocument, yamlTreeOf } from './yaml-document.ts';
import { editYaml } from './yaml-edit.ts';

const READERS: Readonly<Record<ConfigFormat, FormatReader>> = {
  json: { parse: (text) => parseJsonDocument(text, 'json'), edit: editJson },
  jsonc: { parse: (text) => parseJsonDocument(text, 'jsonc'), edit: editJson },
  toml: { parse: parseTomlDocument, edit: (document, ops) => editToml(treeOf(document), ops) },
  yaml: { parse: parseYamlDocument, edit: (document, ops) => editYaml(yamlTreeOf(document), ops) },
};

/** The reader and editor of a format. `json` is strict: its clients refuse comments and trailing commas. */
export function readerFor(format: ConfigFormat): FormatReader {
  return READERS[format];
}
