/** One tool of a server, as the server describes it; its texts are cleaned and cut. */
export interface ToolView {
  /** As a call needs it. */
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  /** The server says that calling it changes nothing. */
  readonly readOnly: boolean;
  /** The server, or its name, says that it may take something away: a call has to be confirmed. */
  readonly destructive: boolean;
  /** JSON Schema of the arguments; null when there is none that could be shown. */
  readonly inputSchema: unknown;
}

export interface ToolsAnswer {
  readonly tools: readonly ToolView[];
  /** Says that some are left out, and why; null when all are there. */
  readonly note: string | null;
  /** Milliseconds, connecting included. */
  readonly tookMs: number;
}

/** What a call came back with. */
export interface ToolOutcome {
  /** False when the tool or the server refused; `text` then says "Refused by the server: …". */
  readonly ok: boolean;
  /** Cleaned, secrets masked, at most 20,000 characters. */
  readonly text: string;
  /** Milliseconds of the call alone. */
  readonly tookMs: number;
  /** How many things it returned, where that can be told. */
  readonly itemCount: number | null;
  /** What the answer means, and who can mend it, where its text does not say so; our own words. */
  readonly hint: string | null;
}
