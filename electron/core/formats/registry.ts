import type { ConfigFormat } from '../../../shared/domain.ts';
import { editJson } from './json-edit.ts';
import { JSON_PARSER, JSONC_PARSER } from './parsers.ts';
import { TOML_PARSER, treeOf } from './toml-document.ts';
import { editToml } from './toml-edit.ts';
import type { FormatReader } from './types.ts';
import { YAML_PARSER, yamlTreeOf } from './yaml-document.ts';
import { editYaml } from './yaml-edit.ts';

const READERS: Readonly<Record<ConfigFormat, FormatReader>> = {
  json: { ...JSON_PARSER, edit: editJson },
  jsonc: { ...JSONC_PARSER, edit: editJson },
  toml: { ...TOML_PARSER, edit: (document, ops) => editToml(treeOf(document), ops) },
  yaml: { ...YAML_PARSER, edit: (document, ops) => editYaml(yamlTreeOf(document), ops) },
};

/** The parser and editor of a format, for what changes files; to read them, `loadParser` brings less along. */
export function readerFor(format: ConfigFormat): FormatReader {
  return READERS[format];
}
