/** Where the person clicked no browser can be opened; the address is in the terminal of the host. */
export const BY_HAND =
  'No browser can be opened from here: open the address that stands in the terminal where MCP Tray runs.';
