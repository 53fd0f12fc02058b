import type { ConfigFormat, ConfigProblem } from '../../../shared/domain.ts';
import type { Result } from '../../../shared/errors.ts';
import type { JsonNotes } from './json-bytes.ts';

/**
 * Keys from the root; numbers index arrays. Keys are data: `__proto__` is an ordinary name here. In YAML a name
 * also addresses the item of a list whose own `name` it is, so that such servers keep their address when others
 * come and go.
 */
export type KeyPath = readonly (string | number)[];

/** Plain JSON-like value. Objects made by a reader have a null prototype. TOML dates arrive as strings. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

/** Replace `text[start, end)` with `insert`; offsets are UTF-16 units in the document's text, BOM included. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** What a change means, apart from how it is spelled; data, so that it can cross to a worker. */
export type EditOp =
  /** Creates missing parents. Replaces the value in place when the path exists, else adds it last. */
  | { readonly op: 'set'; readonly path: KeyPath; readonly value: ConfigValue }
  /** Removes the member or item; parents stay, even when empty. */
  | { readonly op: 'remove'; readonly path: KeyPath }
  /** Adds an item at the end of an array, creating the array (and its parents) when missing. */
  | { readonly op: 'append'; readonly path: KeyPath; readonly value: ConfigValue }
  /** Gives a named member another name, in its place; of an item that is addressed by its own `name`, that. */
  | { readonly op: 'rename'; readonly path: KeyPath; readonly name: string };

/** A parsed config file: the text it came from, and where things stand in it. */
export interface ConfigDocument {
  readonly format: ConfigFormat;
  readonly text: string;
  /** The text in UTF-8, where the document lies in it. */
  readonly bytes?: Buffer;
  /** The value at a path, or undefined. Of a huge file, ask for no more than is needed: what is got is kept. */
  get(path: KeyPath): ConfigValue | undefined;
  /** Whether there is a value at a path, without making it. */
  has(path: KeyPath): boolean;
  /** The names in the object at a path, each once and without what they hold; none where there is no object. */
  keys(path: KeyPath): readonly string[];
  /** 1-based place of the key (or item) at a path. */
  position(path: KeyPath): { readonly line: number; readonly column: number } | null;
  /** The exact source text of the member at a path, for "show config"; null when absent. */
  source(path: KeyPath): string | null;
  /**
   * The first name that stands twice on the way to a path, or directly in the object at it, with the place of
   * its second standing. In JSON; in YAML for two items of one name in a list that is addressed by name. Names
   * twice in one table or map make a TOML or YAML file a problem.
   */
  duplicate(path: KeyPath): { readonly name: string; readonly line: number; readonly column: number } | null;
}

/** What one thread found out about a file's bytes for another that has the same bytes. */
export type FormatNotes = JsonNotes;

export interface FormatParser {
  /**
   * The same from the file's bytes, which must be UTF-8. `notes`: what `note` said of them, on another thread.
   */
  parseBytes(bytes: Buffer, notes?: FormatNotes): ReturnType<FormatParser['parse']>;
  /** The work of `parseBytes` that can be done apart, as plain data; null where there is none. */
  note(bytes: Buffer): FormatNotes | null;
  /**
   * Parses text (BOM allowed). `problem` carries line and column. An empty (or blank) file is an empty
   * document. Where JSON has a name twice, reading takes the last one, as `JSON.parse` and so the clients do
   * (real settings files repeat "hooks" and still work); `duplicate` tells, and `edit` refuses such a path.
   */
  parse(text: string): { readonly document: ConfigDocument } | { readonly problem: ConfigProblem };
}

export interface FormatReader extends FormatParser {
  /**
   * Text edits for the ops, applied in order as one change. Errors: ConfigTooComplex when the place is
   * written in a form we will not touch or a name on the path stands twice, EntryNotFound when a path to
   * remove or rename is absent, EntryExists when the new name is taken.
   * Keeps BOM, EOL style, indentation of the neighbourhood, comments and final-newline state.
   */
  edit(document: ConfigDocument, ops: readonly EditOp[]): Result<readonly TextEdit[]>;
}
